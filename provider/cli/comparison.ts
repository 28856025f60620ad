import type { StackRule } from "../read-rules";
import { sameRule, type Rule } from "../rule";

/** How a rule of the stack and what is live stand to each other. */
export type Status = "same" | "missing" | "different" | "unmanaged";

/** One prefix: what the stack declares for it, what is live for it, or both. */
export interface Compared {
  prefix: string;
  status: Status;
  declared: StackRule | undefined;
  live: Rule | undefined;
}

/** Compares by prefix: an account has each only once, whatever mini program it opens. In the order declared, then as live. */
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
