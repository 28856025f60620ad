import type { ContestantName } from "./contestants";
import type { Fleet } from "./fleet";
import type { Machine } from "./machine";
import type { Phase } from "./phases";
import type { Usage } from "./process-tree";

/** One phase of one contestant; medians if it was repeated. */
export interface Measurement extends Usage {
  scenario: string;
  contestant: ContestantName;
  rules: number;
  phase: Phase;
  repeats: number;
  /** From the arrival of the first write at WeChat to the answer to the last; undefined without writes. */
  busyMs: number | undefined;
  /** See `physicalLimitMs`. */
  limitMs: number;
  /** Calls that WeChat received, by endpoint. */
  calls: Record<string, number>;
  /** Refusals by code, e.g. `{ "44990": 3 }`. */
  refusals: Record<string, number>;
  /** Rules that are not live as declared, and rules that are live but not declared. */
  failedRules: number;
  /** Only after `apply`, and with Pulumi. */
  state?: StateSize | undefined;
}

export interface StateSize {
  bytesPerRule: number;
  /** Without the text of the provider's code. */
  bytesPerRuleWithoutCode: number;
  /** Without the trace of the declaration, which Pulumi's SDK for JavaScript adds. */
  bytesPerRuleWithoutTrace: number;
}

/** `pulumi preview` from start to end: medians, in milliseconds. */
export interface StartUp {
  repeats: number;
  empty: Usage;
  ours: Usage;
  engine: Usage;
}

export interface Results {
  machine: Machine;
  startedAt: string;
  measurements: Measurement[];
  startUp?: StartUp;
  fleet?: Fleet;
  /** Packages that the program or the provider should not load, but does. */
  heavyPackages: string[];
}

/** The same phase with another contestant. `engine` never calls WeChat, so its figures hold for every scenario. */
export function counterpart(
  measurements: readonly Measurement[],
  { scenario, rules, phase }: Pick<Measurement, "scenario" | "rules" | "phase">,
  contestant: ContestantName,
): Measurement | undefined {
  const same = measurements.filter(
    (each) => each.contestant === contestant && each.rules === rules && each.phase === phase,
  );
  return same.find((each) => each.scenario === scenario) ?? (contestant === "engine" ? same[0] : undefined);
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const pair = sorted.length % 2 === 1 ? [sorted[upper]] : [sorted[upper - 1], sorted[upper]];
  return pair.reduce<number>((sum, value) => sum + (value ?? NaN), 0) / pair.length;
}

/** The median of each time and size, the worst of each error count. */
export function combined(repeats: readonly Measurement[]): Measurement {
  const [first] = repeats;
  if (!first) throw new Error("nothing was measured");
  const worst = repeats.reduce((a, b) => (total(b.refusals) > total(a.refusals) ? b : a));
  return {
    ...worst,
    ...medianUsage(repeats),
    repeats: repeats.length,
    busyMs: medianKnown(repeats.map(({ busyMs }) => busyMs)),
    failedRules: Math.max(...repeats.map(({ failedRules }) => failedRules)),
  };
}

export function medianUsage(repeats: readonly Usage[]): Usage {
  return {
    wallMs: median(repeats.map(({ wallMs }) => wallMs)),
    cpuMs: medianKnown(repeats.map(({ cpuMs }) => cpuMs)),
    providerPeakBytes: medianKnown(repeats.map(({ providerPeakBytes }) => providerPeakBytes)),
  };
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function medianKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? median(known) : undefined;
}
