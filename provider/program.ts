// The stack program: one QrCodeJumpRule for each rule of the stack's config and its rules files.
import { basename } from "node:path";
import * as pulumi from "./pulumi/sdk";
import { declaredElsewhere } from "./reading/other-stacks";
import { noRulesText, readRules } from "./reading/read-rules";
import { projectFolderOf, stackFilePath } from "./reading/stack-file";
import type { Rule } from "./rules/rule";
import { exportsRules } from "./settings/settings";
import { declareStackRules } from "./stack-program/declare-rules";
import { declaring, tooEarly, type Declaration } from "./stack-program/declaring";
import { readRecordedRules } from "./stack-program/recorded-rules";
import { Hold } from "./stack-program/unfinished";
import { t } from "./text/message";

// Holds from module load on, since this program does nothing else.
const loaded = new Hold(tooEarly());

export = (): Promise<StackOutputs> => {
  const outputs = declaring(declareStack);
  loaded.release();
  return outputs;
};

/** What the stack exports, for other stacks and pipelines. */
interface StackOutputs {
  /** How many rules the stack has, and how many of them are published. */
  ruleCount: number;
  publishedCount: number;
  /** What each code opens, by prefix; only with `exportRules`, since Pulumi prints every output in every run. */
  rules?: Record<string, { path: string; appid?: string; published: boolean }>;
}

async function declareStack(): Promise<Declaration<StackOutputs>> {
  const config = pulumi.runtime.allConfig();
  const projectFolder = projectFolderOf(pulumi.getRootDirectory(), process.cwd());
  const stackFile = stackFilePath(projectFolder, pulumi.getStack());
  const read = readRules({ config, projectFolder, stackFile, env: process.env });
  const file = basename(stackFile);
  const isMissing = read.declared === "missing" && read.problems.length === 0;
  if (isMissing && (await readRecordedRules()).length === 0) {
    throw new Error(noRulesText("missing", file));
  }
  const withRules = exportsRules((key) => config[key], process.env);
  const { registered } = await declareStackRules({
    ...read,
    elsewhere: (owners) => declaredElsewhere(owners, projectFolder, stackFile, process.env),
  });
  if (read.rules.length === 0) await pulumi.log.warn(t`${file}: the list of rules is empty; no rule is declared.`);
  const rules = read.rules.map(({ args }) => args);
  return {
    result: outputsOf(rules, withRules),
    registered,
  };
}

/** Nothing here depends on what is live: a plan (`--save-plan`) with such an output fails as soon as WeChat has changed. */
function outputsOf(rules: Rule[], withRules: boolean): StackOutputs {
  return {
    ruleCount: rules.length,
    publishedCount: rules.filter(({ published }) => published).length,
    ...(withRules && { rules: Object.fromEntries(rules.map((rule) => [rule.prefix, whatItOpens(rule)])) }),
  };
}

function whatItOpens({ path, published, ...rule }: Rule): NonNullable<StackOutputs["rules"]>[string] {
  return { path, ...("appid" in rule && { appid: rule.appid }), published };
}
