import { isServiceAccountRule, type Rule } from "../rules/rule";
import type { Accounts, Owner } from "../settings/accounts";
import { t } from "../text/message";
import { textsOf, type Problem } from "../text/problem";
import { visible } from "../text/visible";
import { elsewhereText } from "./check-live";
import {
  compare,
  differencesOf,
  placeOf,
  undeclarable,
  type Compared,
  type Live,
  type Undeclarable,
} from "./comparison";
import { declaredRulesWith, readRulesOf } from "./declared-rules";
import { CommandError, counted, UsageError, type Outcome, type Surroundings } from "./outcome";
import { oneStack, type Stack } from "./project";
import { readAllAccounts } from "./read-accounts";
import { rulesFileTarget, stackFileTarget, type RulesTarget } from "./rules-target";
import { askedAccounts, namesOf, oneAccount, type AccountNames } from "./stack-accounts";
import { StackSettings } from "./stack-settings";

interface ImportOptions {
  stack?: string;
  account?: string;
  appid?: string[];
  file?: string;
}

/** A live rule that cannot be declared, and why. */
export interface Refused extends Undeclarable {
  rule: Rule;
}

/** Declares every live rule that the stack does not declare yet, as it is. Sends only reads. */
export async function importRules(options: ImportOptions, { cwd, env }: Surroundings): Promise<Outcome> {
  const appids = checkedAppids(options.appid ?? []);
  const stack = oneStack(cwd, options.stack);
  const target = options.file === undefined ? stackFileTarget(stack) : rulesFileTarget(stack, cwd, options.file);
  const read = declaredRulesWith(stack, env, options.file === undefined ? undefined : target.name);
  const asked = askedAccounts(read, options.account);
  // They are the mini programs of one service account.
  if (appids.length > 0) oneAccount(asked);
  const accounts = await readAllAccounts(asked, new StackSettings(stack, env), appids);
  const owners = new Set(accounts.map(({ owner }) => owner));
  const compared = compare(
    read.rules,
    accounts.flatMap(({ live }) => live),
    (owner) => owners.has(owner),
  );
  const names = namesOf(read);
  const { added, refused } = undeclared(compared);
  target.add(added.map(({ rule, owner }) => ({ ...asWritten(rule), ...accountIn(target, read.accounts, owner) })));
  const problems = added.length === 0 ? [] : readRulesOf(stack, env).problems;
  const differing = compared.filter(({ status }) => status === "different" || status === "elsewhere");
  const accountOf = (owner: Owner): object => (names.name(owner) === undefined ? {} : { account: names.name(owner) });
  return {
    text: textOf(stack, target, names, {
      added: added.length,
      refused,
      differing,
      problems,
      already: compared.length - added.length - refused.length,
    }),
    json: {
      file: target.name,
      added: added.map(({ rule, owner }) => ({ ...rule, ...accountOf(owner) })),
      alreadyDeclared: compared.filter(({ declared }) => declared).map(({ prefix, status }) => ({ prefix, status })),
      differing: differing.map(({ prefix, declared, live, owner }) => ({
        prefix,
        declared: declared?.args,
        declaredAt: declared && placeOf(declared, stack.file),
        live,
        ...accountOf(declared?.account),
        ...(declared?.account !== owner && { liveAccount: names.name(owner) }),
      })),
      refused,
      problems,
    },
    findings: refused.length + differing.length + problems.length > 0,
  };
}

/**
 * What a rule must say of its account, so that it belongs to the one that has it.
 *
 * @throws CommandError if nothing that it can say in this file means that account
 */
export function accountIn(
  target: Pick<RulesTarget, "name" | "account">,
  accounts: Accounts,
  owner: Owner,
): { account?: string } {
  const means = (written: string | undefined): boolean => {
    const resolved = accounts.resolve(written);
    return "owner" in resolved && resolved.owner === owner;
  };
  if (means(target.account)) return {};
  const account = accounts.nameOf(owner);
  if (accounts.appIdOf(owner) !== undefined && means(account)) return { account };
  throw new CommandError(
    t`${target.name} is of another account than the stack's own, whose app id is not known; nothing was written. Set
      wechat-qr-jump:appId, or name another file.`,
  );
}

export function checkedAppids(appids: string[]): string[] {
  const wrong = appids.find((appid) => !/^wx[0-9a-f]{16}$/.test(appid));
  if (wrong === undefined) return appids;
  throw new UsageError(
    t`--appid ${wrong} is not an app id; write "wx" and 16 hexadecimal digits, as in WeChat's console.`,
  );
}

/** The live rules that the stack does not declare: those to add, sorted, and those that cannot be declared. */
export function undeclared(compared: Compared[]): { added: Live[]; refused: Refused[] } {
  const unmanaged = compared.flatMap(({ status, live, owner }) =>
    status === "unmanaged" && live ? [{ rule: live, owner }] : [],
  );
  const refused = unmanaged.flatMap(({ rule }) => refusalOf(rule));
  const added = unmanaged.filter(({ rule }) => !refused.some((one) => one.rule === rule));
  return { added: added.sort((a, b) => byPrefix(a.rule, b.rule)), refused };
}

function refusalOf(rule: Rule): Refused[] {
  const problem = undeclarable(rule);
  return problem ? [{ rule, ...problem }] : [];
}

export function byPrefix(a: Rule, b: Rule): number {
  return a.prefix < b.prefix ? -1 : 1;
}

/** The fields as a person would write them, without defaults. */
export function asWritten(rule: Rule): Record<string, unknown> {
  const { prefix, path } = rule;
  const published = rule.published ? {} : { published: false };
  if (isServiceAccountRule(rule)) return { prefix, appid: rule.appid, path, ...published };
  return {
    prefix,
    path,
    ...(rule.permitSubRule ? {} : { permitSubRule: false }),
    ...(rule.openVersion === "release" ? {} : { openVersion: rule.openVersion }),
    ...(rule.debugUrls.length === 0 ? {} : { debugUrls: rule.debugUrls }),
    ...published,
  };
}

interface Found {
  added: number;
  refused: Refused[];
  differing: Compared[];
  /** What the stack's own validation says about the rules together, e.g. that one takes over the codes of another. */
  problems: Problem[];
  already: number;
}

function textOf(
  stack: Stack,
  target: RulesTarget,
  names: AccountNames,
  { added, refused, differing, problems, already }: Found,
): string {
  const declaredAlready = already === 0 ? "" : t` ${counted(already, "rule was", "rules were")} declared already.`;
  const none =
    refused.length > 0
      ? t`Nothing to add: WeChat has no other rule that ${stack.file} does not declare.${declaredAlready}`
      : t`Nothing to add: WeChat has no rule that ${stack.file} does not declare.${declaredAlready}`;
  const result =
    added === 0
      ? none
      : t`${target.name}: added ${counted(added, "rule")}.${declaredAlready} The next "pulumi up" takes them over without a
          write.`;
  return [
    refused.length === 0 ? result : `${headlineOf(refused)} ${result}`,
    ...differing.map((one) => {
      const place = one.declared ? ` (${placeOf(one.declared, stack.file)})` : "";
      const said = one.status === "elsewhere" ? elsewhereText(one, names) : differencesOf(one).join("; ");
      return t`  differs  ${visible(one.prefix)}${place}: left as it is; ${said}`;
    }),
    ...leftOut(refused),
    ...textsOf(problems),
  ].join("\n");
}

const MAX_LEFT_OUT = 50;

/** A line for each of the first 50. */
export function leftOut(refused: Refused[]): string[] {
  const more = refused.length - MAX_LEFT_OUT;
  return [
    ...refused
      .slice(0, MAX_LEFT_OUT)
      .map(({ rule, reason }) => t`  left out ${visible(rule.prefix)}: ${visible(reason)}`),
    ...(more > 0 ? [t`And ${more} more.`] : []),
  ];
}

export function headlineOf(refused: Refused[]): string {
  const fields = [...new Set(refused.map(({ property }) => property))].join(t` or `);
  return refused.length === 1
    ? t`1 live rule cannot be declared: WeChat's console took a ${fields} that its API refuses. It stays as it is, and only the console
        can change it.`
    : t`${refused.length} live rules cannot be declared: WeChat's console took a ${fields} that its API refuses. They stay as they are,
        and only the console can change them.`;
}
