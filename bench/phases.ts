import type { BenchRule, Scenario } from "./scenarios";

/** What is done to a stack, in order. */
export const PHASES = ["apply", "no-op", "refresh", "change", "remove", "destroy"] as const;
export type Phase = (typeof PHASES)[number];

export const PULUMI_COMMANDS: Readonly<Record<Phase, string>> = {
  apply: "up",
  "no-op": "up",
  refresh: "refresh",
  change: "up",
  remove: "up",
  destroy: "destroy",
};

/** The endpoints that change something. */
export const WRITES = ["qrcodejumpadd", "qrcodejumppublish", "qrcodejumpdelete"];

const CHANGED_PATHS = 10;
const REMOVED_SHARE = 0.1;
/** The most service-account rules that one read shows. */
const RULES_A_READ = 200;

/** The rules declared in a phase, given those declared before; undefined if the phase would change nothing. */
export function declaredIn(phase: Phase, before: readonly BenchRule[]): BenchRule[] | undefined {
  switch (phase) {
    case "change":
      return before.map((rule, index) => (index < CHANGED_PATHS ? { ...rule, path: `${rule.path}&new=1` } : rule));
    case "remove": {
      const removed = Math.floor(before.length * REMOVED_SHARE);
      return removed === 0 ? undefined : before.slice(0, -removed);
    }
    default:
      return [...before];
  }
}

/**
 * The calls that every client needs, as chains for the simulation.
 *
 * @param count the rules before the phase; for `apply`, the rules it makes.
 */
export function neededCalls(phase: Phase, count: number, { family }: Scenario): string[][] {
  const each = (times: number, ...chain: string[]): string[][] => Array.from({ length: times }, () => chain);
  switch (phase) {
    case "apply":
      return each(count, "qrcodejumpadd", "qrcodejumppublish");
    case "no-op":
      return [];
    case "refresh":
      return each(neededReads(count, family), "qrcodejumpget");
    case "change":
      return each(Math.min(CHANGED_PATHS, count), "qrcodejumpdelete", "qrcodejumpadd", "qrcodejumppublish");
    case "remove":
      return each(Math.floor(count * REMOVED_SHARE), "qrcodejumpdelete");
    case "destroy":
      return each(count, "qrcodejumpdelete");
  }
}

export function neededReads(count: number, family: Scenario["family"]): number {
  return family === "link" ? 1 : Math.ceil(count / RULES_A_READ);
}
