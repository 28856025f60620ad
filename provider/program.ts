// The stack program: one QrCodeJumpRule for each rule of the stack's config and its rules files.
import { basename } from "node:path";
import * as pulumi from "./pulumi/sdk";
import { noRulesText, readRules } from "./reading/read-rules";
import { projectFolderOf, stackFilePath } from "./reading/stack-file";
import type { Rule } from "./rules/rule";
import { declareStackRules } from "./stack-program/declare-rules";
import { declaring, TOO_EARLY, type Declaration } from "./stack-program/declaring";
import { readRecordedRules } from "./stack-program/recorded-rules";
import { Hold } from "./stack-program/unfinished";

// Holds from module load on, since this program does nothing else.
const loaded = new Hold(TOO_EARLY);

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
  /** How many publishes the account has left this month after this run; absent if WeChat was not read. */
  publishesLeft?: number;
  /** What each code opens, by prefix. */
  rules: Record<string, { path: string; appid?: string; published: boolean }>;
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
  const { publishesLeft, registered } = await declareStackRules(read);
  if (read.rules.length === 0) await pulumi.log.warn(`${file}: the list of rules is empty; no rule is declared.`);
  const rules = read.rules.map(({ args }) => args);
  return { result: outputsOf(rules, publishesLeft), registered };
}

function outputsOf(rules: Rule[], publishesLeft: number | undefined): StackOutputs {
  const opens = ({ path, published, ...rule }: Rule): StackOutputs["rules"][string] => ({
    path,
    ...("appid" in rule && { appid: rule.appid }),
    published,
  });
  return {
    ruleCount: rules.length,
    publishedCount: rules.filter(({ published }) => published).length,
    ...(publishesLeft !== undefined && { publishesLeft }),
    rules: Object.fromEntries(rules.map((rule) => [rule.prefix, opens(rule)])),
  };
}
