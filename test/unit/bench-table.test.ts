import { combined, median, type Measurement, type Results } from "../../bench/results";
import { markdownTable, resultsAsMarkdown } from "../../bench/table";
import { replaceBetweenMarkers } from "../../tools/doc-section";

const measurement: Measurement = {
  scenario: "second",
  contestant: "ours",
  rules: 20,
  phase: "apply",
  repeats: 3,
  wallMs: 16_640,
  cpuMs: 4_310,
  providerPeakBytes: 158e6,
  exitCode: 0,
  busyMs: 3_210,
  limitMs: 3_000,
  calls: { stable_token: 1, qrcodejumpadd: 21, qrcodejumppublish: 20, qrcodejumpget: 2 },
  refusals: { "44990": 1, "45011": 4 },
  failedRules: 2,
  state: { bytesPerRule: 3_043.4, bytesPerRuleWithoutCode: 2_719 },
};

const results: Results = {
  machine: {
    cores: 2,
    processor: "a processor",
    memoryGb: 24,
    system: "linux x64",
    node: "v20.20.2",
    pulumiCli: "v3.259.0",
    pulumiSdk: "3.248.0",
    package: "0.1.0",
    loadAtStart: 0.2,
  },
  startedAt: "2026-01-02T03:04:05.000Z",
  latencyMs: 25,
  measurements: [measurement],
};

describe("the results as Markdown", () => {
  test("show every figure of a phase under its column", () => {
    const [, columns = "", cells = ""] = /(\| contestant.*)\n.*\n(.*)/.exec(resultsAsMarkdown(results)) ?? [];
    const split = (line: string): string[] => line.split("|").map((cell) => cell.trim());
    const row = Object.fromEntries(split(columns).map((name, index) => [name, split(cells)[index]]));
    expect(row).toMatchObject({
      contestant: "ours",
      phase: "apply",
      "wall s": "16.6",
      "limit s": "3.0",
      "at WeChat s": "3.2",
      "CPU s": "4.3",
      "provider MB": "158",
      adds: "21",
      publishes: "20",
      reads: "2",
      deletes: "0",
      "44990": "1",
      "other refusals": "4 × 45011",
      "rules failed": "2",
    });
  });

  test("tell the machine, the rates and how often it was run", () => {
    const text = resultsAsMarkdown(results);
    expect(text).toContain("2026-01-02: 2 cores (a processor), 24 GB");
    expect(text).toContain("5 calls a second per endpoint, no minute limit, medians of 3 runs");
    expect(text).toMatch(/\| ours \| second \| 20 \| 3043 \| 2719 \|/);
  });

  test("show what was not measured as a dash, and nothing of tables that would be empty", () => {
    const bare = { ...measurement, cpuMs: undefined, providerPeakBytes: undefined };
    delete bare.state;
    const text = resultsAsMarkdown({ ...results, measurements: [bare] });
    expect(text).toContain("| 3.2 | – | – | 21 |");
    expect(text).not.toContain("### State");
  });

  test("keep a | inside its cell", () => {
    expect(markdownTable(["a|b"], [["c|d"]])).toBe("| a\\|b |\n| --- |\n| c\\|d |");
  });
});

describe("what stands between the markers", () => {
  const text = "# Title\n\n<!-- x: begin -->\n\nold\n\n<!-- x: end -->\n\nEnd.\n";

  test("is replaced, and only that", () => {
    const replaced = replaceBetweenMarkers(text, "x", "new");
    expect(replaced).toBe("# Title\n\n<!-- x: begin -->\n\nnew\n\n<!-- x: end -->\n\nEnd.\n");
    expect(replaceBetweenMarkers(replaced, "x", "old")).toBe(text);
  });

  test("is not guessed where a marker is missing or stands twice", () => {
    expect(() => replaceBetweenMarkers(text.replace("<!-- x: end -->", ""), "x", "new")).toThrow("x: end");
    expect(() => replaceBetweenMarkers(text + text, "x", "new")).toThrow("x: begin");
  });
});

describe("several runs of a phase", () => {
  test("count with their median time and their worst errors", () => {
    const runs = [10, 30, 20].map((wallMs, run) => ({
      ...measurement,
      wallMs,
      failedRules: run,
      refusals: { "44990": run },
    }));
    expect(combined(runs)).toMatchObject({ wallMs: 20, failedRules: 2, refusals: { "44990": 2 }, repeats: 3 });
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
