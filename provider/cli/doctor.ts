import { join } from "node:path";
import type { StackRule } from "../reading/read-rules";
import { settingProblems } from "../reading/setting-problems";
import { readStackFile } from "../reading/stack-file";
import { appidOf } from "../rules/rule";
import { Accounts } from "../settings/accounts";
import { doubtfulVariables } from "../settings/unknown-settings";
import { sideBySide } from "../system/side-by-side";
import { listed } from "../text/listed";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { textsOf } from "../text/problem";
import { AccountOpener, ACCOUNTS_AT_ONCE } from "../wechat/account";
import type { WechatClient } from "../wechat/client";
import type { LiveAnswer } from "../wechat/wire";
import { readRulesOf } from "./declared-rules";
import { examineWechat, skipped, type Examined } from "./doctor-wechat";
import { counted, type Outcome, type Surroundings } from "./outcome";
import { stackOrNone, type Stack } from "./project";
import { askedAccounts, type StackAccount } from "./stack-accounts";
import { exposedSecretsOf, pulumiVersion, StackSettings } from "./stack-settings";

/** An account of a stack, and what was seen of it. */
interface ExaminedAccount extends StackAccount {
  examined: Examined[];
}

/** Checks everything that a run needs, and says what to do about each thing that is not right. */
export async function doctor(
  { stack: name, account }: { stack?: string; account?: string },
  { cwd, env }: Surroundings,
): Promise<Outcome> {
  const stack = stackOrNone(cwd, name);
  const read = stack ? readRulesOf(stack, env) : { rules: [], accounts: new Accounts(() => undefined, env) };
  const asked = askedAccounts(read, account);
  const common = [await examineCli(env), ...examineSpelling(stack, read.accounts, env)];
  const accounts = await examineAccounts(stack, asked, env);
  const checks = [
    ...common,
    ...accounts.flatMap(({ name, examined }) =>
      examined.map((one) => ({ ...one, ...(name !== undefined && { account: name }) })),
    ),
  ];
  return {
    text: [...common.map(lineOf), ...accounts.flatMap(textOf), ...totalOf(accounts)].join("\n"),
    json: { checks },
    findings: checks.some(isFinding),
  };
}

function isFinding({ verdict }: Examined): boolean {
  return verdict === "finding";
}

function textOf({ label, examined }: ExaminedAccount): string[] {
  const lines = examined.map(lineOf);
  return label === undefined ? lines : [t`Account ${label}:`, ...lines.map((line) => `  ${line}`)];
}

/** Where there are many accounts, their lines are too many to look through. */
function totalOf(accounts: readonly ExaminedAccount[]): string[] {
  if (accounts.length < 2) return [];
  const ill = accounts.filter(({ examined }) => examined.some(isFinding)).flatMap(({ label }) => label ?? []);
  const all = counted(accounts.length, "account");
  return [ill.length === 0 ? t`${all}, nothing to fix.` : t`${all}, to fix: ${listed(ill)}.`];
}

export function lineOf({ name, verdict, message }: Examined): string {
  const said = { ok: t`ok      `, finding: t`FIX     `, note: t`note    `, skipped: t`skipped ` }[verdict];
  return t`${said}${nameOf(name)}: ${message}`;
}

/** The name of a check for people. */
export function nameOf(name: string): string {
  const names: Record<string, string> = {
    "Pulumi CLI": t`Pulumi CLI`,
    setting: t`setting`,
    settings: t`settings`,
    token: t`token`,
    "component token": t`component token`,
    authorizer: t`authorizer`,
    "IP allow-list": t`IP allow-list`,
    permission: t`permission`,
    read: t`read`,
    publishes: t`publishes`,
    "feature switch": t`feature switch`,
    clock: t`clock`,
  };
  return names[name] ?? name;
}

async function examineCli(env: NodeJS.ProcessEnv): Promise<Examined> {
  const version = await pulumiVersion(env);
  const missing = t`no working "pulumi" on PATH; install it from https://www.pulumi.com/docs/install/`;
  return { name: "Pulumi CLI", verdict: version ? "ok" : "finding", message: version ?? missing };
}

/** Settings that do not exist, or have a value that cannot be right. */
function examineSpelling(stack: Stack | undefined, accounts: Accounts, env: NodeJS.ProcessEnv): Examined[] {
  const name = "setting";
  const file = stack && readStackFile(stack.folder, join(stack.folder, stack.file));
  const problems = file ? settingProblems(file.config, env, () => file, accounts) : [];
  const names = accounts.named.map((account) => account.name);
  return [
    ...textsOf(problems).map((message): Examined => ({ name, verdict: "finding", message })),
    ...[...doubtfulVariables(env, names), ...exposedSecretsOf(stack, env)].map((message): Examined => ({
      name,
      verdict: "note",
      message,
    })),
  ];
}

/** One that fails does not hide the others. */
function examineAccounts(
  stack: Stack | undefined,
  accounts: readonly StackAccount[],
  env: NodeJS.ProcessEnv,
): Promise<ExaminedAccount[]> {
  const where = stack ? t`${stack.file} and the environment` : t`the environment`;
  const settingsOf = new StackSettings(stack, env);
  const opener = new AccountOpener();
  return sideBySide(accounts, ACCOUNTS_AT_ONCE, async (account) => {
    try {
      const settings = await settingsOf.of(account.owner);
      const named = settings.account ?? t`an account that is not named`;
      const seen = t`read from ${where}: ${settings.credentials.kind} of ${named}`;
      const examined: Examined[] = [
        { name: "settings", verdict: "ok", message: seen },
        ...(await examineWechat(opener.open(settings), readAny(account.rules))),
      ];
      return { ...account, examined };
    } catch (error) {
      const later = ["token", "IP allow-list", "permission", "publishes", "feature switch", "clock"];
      const settings: Examined = { name: "settings", verdict: "finding", message: messageOf(error) };
      return { ...account, examined: [settings, ...skipped(later, t`settings are needed`)] };
    }
  });
}

/** The smallest read that shows whether the account may use the API. */
function readAny(rules: StackRule[]): (client: WechatClient) => Promise<LiveAnswer> {
  const service = rules.map(({ args }) => args).find(appidOf);
  const appid = service && appidOf(service);
  return (client) =>
    service && appid ? client.getServiceAccountRules(appid, [service.prefix]) : client.getLinkRules();
}
