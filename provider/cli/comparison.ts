import type { StackRule } from "../reading/read-rules";
import { parseRule } from "../rules/check-rule";
import { sameRule, type Rule } from "../rules/rule";
import type { Owner } from "../settings/accounts";
import { t } from "../text/message";
import { mistakeIn } from "../text/problem";
import { visible } from "../text/visible";

/** How a rule of the stack compares with what is live; `elsewhere` is live in another of the stack's accounts. */
export type Status = "same" | "missing" | "different" | "elsewhere" | "unmanaged";

/** A live rule and the account that has it. */
export interface Live {
  rule: Rule;
  owner: Owner;
}

/** One prefix: what the stack declares for it, what is live for it, or both. */
export interface Compared {
  prefix: string;
  status: Status;
  declared: StackRule | undefined;
  live: Rule | undefined;
  /** The account that has the live rule, or is to have it. */
  owner?: Owner;
}

/**
 * Compares by prefix, which WeChat has only once, whatever account it is in and whatever mini program it opens. Sorted as
 * declared, then as live.
 *
 * @param isAsked tells whether an account was read. Nothing is said of the rules of others, unless they are live in one that was.
 */
export function compare(
  declared: readonly StackRule[],
  live: readonly Live[],
  isAsked: (owner: Owner) => boolean = () => true,
): Compared[] {
  const liveByPrefix = new Map(live.map((one) => [one.rule.prefix, one]));
  const prefixes = new Set(declared.map(({ args }) => args.prefix));
  return [
    ...declared
      .filter(({ args, account }) => isAsked(account) || liveByPrefix.has(args.prefix))
      .map((rule) => comparedTo(rule, liveByPrefix.get(rule.args.prefix))),
    ...live
      .filter(({ rule }) => !prefixes.has(rule.prefix))
      .map(({ rule, owner }): Compared => ({
        prefix: rule.prefix,
        status: "unmanaged",
        declared: undefined,
        live: rule,
        owner,
      })),
  ];
}

function comparedTo(declared: StackRule, live: Live | undefined): Compared {
  return {
    prefix: declared.args.prefix,
    status: statusOf(declared, live),
    declared,
    live: live?.rule,
    owner: live ? live.owner : declared.account,
  };
}

function statusOf({ args, account }: StackRule, live: Live | undefined): Status {
  if (!live) return "missing";
  if (live.owner !== account) return "elsewhere";
  return sameRule(args, live.rule) ? "same" : "different";
}

/** Where a rule is declared, as `file:line`. */
export function placeOf(declared: StackRule, stackFile: string): string {
  return declared.at ? `${declared.at.file}:${declared.at.line}` : stackFile;
}

/** What differs between a declared rule and the live one, field by field. */
export function differencesOf({ declared, live }: Compared): string[] {
  if (!declared || !live) return [];
  const shown = (value: unknown): string => visible(typeof value === "string" ? value : JSON.stringify(value));
  const want = Object.entries(declared.args).map(([field, value]) => [field, shown(value)] as const);
  const have = new Map(Object.entries(live).map(([field, value]) => [field, shown(value)]));
  return want
    .filter(([field, value]) => have.get(field) !== value)
    .map(([field, value]) => t`${field} is declared ${value}, live ${have.get(field) ?? t`none`}`);
}

/** Why a live rule cannot be declared as it is: a field, and what is wrong with it. It would stop every later run. */
export interface Undeclarable {
  property: string;
  reason: string;
}

/** Undefined if the rule can be declared. WeChat's console takes some rules that its API refuses. */
export function undeclarable(live: Rule): Undeclarable | undefined {
  const [problem] = parseRule({ ...live }).problems;
  // What follows says what to write instead, which would be another rule.
  return problem && { property: problem.property, reason: mistakeIn(problem.reason) };
}
