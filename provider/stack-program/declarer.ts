import type { ToldList } from "../pulumi/told-lists";
import * as pulumi from "../pulumi/sdk";
import type { StackRule } from "../reading/read-rules";
import { projectFolderOf, readStackFile, stackFilePath } from "../reading/stack-file";
import type { Rule } from "../rules/rule";
import type { Accounts } from "../settings/accounts";
import { exposedSecrets } from "../settings/exposed-secrets";
import { cliLeavesOut } from "../system/cli-process";
import { othersMayRead } from "../system/project-folder";
import { leftToProgram } from "../pulumi/handover";
import { declares } from "./declaring";
import { changesSincePreview, type SincePreview } from "./previewed-rules";
import { QrCodeJumpRule } from "./qr-code-jump-rule";
import { readRecordedRules, type RecordedRule } from "./recorded-rules";

/** Who declares a list of rules: the program of a stack, or the plugin for a program in another language. */
export interface Declarer<R extends pulumi.CustomResource = pulumi.CustomResource> {
  /** The settings by full key (`wechat-qr-jump:appId`). */
  config: Readonly<Record<string, string | undefined>>;
  env: NodeJS.ProcessEnv;
  /** Where secrets lie open, one sentence each. */
  exposed(accounts: Accounts): string[];
  sincePreview(rules: readonly StackRule[]): SincePreview;
  /** What the stack's state holds for the list. */
  recorded(rules: readonly StackRule[]): Promise<RecordedRule[]>;
  /** Tells the provider of the same run. */
  declares(list: ToldList): void;
  /** Called before the first rule is made. */
  prepare(): Promise<void>;
  make(rule: StackRule): R;
  /** Those of the rules just made that the provider has not proven to be live, and whether the run leaves rules out. */
  unproven(rules: readonly Rule[]): { rules: readonly Rule[]; isPart: boolean };
}

/** The program of this process. */
export function program(): Declarer<QrCodeJumpRule> {
  const config = pulumi.runtime.allConfig();
  return {
    config,
    env: process.env,
    exposed: (accounts) =>
      exposedSecrets(config, process.env, pulumi.isConfigSecret, othersMayRead, writtenAccounts(accounts)),
    sincePreview: changesSincePreview,
    recorded: readRecordedRules,
    declares,
    prepare: startProvider,
    make: ({ name, args, options, account }) =>
      new QrCodeJumpRule(name, account === undefined ? args : { ...args, account }, options),
    unproven,
  };
}

/** The map of accounts as the stack's file has it: Pulumi does not tell which of its values are encrypted. */
function writtenAccounts(accounts: Accounts): string | undefined {
  if (accounts.named.length === 0) return undefined;
  const folder = projectFolderOf(pulumi.getRootDirectory(), process.cwd());
  return readStackFile(folder, stackFilePath(folder, pulumi.getStack())).config["wechat-qr-jump:accounts"];
}

/**
 * Makes Pulumi start the dynamic provider's process now. Otherwise it starts with the first rule, and takes
 * twice as long if many rules are being declared. Any call to a provider starts its process; this one has no functions and returns
 * an error.
 */
async function startProvider(): Promise<void> {
  await pulumi.runtime.invoke("pulumi-nodejs:dynamic:start", {}).catch(() => undefined);
}

/** If Pulumi was told to leave rules out, nobody knows which were made. */
function unproven(rules: readonly Rule[]): { rules: readonly Rule[]; isPart: boolean } {
  const isPart = cliLeavesOut();
  const engine = pulumi.engineAddress();
  const left: ReadonlySet<string> = engine === undefined ? new Set() : leftToProgram(engine);
  return { rules: isPart ? rules : rules.filter(({ prefix }) => left.has(prefix)), isPart };
}
