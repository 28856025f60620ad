import type { ContestantName } from "./contestants";
import { neededReads, type Phase } from "./phases";
import { physicalLimitMs } from "./physical-limit";
import { total, type Measurement, type Results } from "./results";
import { limitsOf, scenarioNamed } from "./scenarios";

/** What the project wants to reach, and what was measured of it. `reached` is undefined where it was not measured. */
export interface Goal {
  text: string;
  figure: string;
  reached: boolean | undefined;
}

const MANY = 1_000;
const MOST = 3_000;
const SLOWER_THAN_LIMIT = { "per-endpoint": 1.05, "per-account": 1.1 } as const;
/** What the endpoints of a rule's calls may have under way in one second beyond the account's limit. */
const MOST_WHILE_LEARNING = 10;
const STATE_RATIO = 1.2;
const START_UP_RATIO = 1.15;
const PROVIDER_MB = 150;
const TESTS_MIN = 12;
const WRITES = ["qrcodejumpadd", "qrcodejumppublish", "qrcodejumpdelete"];

export function goalsOf(results: Results): Goal[] {
  const { measurements } = results;
  return [
    ...["minute", "second", "minute-account", "second-account"].flatMap((scenario) =>
      (["apply", "destroy"] as const).map((phase) => timeGoal(measurements, scenario, phase)),
    ),
    ...countGoals(results),
    learningGoal(measurements.filter((each) => each.contestant === "ours" && countedPerAccount(each))),
    startUpGoal(results),
    memoryGoal(measurements),
    testsGoal(results),
  ];
}

/** The goals that are met or not whatever else the machine does. */
export function countGoals(results: Results): Goal[] {
  const { measurements } = results;
  const ours = measurements.filter(({ contestant }) => contestant === "ours");
  return [
    countGoal(
      "44990 answers",
      ours.filter((each) => !countedPerAccount(each)),
      tooFast,
    ),
    countGoal("rules failed", ours, ({ failedRules }) => failedRules, lostByOthers(measurements)),
    readsGoal("refresh", ours),
    readsGoal("no-op", ours),
    stateGoal(measurements),
    heavyGoal(results),
  ];
}

export function goalLine({ text, figure, reached }: Goal): string {
  const verdict = reached === undefined ? "not measured" : reached ? "reached" : "NOT reached";
  return `${verdict}: ${text}${figure ? ` (${figure})` : ""}`;
}

/** Wall time against the greater of the physical limit and what the engine alone takes. */
export function slowness(measurements: readonly Measurement[], ours: Measurement): number | undefined {
  const engine = find(measurements, "engine", ours.scenario, ours.rules, ours.phase);
  return engine && ours.wallMs / Math.max(ours.limitMs, engine.wallMs);
}

function timeGoal(measurements: readonly Measurement[], scenario: string, phase: Phase): Goal {
  const most = SLOWER_THAN_LIMIT[countedPerAccount({ scenario }) ? "per-account" : "per-endpoint"];
  const text = `${phase} of ${MANY} rules (${scenario}) takes at most ${most} × the greater of the physical limit and the engine alone`;
  const ours = find(measurements, "ours", scenario, MANY, phase);
  const ratio = ours && slowness(withEngineOf(measurements, scenario), ours);
  if (!ours || ratio === undefined) return { text, figure: "", reached: undefined };
  const figure = `${(ours.wallMs / 1000).toFixed(1)} s, ${ratio.toFixed(2)} ×${ofItsCalls(ours)}`;
  return { text, figure, reached: ratio <= most };
}

/** How far the time is above what a perfect scheduler needs for the calls that were sent, reads and repeated ones included. */
function ofItsCalls({ scenario: name, calls, wallMs }: Measurement): string {
  const scenario = scenarioNamed(name);
  const sent = Object.entries(calls).filter(([endpoint]) => endpoint.startsWith("qrcodejump"));
  const chains = sent.flatMap(([endpoint, count]) => Array.from({ length: count }, () => [endpoint]));
  return scenario
    ? `; ${(wallMs / physicalLimitMs(chains, limitsOf(scenario))).toFixed(2)} × what its own calls need`
    : "";
}

/** Resources that do nothing do not meet WeChat's limits, so their time under one stands for all. */
function withEngineOf(measurements: readonly Measurement[], scenario: string): Measurement[] {
  return measurements.map((each) => (each.contestant === "engine" ? { ...each, scenario } : each));
}

function countGoal(what: string, ours: readonly Measurement[], count: (each: Measurement) => number, more = ""): Goal {
  const sum = ours.reduce((found, each) => found + count(each), 0);
  const figure = `${sum} in ${ours.length} phases${more}`;
  return { text: `${what}: 0`, figure, reached: ours.length === 0 ? undefined : sum === 0 };
}

/** Where WeChat counts the calls of all endpoints together, nobody is told so before the first refusals. */
function learningGoal(ours: readonly Measurement[]): Goal {
  const text = `44990 answers where the limit is per account, until it is learnt: at most ${MOST_WHILE_LEARNING} a run`;
  const counts = ours.map(tooFast);
  const figure = counts.join(", ");
  return {
    text,
    figure,
    reached: counts.length === 0 ? undefined : counts.every((count) => count <= MOST_WHILE_LEARNING),
  };
}

function tooFast({ refusals }: Measurement): number {
  return refusals["44990"] ?? 0;
}

function countedPerAccount({ scenario }: Pick<Measurement, "scenario">): boolean {
  return scenarioNamed(scenario)?.counted === "per-account";
}

function lostByOthers(measurements: readonly Measurement[]): string {
  const applies = measurements.filter(({ phase }) => phase === "apply");
  const lost = applies
    .filter(({ contestant, failedRules }) => contestant !== "ours" && failedRules > 0)
    .map(({ contestant, scenario, rules, failedRules }) => `${contestant} ${failedRules} of ${rules} (${scenario})`);
  return lost.length > 0 ? `; lost on apply: ${lost.join(", ")}` : "";
}

function readsGoal(phase: "refresh" | "no-op", ours: readonly Measurement[]): Goal {
  const text =
    phase === "refresh"
      ? "refresh needs ceil(N/200) reads for service-account rules and 1 for link rules, plus at most 1, and no write"
      : "an up without changes sends no write, and at most as many reads as refresh";
  const runs = ours.filter((each) => each.phase === phase);
  const most = ({ scenario, rules }: Measurement): number =>
    neededReads(rules, scenarioNamed(scenario)?.family ?? "service-account") + 1;
  const reads = (each: Measurement): number => each.calls["qrcodejumpget"] ?? 0;
  const reached = runs.every((each) => reads(each) <= most(each) && writes(each) === 0);
  const figure = runs.map((each) => `${each.rules} rules: ${reads(each)} reads, ${writes(each)} writes`);
  return { text, figure: [...new Set(figure)].join("; "), reached: runs.length === 0 ? undefined : reached };
}

function writes({ calls }: Measurement): number {
  return total(Object.fromEntries(WRITES.map((name) => [name, calls[name] ?? 0])));
}

function stateGoal(measurements: readonly Measurement[]): Goal {
  const text = `a rule's state is at most ${STATE_RATIO} × that of a resource with the same inputs and no code`;
  const ratios = measurements.flatMap((each) => {
    const bare = find(measurements, "engine", each.scenario, each.rules, "apply")?.state?.bytesPerRuleWithoutCode;
    return each.contestant === "ours" && each.state && bare ? [each.state.bytesPerRule / bare] : [];
  });
  if (ratios.length === 0) return { text, figure: "", reached: undefined };
  const worst = Math.max(...ratios);
  return { text, figure: `${worst.toFixed(2)} ×`, reached: worst <= STATE_RATIO };
}

function startUpGoal({ startUp }: Results): Goal {
  const text = `preview of one rule takes at most ${START_UP_RATIO} × that of an empty JavaScript program`;
  if (!startUp) return { text, figure: "", reached: undefined };
  const [ratio, engine] = [startUp.ours, startUp.engine].map(({ wallMs }) => wallMs / startUp.empty.wallMs);
  const figure = `${ratio?.toFixed(2)} ×; a resource that does nothing ${engine?.toFixed(2)} ×`;
  return { text, figure, reached: ratio !== undefined && ratio <= START_UP_RATIO };
}

function heavyGoal({ heavyPackages }: Results): Goal {
  const text = "the program and the provider load no TypeScript, no CLI library, no development tool";
  return { text, figure: heavyPackages?.join(", ") ?? "", reached: heavyPackages && heavyPackages.length === 0 };
}

function memoryGoal(measurements: readonly Measurement[]): Goal {
  const text = `the provider process stays under ${PROVIDER_MB} MB at ${MOST} rules`;
  const [ours, engine] = (["ours", "engine"] as const).map((contestant) =>
    peaksMb(measurements.filter((each) => each.contestant === contestant)),
  );
  const figure = [...(ours ?? [])].map(([rules, mb]) => {
    const bare = engine?.get(rules);
    return `${mb.toFixed(0)} MB at ${rules}${bare === undefined ? "" : `, ${bare.toFixed(0)} MB for the engine alone`}`;
  });
  const most = ours?.get(MOST);
  return { text, figure: figure.join("; "), reached: most === undefined ? undefined : most < PROVIDER_MB };
}

/** The provider's highest peak, by number of rules. */
function peaksMb(measurements: readonly Measurement[]): Map<number, number> {
  const peaks = new Map<number, number>();
  for (const { rules, providerPeakBytes } of [...measurements].sort((a, b) => a.rules - b.rules)) {
    if (providerPeakBytes !== undefined) peaks.set(rules, Math.max(peaks.get(rules) ?? 0, providerPeakBytes / 1e6));
  }
  return peaks;
}

function testsGoal({ tests }: Results): Goal {
  const text = `npm test takes less than ${TESTS_MIN} minutes on a warm machine`;
  if (!tests) return { text, figure: "", reached: undefined };
  const minutes = tests.wallMs / 60_000;
  return { text, figure: `${minutes.toFixed(1)} min`, reached: minutes < TESTS_MIN };
}

export function find(
  measurements: readonly Measurement[],
  contestant: ContestantName,
  scenario: string,
  rules: number,
  phase: Phase,
): Measurement | undefined {
  return measurements.find(
    (each) =>
      each.contestant === contestant && each.scenario === scenario && each.rules === rules && each.phase === phase,
  );
}
