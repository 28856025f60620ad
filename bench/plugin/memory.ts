import { NO_LIMITS } from "../scenarios";
import { WITHOUT_CHECKPOINTS } from "../contestants";
import type { Phase } from "../phases";
import type { Figure } from "../side-by-side/figures";
import { inTurn, megabytes, samples, type Say } from "../side-by-side/rounds";
import type { Sizes } from "./sizes";

const MOST_MB = { one: 80, many: 120 };

/** Peak memory of the plugin's process with one rule and with many. */
export async function measureMemory({ many }: Sizes, rounds: number, say: Say): Promise<Figure[]> {
  const course = {
    contestant: "plugin",
    scenario: NO_LIMITS,
    phases: ["no-op", "destroy"],
    env: WITHOUT_CHECKPOINTS,
  } as const;
  const runs = await inTurn({ one: { ...course, rules: 1 }, many: { ...course, rules: many } }, rounds, say);
  const figure = (phase: Phase, name: "one" | "many", rules: string): Figure => ({
    part: "memory",
    what: `${phase}: ${rules}`,
    unit: "MB",
    ours: samples(runs[name], phase, megabytes),
    goal: MOST_MB[name],
  });
  return (["apply", "no-op", "destroy"] as const).flatMap((phase) => [
    figure(phase, "one", "1 rule"),
    figure(phase, "many", `${many} rules`),
  ]);
}
