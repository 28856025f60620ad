import type { BenchOptions } from "./options";
import { countGoals, find } from "./reach";
import type { Measurement, Results } from "./results";
import { SCENARIOS } from "./scenarios";

const RULES = 20;
const SCENARIO = "second";

/** What `--quick` measures: enough for ratios, in about a minute. */
export const QUICK: Pick<
  BenchOptions,
  "rules" | "contestants" | "scenarios" | "phases" | "startUp" | "repeats" | "tests"
> = {
  rules: [RULES],
  contestants: ["ours", "engine"],
  scenarios: SCENARIOS.filter(({ name }) => name === SCENARIO),
  phases: ["no-op", "refresh", "destroy"],
  startUp: true,
  repeats: 1,
  tests: false,
};

/** From the first call to the last answer against the simulation: how long the CLI takes to start is not in it. */
const MOST_PACE = 1.5;
/** Processor time against that of resources that do nothing: other work on the machine hardly changes it. */
const MOST_CPU = 1.75;
/** Processor time of a preview against that of a resource that does nothing, which starts a provider process too. */
const MOST_START_UP_CPU = 1.7;

/** One line for each count that is wrong and each ratio that has become worse; none where all is as it was. */
export function judgeQuickly(results: Results): string[] {
  const ours = results.measurements.filter(({ contestant }) => contestant === "ours");
  return [
    ...countGoals(results)
      .filter(({ reached }) => reached !== true)
      .map(({ text, figure }) => `${text} (${figure || "not measured"})`),
    ...ours.flatMap(paceProblem),
    ...ours.flatMap((each) => cpuProblem(results.measurements, each)),
    ...startUpProblem(results),
  ];
}

function paceProblem({ phase, busyMs, limitMs }: Measurement): string[] {
  if (phase !== "apply" && phase !== "destroy") return [];
  return worse(`the calls of ${phase}, against the physical limit`, busyMs, limitMs, MOST_PACE);
}

function cpuProblem(measurements: readonly Measurement[], ours: Measurement): string[] {
  const engine = find(measurements, "engine", ours.scenario, ours.rules, ours.phase);
  return worse(`processor time of ${ours.phase}, against the engine alone`, ours.cpuMs, engine?.cpuMs, MOST_CPU);
}

function startUpProblem({ startUp }: Results): string[] {
  const what = "processor time of a preview of one rule, against a resource that does nothing";
  return worse(what, startUp?.ours.cpuMs, startUp?.engine.cpuMs, MOST_START_UP_CPU);
}

function worse(what: string, value: number | undefined, base: number | undefined, most: number): string[] {
  if (value === undefined || base === undefined) return [];
  const ratio = value / base;
  return ratio <= most ? [] : [`${what}: ${ratio.toFixed(2)} ×, at most ${most} × is expected`];
}
