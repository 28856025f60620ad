import { FEW_STACKS, MANY_STACKS } from "./fleet";
import { PHASES } from "./phases";
import { counterpart, total, type Measurement, type Results } from "./results";
import { SCENARIOS } from "./scenarios";

const COLUMNS = [
  "scenario",
  "phase",
  "wall s",
  "limit s",
  "ratio",
  "calls",
  "refused",
  "CPU s",
  "MB",
  "engine s",
  "script s",
  "documented s",
];
const NOT_MEASURED = "–";

/** The results as Markdown: date and machine, a table for each number of rules, state, start-up. */
export function resultsAsMarkdown(results: Results): string {
  const { measurements } = results;
  const counts = [...new Set(measurements.map(({ rules }) => rules))];
  return [
    aboutMachine(results),
    ...counts.map((count) => tableOf(measurements.filter(({ rules }) => rules === count))),
    aboutState(measurements),
    aboutStartUp(results),
    aboutFleet(results),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The comment keeps prettier from padding the cells. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = columns.map(() => "---");
  return ["<!-- prettier-ignore -->", ...[columns, rule, ...rows].map(line)].join("\n");
}

/** A row for each scenario and phase; all measurements are of the same number of rules. */
function tableOf(measurements: readonly Measurement[]): string {
  const rows = SCENARIOS.flatMap(({ name }) =>
    PHASES.flatMap((phase) => {
      const same = measurements.filter((each) => each.scenario === name && each.phase === phase);
      const measured = same.find(({ contestant }) => contestant === "ours") ?? same[0];
      return measured ? [cellsOf(measured, measurements)] : [];
    }),
  );
  const { rules = 0, repeats = 1 } = measurements[0] ?? {};
  const medians = repeats > 1 ? `, medians of ${repeats} runs` : "";
  return `### ${rules} ${rules === 1 ? "rule" : "rules"}${medians}\n\n${markdownTable(COLUMNS, rows)}`;
}

function cellsOf(measured: Measurement, measurements: readonly Measurement[]): string[] {
  const [ours, engine, script, documented] = (["ours", "engine", "script", "documented"] as const).map((contestant) =>
    counterpart(measurements, measured, contestant),
  );
  const leastMs = Math.max(measured.limitMs, engine?.wallMs ?? 0);
  return [
    measured.scenario,
    measured.phase,
    time(ours),
    seconds(measured.limitMs),
    ours && leastMs > 0 ? (ours.wallMs / leastMs).toFixed(2) : NOT_MEASURED,
    ours ? String(callsToWechat(ours)) : NOT_MEASURED,
    ours ? String(total(ours.refusals)) : NOT_MEASURED,
    seconds(ours?.cpuMs),
    ours?.providerPeakBytes === undefined ? NOT_MEASURED : (ours.providerPeakBytes / 1e6).toFixed(0),
    time(engine),
    time(script),
    time(documented),
  ];
}

function callsToWechat({ calls }: Measurement): number {
  return total(Object.fromEntries(Object.entries(calls).filter(([endpoint]) => endpoint.startsWith("qrcodejump"))));
}

function time(measurement: Measurement | undefined): string {
  const failed = measurement?.failedRules ? ` (${measurement.failedRules} failed)` : "";
  return `${seconds(measurement?.wallMs)}${failed}`;
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? NOT_MEASURED : (ms / 1000).toFixed(1);
}

export function aboutMachine({ machine, startedAt }: Pick<Results, "machine" | "startedAt">): string {
  const { cores, processor, memoryGb, system, node, pulumiCli, pulumiSdk, loadAtStart } = machine;
  return (
    `${startedAt.slice(0, 10)}: ${cores} cores (${processor}), ${memoryGb} GB, ${system}, Node ${node}, Pulumi CLI ${pulumiCli}, ` +
    `@pulumi/pulumi ${pulumiSdk}; load when the run began: ${loadAtStart}.`
  );
}

function aboutState(measurements: readonly Measurement[]): string {
  const sizes = (["ours", "engine", "documented"] as const).flatMap((contestant) => {
    const state = measurements.find((each) => each.contestant === contestant && each.state)?.state;
    return state ? [`${contestant} ${state.bytesPerRule.toFixed(0)}`] : [];
  });
  return sizes.length === 0 ? "" : `Bytes of state per rule: ${sizes.join(", ")}.`;
}

function aboutFleet({ fleet }: Results): string {
  if (!fleet) return "";
  const [few, many] = [fleet.few, fleet.many].map(({ wallMs }) => `${seconds(wallMs)} s`);
  return `\`wechat-qr-jump stacks\`, 10 rules each: ${FEW_STACKS} stacks ${few}, ${MANY_STACKS} stacks ${many}.`;
}

function aboutStartUp({ startUp }: Results): string {
  if (!startUp) return "";
  const { repeats, empty, ours, engine } = startUp;
  const [mine, bare, nothing] = [ours, engine, empty].map(({ wallMs }) => `${seconds(wallMs)} s`);
  return `Preview of one rule, median of ${repeats}: ours ${mine}, engine ${bare}, an empty program ${nothing}.`;
}
