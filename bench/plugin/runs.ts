import { AT_A_TIME } from "../../tools/pulumi-cli";
import { NO_LIMITS } from "../scenarios";
import type { Measurement } from "../results";
import type { Figure } from "../side-by-side/figures";
import { cpuSeconds, inTurn, samples, seconds, type Say } from "../side-by-side/rounds";
import type { Sizes } from "./sizes";

const MOST = 0.9;
const MOST_STATE = 0.85;

/** Makes, keeps and destroys rules with the plugin, beside the dynamic resource. Without limits, which would hide what the code costs. */
export async function measureRuns({ rules }: Sizes, rounds: number, say: Say): Promise<Figure[]> {
  const course = { scenario: NO_LIMITS, rules, phases: ["no-op", "destroy"], env: AT_A_TIME } as const;
  const { plugin, ours } = await inTurn(
    { ours: { ...course, contestant: "ours" }, plugin: { ...course, contestant: "plugin" } },
    rounds,
    say,
  );
  const compared = (phase: "apply" | "no-op" | "destroy", pick: (measurement: Measurement) => number) => ({
    part: "runs",
    ours: samples(plugin, phase, pick),
    base: { name: "dynamic resource", samples: samples(ours, phase, pick) },
  });
  return [
    ...(["apply", "no-op", "destroy"] as const).flatMap((phase): Figure[] => [
      { ...compared(phase, seconds), what: `${phase}: ${rules} rules`, unit: "s", goal: MOST },
      { ...compared(phase, cpuSeconds), what: `${phase}: processor time`, unit: "s" },
    ]),
    {
      ...compared("apply", ({ state }) => state?.bytesPerRuleWithoutTrace ?? NaN),
      what: "state of a rule",
      unit: "B",
      goal: MOST_STATE,
    },
    {
      ...compared("apply", ({ state }) => state?.bytesPerRule ?? NaN),
      what: "the same with the trace that JavaScript programs add",
      unit: "B",
    },
  ];
}
