// The stack program: one QrCodeJumpRule for each rule of the stack's config and its rules files.
// First, since it works for what is loaded after it.
import "./system/compile-cache";
import { basename } from "node:path";
import * as pulumi from "./pulumi/sdk";
import { declaredElsewhere } from "./reading/other-stacks";
import { areSeveral, noRulesText, readRules, type RulesRead, type StackRule } from "./reading/read-rules";
import { projectFolderOf, stackFilePath } from "./reading/stack-file";
import type { Rule } from "./rules/rule";
import type { Accounts } from "./settings/accounts";
import { readWishes } from "./settings/settings";
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
interface StackOutputs extends Counts {
  /** How many accounts the rules belong to, where the stack may have several. */
  accountCount?: number;
  /** What each account has, by its name: where they are few, or with `exportRules`. */
  accounts?: Record<string, Counts>;
  /** The accounts that were left out because they cannot be used; only where there are any. */
  skippedAccounts?: string[];
  /** What each code opens, by prefix; only with `exportRules`, since Pulumi prints every output in every run. */
  rules?: Record<string, { path: string; appid?: string; published: boolean }>;
  /** The name of each rule's account, by prefix; only with `exportRules`, where the stack may have several. */
  accountOf?: Record<string, string>;
}

/** How many rules there are, and how many of them are published. */
interface Counts {
  ruleCount: number;
  publishedCount: number;
}

/** How many accounts the outputs name: Pulumi prints every output in every run. */
const MOST_ACCOUNTS = 20;

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
  const { exportRules } = readWishes((key) => config[key], process.env);
  const { registered, skipped } = await declareStackRules({
    ...read,
    elsewhere: (owners) => declaredElsewhere(owners, projectFolder, stackFile, process.env),
  });
  if (read.rules.length === 0) await pulumi.log.warn(t`${file}: the list of rules is empty; no rule is declared.`);
  return {
    result: { ...outputsOf(read, exportRules), ...(skipped.length > 0 && { skippedAccounts: skipped }) },
    registered,
  };
}

/** Nothing here depends on what is live: a plan (`--save-plan`) with such an output fails as soon as WeChat has changed. */
function outputsOf({ rules, accounts }: RulesRead, withRules: boolean): StackOutputs {
  const all = rules.map((rule) => [rule.args.prefix, whatItOpens(rule.args)] as const);
  const withAccounts = areSeveral({ accounts, rules });
  const owners = rules.map(({ args, account }) => [args.prefix, accounts.nameOf(account)] as const);
  return {
    ...countsOf(rules),
    ...(withAccounts && countsByAccount(rules, accounts, withRules)),
    ...(withRules && { rules: Object.fromEntries(all) }),
    ...(withRules && withAccounts && { accountOf: Object.fromEntries(owners) }),
  };
}

function countsOf(rules: readonly StackRule[]): Counts {
  return { ruleCount: rules.length, publishedCount: rules.filter(({ args }) => args.published).length };
}

function countsByAccount(
  rules: readonly StackRule[],
  accounts: Accounts,
  withAll: boolean,
): Pick<StackOutputs, "accountCount" | "accounts"> {
  const byName = new Map<string, StackRule[]>();
  for (const rule of rules) {
    const name = accounts.nameOf(rule.account);
    byName.set(name, [...(byName.get(name) ?? []), rule]);
  }
  const counts = [...byName].map(([name, own]) => [name, countsOf(own)] as const);
  const areShown = withAll || counts.length <= MOST_ACCOUNTS;
  return { accountCount: counts.length, ...(areShown && { accounts: Object.fromEntries(counts) }) };
}

function whatItOpens({ path, published, ...rule }: Rule): NonNullable<StackOutputs["rules"]>[string] {
  return { path, ...("appid" in rule && { appid: rule.appid }), published };
}
