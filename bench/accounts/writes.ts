import { AT_A_TIME } from "../../tools/pulumi-cli";
import type { Measurement } from "../results";
import type { Figure } from "../side-by-side/figures";
import { cpuSeconds, inTurn, samples, seconds, type Say } from "../side-by-side/rounds";
import { company, type Sizes } from "./sizes";

/** Refusals for too many calls a second or a minute. */
const TOO_FAST = ["44990", "45011"];
const MOST = { apply: 0.95, destroy: 1.05 } as const;

/** Makes and destroys the rules of some accounts, beside as many resources that do nothing. */
export async function measureWrites(
  { company: { accounts, rules } }: Sizes,
  rounds: number,
  say: Say,
): Promise<Figure[]> {
  const course = { scenario: company(accounts), rules, phases: ["destroy"], env: AT_A_TIME } as const;
  const { ours, engine } = await inTurn(
    { engine: { ...course, contestant: "engine" }, ours: { ...course, contestant: "ours" } },
    rounds,
    say,
  );
  const of = `${accounts} accounts, ${rules} rules`;
  const tooFast = ({ refusals }: Measurement): number => TOO_FAST.reduce((sum, code) => sum + (refusals[code] ?? 0), 0);
  return (["apply", "destroy"] as const).flatMap((phase): Figure[] => [
    {
      part: "writes",
      what: `${phase}: ${of}`,
      unit: "s",
      ours: samples(ours, phase, seconds),
      base: { name: "engine", samples: samples(engine, phase, seconds) },
      goal: MOST[phase],
    },
    {
      part: "writes",
      what: `${phase}: processor time`,
      unit: "s",
      ours: samples(ours, phase, cpuSeconds),
      base: { name: "engine", samples: samples(engine, phase, cpuSeconds) },
    },
    {
      part: "writes",
      what: `${phase}: refused as too fast`,
      unit: "count",
      ours: samples(ours, phase, tooFast),
      goal: 0,
    },
  ]);
}
