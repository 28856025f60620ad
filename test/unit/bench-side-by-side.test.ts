import { readAccountOptions } from "../../bench/accounts/options";
import { readPluginOptions } from "../../bench/plugin/options";
import type { Measurement } from "../../bench/results";
import { accountId, emulatorOptions, makeRules, SECOND } from "../../bench/scenarios";
import { isMissed, ratioOf, type Figure, type SideBySideResults } from "../../bench/side-by-side/figures";
import { resultsAsMarkdown } from "../../bench/side-by-side/report";
import { samples, seconds } from "../../bench/side-by-side/rounds";

const figure: Figure = {
  part: "writes",
  what: "apply: 100 accounts, 1000 rules",
  unit: "s",
  ours: [40, 90, 42],
  base: { name: "engine", samples: [50, 100, 60] },
  goal: 0.9,
};

const { base: _, ...withoutBase } = figure;
const count = (ours: number[], goal: number): Figure => ({ ...withoutBase, unit: "count", ours, goal });

const results: SideBySideResults = {
  machine: {
    cores: 2,
    processor: "a processor",
    memoryGb: 24,
    system: "linux x64",
    node: "v20.20.2",
    pulumiCli: "v3.276.0",
    pulumiSdk: "3.248.0",
    loadAtStart: 0.2,
  },
  startedAt: "2026-01-02T03:04:05.000Z",
  isSmall: false,
  figures: [figure],
};

describe("the benchmarks that measure side by side", () => {
  test("compares round by round, since the load of the machine changes between rounds", () => {
    // Of the medians it would be 42 / 60.
    expect(ratioOf(figure)).toBe(0.8);
    expect(ratioOf(withoutBase)).toBeUndefined();
  });

  test("misses a goal by the ratio, by the median of a figure without one, and by the worst count", () => {
    expect(isMissed(figure)).toBe(false);
    expect(isMissed({ ...figure, goal: 0.79 })).toBe(true);
    expect(isMissed({ ...withoutBase, goal: 42 })).toBe(false);
    expect(isMissed({ ...withoutBase, goal: 41 })).toBe(true);
    expect(isMissed(count([0, 0, 1], 0))).toBe(true);
    expect(isMissed(count([0, 0, 0], 0))).toBe(false);
  });

  test("takes a figure that could not be measured for a missed goal, and misses none where there is none", () => {
    expect(isMissed({ ...figure, ours: [NaN, NaN, NaN] })).toBe(true);
    const { goal, ...informing } = figure;
    expect(goal).toBe(0.9);
    expect(isMissed(informing)).toBe(false);
  });

  test("shows each figure in a row, and how many goals are missed", () => {
    const rows = (more: Partial<SideBySideResults>) => resultsAsMarkdown({ ...results, ...more }).split("\n");
    expect(rows({})).toEqual(
      expect.arrayContaining([
        "| part | figure | ours | against | ratio | goal | rounds |",
        "| writes | apply: 100 accounts, 1000 rules | 42.0 s | 60.0 s (engine) | 0.80 | ≤ 0.9 | 3 |",
        "All goals are met.",
      ]),
    );
    expect(rows({ figures: [count([2, 0], 0), { ...figure, goal: 0.5 }] })).toEqual(
      expect.arrayContaining([
        "| writes | apply: 100 accounts, 1000 rules | 2 | – | – | ≤ 0, missed | 2 |",
        "| writes | apply: 100 accounts, 1000 rules | 42.0 s | 60.0 s (engine) | 0.80 | ≤ 0.5, missed | 3 |",
        "Goals missed: 2.",
      ]),
    );
    const state: Figure = {
      part: "runs",
      what: "state of a rule",
      unit: "B",
      ours: [8.25],
      goal: 0.5,
      base: { name: "dynamic resource", samples: [16.5] },
    };
    expect(rows({ figures: [state] })).toContain(
      "| runs | state of a rule | 8 B | 17 B (dynamic resource) | 0.50 | ≤ 0.5 | 1 |",
    );
    expect(rows({ isSmall: true }).join("\n")).toContain("A tenth of the usual size");
  });

  test("takes the figure of a phase from each round", () => {
    const measured = (phase: string, wallMs: number) => ({ phase, wallMs }) as Measurement;
    const runs = [
      [measured("apply", 1_000), measured("refresh", 100)],
      [measured("apply", 3_000), measured("refresh", 300)],
    ];
    expect(samples(runs, "apply", seconds)).toEqual([1, 3]);
    expect(samples(runs, "destroy", seconds)).toEqual([NaN, NaN]);
  });

  test("gives each account the same share of the rules, and its own limits", () => {
    const rules = makeRules({ ...SECOND, accounts: 3 }, 6);
    expect(rules.map(({ account }) => account)).toEqual([0, 0, 1, 1, 2, 2].map(accountId));
    expect(new Set(rules.map(({ prefix }) => prefix)).size).toBe(6);
    expect(accountId(999)).toMatch(/^wx[0-9a-f]{16}$/);
    expect(makeRules(SECOND, 1)).toEqual([expect.not.objectContaining({ account: expect.anything() as string })]);
    expect(emulatorOptions({ ...SECOND, isUnlimited: true }).limit).toBe("off");
    expect(emulatorOptions(SECOND).limit).toBe("per-endpoint");
  });

  const accounts = (args: string) => readAccountOptions(args.split(" ").filter(Boolean));
  const plugin = (args: string) => readPluginOptions(args.split(" ").filter(Boolean));

  test("measure all parts three times, or those that are named", () => {
    const usual = { rounds: 3, isSmall: false, docs: false, from: [] };
    expect(accounts("")).toMatchObject({ ...usual, parts: ["writes", "reads", "previous", "memory", "stacks"] });
    expect(plugin("")).toEqual({ ...usual, parts: ["previews", "runs", "memory"] });
    const few = { rounds: 1, isSmall: true };
    expect(accounts("--only stacks,reads --rounds 1 --small")).toMatchObject({ ...few, parts: ["reads", "stacks"] });
    expect(plugin("--only runs --only previews --rounds 1 --small --docs --json x.json --from y.json")).toEqual({
      ...few,
      parts: ["previews", "runs"],
      docs: true,
      json: "x.json",
      from: ["y.json"],
    });
    expect(accounts("--previous 1234567")).toMatchObject({ previous: "1234567" });
    expect([accounts("--help"), plugin("--help")]).toEqual(["help", "help"]);
  });

  test.each([
    ["--only nothing", /^--only knows writes, .*, not "nothing"\.$/],
    ["--rounds 0", '--rounds must be a whole number from 1 on, not "0".'],
    ["--large", /^Unknown option '--large'; see --help\.$/],
  ])("refuse options that make no sense in one sentence: %s", (args, message) => {
    expect(() => accounts(args)).toThrow(message);
  });

  test.each([
    ["--only writes", '--only knows previews, runs, memory, not "writes".'],
    ["--rounds some", '--rounds must be a whole number from 1 on, not "some".'],
    ["--previous 1234567", /^Unknown option '--previous'; see --help\.$/],
  ])("refuse options of another benchmark: %s", (args, message) => {
    expect(() => plugin(args)).toThrow(message);
  });
});
