import { combined, median, type Measurement, type Results } from "../../bench/results";
import { resultsAsMarkdown } from "../../bench/table";
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
  busyMs: 3_210,
  limitMs: 3_000,
  calls: { stable_token: 1, qrcodejumpadd: 21, qrcodejumppublish: 20, qrcodejumpget: 2 },
  refusals: { "44990": 1, "45011": 4 },
  failedRules: 2,
  state: { bytesPerRule: 3_043.4, bytesPerRuleWithoutCode: 2_719, bytesPerRuleWithoutTrace: 2_999 },
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
    loadAtStart: 0.2,
  },
  startedAt: "2026-01-02T03:04:05.000Z",
  measurements: [measurement],
  heavyPackages: [],
};

const others: Measurement[] = [
  { ...measurement, contestant: "engine", wallMs: 6_040, failedRules: 0 },
  { ...measurement, contestant: "script", wallMs: 41_000, failedRules: 0 },
  { ...measurement, contestant: "documented", wallMs: 2_000, failedRules: 18 },
];

/** The rows of a table by the names of its columns. */
function rowsOf(text: string): Record<string, string | undefined>[] {
  const split = (line: string): string[] => line.slice(2, -2).split(" | ");
  const [columns = "", , ...rows] = text.split("\n").filter((line) => line.startsWith("|"));
  return rows.map((row) => Object.fromEntries(split(columns).map((name, index) => [name, split(row)[index]])));
}

describe("the results as Markdown", () => {
  test("show a phase in one row, with the other contestants' times", () => {
    const text = resultsAsMarkdown({ ...results, measurements: [...others, measurement] });
    expect(rowsOf(text)).toEqual([
      {
        scenario: "second",
        phase: "apply",
        "wall s": "16.6 (2 failed)",
        "limit s": "3.0",
        ratio: "2.75",
        calls: "43",
        refused: "5",
        "CPU s": "4.3",
        MB: "158",
        "engine s": "6.0",
        "script s": "41.0",
        "documented s": "2.0 (18 failed)",
      },
    ]);
  });

  test("compare with the engine under another limit, which it does not meet, but with no other contestant's", () => {
    const elsewhere = { ...measurement, scenario: "minute", limitMs: 12_000 };
    const [, row] = rowsOf(resultsAsMarkdown({ ...results, measurements: [...others, elsewhere] }));
    expect(row).toMatchObject({ scenario: "minute", ratio: "1.39", "engine s": "6.0", "script s": "–" });
  });

  test("have a table for each number of rules, in the order of scenarios and phases", () => {
    const measurements = [
      { ...measurement, scenario: "minute" },
      { ...measurement, phase: "destroy" as const },
      measurement,
      { ...measurement, rules: 1, repeats: 1 },
    ];
    const [, many = "", one = ""] = resultsAsMarkdown({ ...results, measurements }).split("### ");
    expect(many).toMatch(/^20 rules, medians of 3 runs\n/);
    expect(rowsOf(many).map(({ scenario, phase }) => `${scenario} ${phase}`)).toEqual([
      "second apply",
      "second destroy",
      "minute apply",
    ]);
    expect(one).toMatch(/^1 rule\n/);
    expect(rowsOf(one)).toHaveLength(1);
  });

  test("tell the machine, the size of the state and the time of a start", () => {
    const [ours, engine, empty] = [1_400, 1_100, 600].map((wallMs) => ({ ...measurement, wallMs }));
    const startUp = { repeats: 3, ours: ours!, engine: engine!, empty: empty! };
    const text = resultsAsMarkdown({ ...results, startUp, fleet: { few: empty!, many: ours! } });
    expect(text).toContain("2026-01-02: 2 cores (a processor), 24 GB");
    expect(text).toContain("Bytes of state per rule: ours 3043.");
    expect(text).toContain("Preview of one rule, median of 3: ours 1.4 s, engine 1.1 s, an empty program 0.6 s.");
    expect(text).toContain("`wechat-qr-jump stacks`, 10 rules each: 100 stacks 0.6 s, 1000 stacks 1.4 s.");
  });

  test("show what was not measured as a dash or not at all", () => {
    const bare = { ...measurement, cpuMs: undefined, providerPeakBytes: undefined, state: undefined };
    const text = resultsAsMarkdown({ ...results, measurements: [bare] });
    expect(rowsOf(text)).toEqual([
      expect.objectContaining({ "CPU s": "–", MB: "–", "engine s": "–", "script s": "–" }),
    ]);
    expect(text).not.toContain("state");
    expect(text).not.toContain("Preview");
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
