import type { StackRule } from "../reading/read-rules";
import { parseRule } from "../rules/check-rule";
import { sameRule, type Rule } from "../rules/rule";
import { t } from "../text/message";
import { mistakeIn } from "../text/problem";
import { visible } from "../text/visible";

/** How a rule of the stack compares with what is live. */
export type Status = "same" | "missing" | "different" | "unmanaged";

/** One prefix: what the stack declares for it, what is live for it, or both. */
export interface Compared {
  prefix: string;
  status: Status;
  declared: StackRule | undefined;
  live: Rule | undefined;
}

/** Compares by prefix: an account has each prefix only once, whatever mini program it opens. Sorted as declared, then as live. */
export function compare(declared: StackRule[], live: Rule[]): Compared[] {
  const liveByPrefix = new Map(live.map((rule) => [rule.prefix, rule]));
  const prefixes = new Set(declared.map(({ args }) => args.prefix));
  return [
    ...declared.map((rule) => comparedTo(rule, liveByPrefix.get(rule.args.prefix))),
    ...live
      .filter(({ prefix }) => !prefixes.has(prefix))
      .map((rule): Compared => ({ prefix: rule.prefix, status: "unmanaged", declared: undefined, live: rule })),
  ];
}

function comparedTo(declared: StackRule, live: Rule | undefined): Compared {
  const status = !live ? "missing" : sameRule(declared.args, live) ? "same" : "different";
  return { prefix: declared.args.prefix, status, declared, live };
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
