import { total, type Measurement, type Results } from "./results";
import { scenarioNamed } from "./scenarios";

const COLUMNS = [
  "contestant",
  "phase",
  "wall s",
  "limit s",
  "before s",
  "at WeChat s",
  "CPU s",
  "provider MB",
  "adds",
  "publishes",
  "reads",
  "deletes",
  "44990",
  "other refusals",
  "rules failed",
] as const;
const MB = 1e6;

/** All that was measured, as Markdown: where and when, a table for each scenario and number of rules, then start-up and state. */
export function resultsAsMarkdown(results: Results): string {
  const groups = groupBy(results.measurements, ({ scenario, rules }) => `${scenario} ${rules}`);
  return [
    aboutMachine(results),
    ...groups.map((group) => `${headingOf(group)}\n\n${measurementTable(group)}`),
    stateTable(results.measurements),
    startUpTable(results),
    testsText(results),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, "\\|")).join(" | ")} |`;
  return [line(columns), line(columns.map((_, index) => (index === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

function measurementTable(group: readonly Measurement[]): string {
  return markdownTable(COLUMNS, group.map(cellsOf));
}

function cellsOf(measurement: Measurement): string[] {
  const {
    contestant,
    phase,
    wallMs,
    limitMs,
    beforeMs,
    busyMs,
    cpuMs,
    providerPeakBytes,
    calls,
    refusals,
    failedRules,
  } = measurement;
  const { "44990": tooFast = 0, ...otherRefusals } = refusals;
  const count = (endpoint: string): string => String(calls[`qrcodejump${endpoint}`] ?? 0);
  return [
    contestant,
    phase,
    seconds(wallMs),
    seconds(limitMs),
    seconds(beforeMs),
    seconds(busyMs),
    seconds(cpuMs),
    providerPeakBytes === undefined ? "–" : (providerPeakBytes / MB).toFixed(0),
    count("add"),
    count("publish"),
    count("get"),
    count("delete"),
    String(tooFast),
    codes(otherRefusals),
    String(failedRules),
  ];
}

function codes(refusals: Readonly<Record<string, number>>): string {
  if (total(refusals) === 0) return "0";
  return Object.entries(refusals)
    .map(([code, count]) => `${count} × ${code}`)
    .join(", ");
}

function headingOf([first]: readonly Measurement[]): string {
  const title = scenarioNamed(first?.scenario)?.title ?? first?.scenario ?? "";
  const repeats = (first?.repeats ?? 1) > 1 ? `, medians of ${first?.repeats} runs` : "";
  return `### ${first?.rules} ${first?.rules === 1 ? "rule" : "rules"} (${first?.scenario}: ${title}${repeats})`;
}

function aboutMachine({ machine, startedAt, latencyMs }: Results): string {
  const { cores, processor, memoryGb, system, node, pulumiCli, pulumiSdk, loadAtStart } = machine;
  return (
    `${startedAt.slice(0, 10)}: ${cores} cores (${processor}), ${memoryGb} GB, ${system}, Node ${node}, Pulumi CLI ${pulumiCli}, ` +
    `@pulumi/pulumi ${pulumiSdk}; file backend; the emulated WeChat takes ${latencyMs} ms for an answer. ` +
    `The machine's load when the run began was ${loadAtStart}.`
  );
}

function stateTable(measurements: readonly Measurement[]): string {
  const rows = measurements.flatMap(({ contestant, scenario, rules, state }) =>
    state
      ? [[contestant, scenario, String(rules), state.bytesPerRule.toFixed(0), state.bytesPerRuleWithoutCode.toFixed(0)]]
      : [],
  );
  if (rows.length === 0) return "";
  const columns = ["contestant", "scenario", "rules", "bytes of state a rule", "without the code's text"];
  return `### State\n\n${markdownTable(columns, rows)}`;
}

function startUpTable({ startUp }: Results): string {
  if (!startUp) return "";
  const { repeats, empty, ours, engine } = startUp;
  const rows = [
    ["empty JavaScript program", empty],
    ["a resource that does nothing", engine],
    ["ours, one rule", ours],
  ] as const;
  const cells = rows.map(([name, { wallMs, cpuMs }]) => [
    name,
    seconds(wallMs),
    seconds(cpuMs),
    (wallMs / empty.wallMs).toFixed(2),
  ]);
  return `### Start-up: \`pulumi preview\`, medians of ${repeats}\n\n${markdownTable(["program", "wall s", "CPU s", "× empty"], cells)}`;
}

function testsText({ tests }: Results): string {
  if (!tests) return "";
  const rows = tests.slowest.map(({ file, wallMs }) => [file, seconds(wallMs)]);
  return `### Tests: ${seconds(tests.wallMs)} s; the slowest files\n\n${markdownTable(["file", "s"], rows)}`;
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? "–" : (ms / 1000).toFixed(1);
}

function groupBy<T>(list: readonly T[], keyOf: (entry: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const entry of list) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  return [...groups.values()];
}
