import type { Usage } from "../../bench/process-tree";
import { judgeQuickly } from "../../bench/quick";
import type { Measurement, Results } from "../../bench/results";

const usage: Usage = { wallMs: 8_000, cpuMs: 3_000, providerPeakBytes: 140e6 };

function measurement(more: Partial<Measurement>): Measurement {
  return {
    ...usage,
    scenario: "second",
    contestant: "ours",
    rules: 30,
    phase: "apply",
    repeats: 1,
    busyMs: 5_400,
    limitMs: 5_000,
    calls: { qrcodejumpadd: 30, qrcodejumppublish: 30, qrcodejumpget: 2 },
    refusals: {},
    failedRules: 0,
    ...more,
  };
}

const state = { bytesPerRule: 1_100, bytesPerRuleWithoutCode: 1_000, bytesPerRuleWithoutTrace: 1_050 };
const reads = { calls: { qrcodejumpget: 1 }, busyMs: undefined, limitMs: 0 };
const usual = [
  measurement({ state }),
  measurement({ phase: "no-op", ...reads }),
  measurement({ phase: "refresh", ...reads }),
  measurement({ phase: "destroy", calls: { qrcodejumpdelete: 30, qrcodejumpget: 9 } }),
  measurement({ contestant: "engine", calls: {}, busyMs: undefined, state }),
];

const startUp = { repeats: 1, empty: { ...usage, cpuMs: 1_500 }, ours: { ...usage, cpuMs: 5_000 }, engine: usage };

function results(measurements: Measurement[], more: Partial<Results> = {}): Results {
  const machine = {} as Results["machine"];
  return { machine, startedAt: "2026-01-02", measurements, startUp, heavyPackages: [], ...more };
}

/** The usual measurements, with those of one phase of ours changed. */
function but(phase: Measurement["phase"], more: Partial<Measurement>): Results {
  return results(
    usual.map((each) => (each.phase === phase && each.contestant === "ours" ? { ...each, ...more } : each)),
  );
}

describe("the quick run finds", () => {
  test("nothing where all is as it was", () => {
    expect(judgeQuickly(results(usual))).toEqual([]);
  });

  test.each<[string, Results, RegExp]>([
    ["an answer of 44990", but("apply", { refusals: { "44990": 1 } }), /44990/],
    ["a rule that failed", but("destroy", { failedRules: 1 }), /failed/],
    [
      "a list of stacks whose cost grows faster than their number",
      results(usual, { fleet: { few: { ...usage, cpuMs: 500 }, many: { ...usage, cpuMs: 6_000 } } }),
      /stack of many/,
    ],
    ["a refresh that reads rule by rule", but("refresh", { calls: { qrcodejumpget: 30 } }), /refresh.*30 reads/],
    ["a write by an up that changes nothing", but("no-op", { calls: { qrcodejumpadd: 1 } }), /no-op: 1 writes/],
    ["a state that has grown", but("apply", { state: { ...state, bytesPerRule: 1_300 } }), /1\.30/],
    ["calls that are slower than the limit allows", but("apply", { busyMs: 8_000 }), /calls of apply.*1\.60/],
    ["work for the processor", but("apply", { cpuMs: 5_400 }), /processor time of apply.*1\.80/],
    ["a slower start", results(usual, { startUp: { ...startUp, ours: { ...usage, cpuMs: 5_400 } } }), /preview.*1\.80/],
    ["TypeScript in the program", results(usual, { heavyPackages: ["typescript"] }), /typescript/],
  ])("%s", (_what, found, line) => {
    expect(judgeQuickly(found)).toEqual([expect.stringMatching(line)]);
  });

  test("that something was not measured at all", () => {
    expect(judgeQuickly(results([]))).toEqual(
      ["apply", "no-op", "refresh", "destroy"].map((phase) => `${phase}: not measured`),
    );
    const [apply, ...others] = usual;
    expect(judgeQuickly(results([{ ...apply!, state: undefined }, ...others]))).toEqual([
      "the size of a rule's state: not measured",
    ]);
  });

  test("nothing in processor times, which only Linux tells", () => {
    expect(judgeQuickly(results(usual.map((each) => ({ ...each, cpuMs: undefined }))))).toEqual([]);
  });
});
