import { FEW_STACKS, MANY_STACKS } from "./fleet";
import type { BenchOptions } from "./options";
import { neededReads, WRITES, type Phase } from "./phases";
import { counterpart, type Measurement, type Results } from "./results";
import { SECOND } from "./scenarios";

const PHASES: readonly Phase[] = ["apply", "no-op", "refresh", "destroy"];

/** What `--quick` measures: enough for ratios, in about a minute. */
export const QUICK: Pick<BenchOptions, "rules" | "contestants" | "scenarios" | "phases" | "startUp" | "repeats"> = {
  rules: [20],
  contestants: ["ours", "engine"],
  scenarios: [SECOND],
  phases: PHASES,
  startUp: true,
  repeats: 1,
};

/** First call to last answer, against the simulation; excludes the start of the CLI. */
const MOST_PACE = 1.5;
/** Processor time against resources that do nothing: other work on the machine hardly changes it. */
const MOST_CPU = 1.75;
/** Processor time of a preview against a resource that does nothing, which also starts a provider process. */
const MOST_START_UP_CPU = 1.7;
/** A rule's state against a resource with the same inputs and no code. */
const MOST_STATE = 1.2;
/** Processor time of listing stacks, for each of many against each of few: more than 1 means that it grows faster than their number. */
const MOST_PER_STACK = 1;
/** Reads allowed beyond those that show all rules. */
const MORE_READS = 1;

/** One line for each wrong count and each ratio that has become worse. */
export function judgeQuickly({ measurements, startUp, fleet, heavyPackages }: Results): string[] {
  const ours = measurements.filter(({ contestant }) => contestant === "ours");
  const missing = PHASES.filter((phase) => !ours.some((each) => each.phase === phase));
  return [
    ...missing.map((phase) => `${phase}: not measured`),
    ...ours.flatMap((each) => [
      ...countProblems(each),
      ...ratioProblems(each, counterpart(measurements, each, "engine")),
    ]),
    ...worse(
      "processor time of a preview of one rule, against a resource that does nothing",
      startUp?.ours.cpuMs,
      startUp?.engine.cpuMs,
      MOST_START_UP_CPU,
    ),
    ...worse(
      "processor time for a stack of many that are listed, against one of few",
      perStack(fleet?.many.cpuMs, MANY_STACKS),
      perStack(fleet?.few.cpuMs, FEW_STACKS),
      MOST_PER_STACK,
    ),
    ...heavyPackages.map((name) => `the program or the provider loads ${name}`),
  ];
}

function countProblems({ phase, rules, calls, refusals, failedRules }: Measurement): string[] {
  const changesNothing = phase === "no-op" || phase === "refresh";
  const writes = WRITES.reduce((sum, endpoint) => sum + (calls[endpoint] ?? 0), 0);
  const reads = calls["qrcodejumpget"];
  const mostReads = neededReads(rules, "service-account") + MORE_READS;
  return [
    ...tooMany(phase, "answers of 44990", refusals["44990"], 0),
    ...tooMany(phase, "rules failed", failedRules, 0),
    ...(changesNothing ? [...tooMany(phase, "writes", writes, 0), ...tooMany(phase, "reads", reads, mostReads)] : []),
  ];
}

function ratioProblems(ours: Measurement, engine: Measurement | undefined): string[] {
  const { phase, busyMs, limitMs, cpuMs, state } = ours;
  const isPaced = phase === "apply" || phase === "destroy";
  return [
    ...(isPaced ? worse(`the calls of ${phase}, against the physical limit`, busyMs, limitMs, MOST_PACE) : []),
    ...worse(`processor time of ${phase}, against the engine alone`, cpuMs, engine?.cpuMs, MOST_CPU),
    ...(phase === "apply" && !(state && engine?.state) ? ["the size of a rule's state: not measured"] : []),
    ...worse(
      "a rule's state, against a resource without code",
      state?.bytesPerRule,
      engine?.state?.bytesPerRuleWithoutCode,
      MOST_STATE,
    ),
  ];
}

function tooMany(phase: Phase, what: string, count = 0, most: number): string[] {
  return count <= most ? [] : [`${phase}: ${count} ${what}, at most ${most} expected`];
}

function perStack(total: number | undefined, count: number): number | undefined {
  return total === undefined ? undefined : total / count;
}

/** A missing value is no problem: processor time is known on Linux only. */
function worse(what: string, value: number | undefined, base: number | undefined, most: number): string[] {
  if (value === undefined || base === undefined) return [];
  const ratio = value / base;
  return ratio <= most ? [] : [`${what}: ${ratio.toFixed(2)} ×, at most ${most} × expected`];
}
