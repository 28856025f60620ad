import type { Emulator } from "../../emulator";
import type { EngineOptions } from "./engine-model";
import { expectConvergence, play, setUp, wantedAt } from "./play";
import type { Scenario, Step } from "./scenario";

/** Plays every step with its faults, then the commands that must set everything right. */
export async function playAll(
  scenario: Scenario,
  emulator: Emulator,
  repair: Step["verb"][],
  options: EngineOptions = {},
): Promise<void> {
  const engine = setUp(emulator, scenario, options);
  const doubtful = new Set<string>();
  for (const [index, step] of scenario.steps.entries()) {
    const { wanted, failures } = await play(emulator, engine, step, wantedAt(scenario, index));
    const kept = new Set(wanted.map(({ prefix }) => prefix));
    for (const { prefix, error } of failures) {
      if (step.verb !== "refresh" && !kept.has(prefix) && error.message.includes('"pulumi refresh"'))
        doubtful.add(prefix);
    }
  }
  const last = scenario.steps.length - 1;
  const wanted = wantedAt(scenario, last);
  const destroyed = scenario.steps[last]?.verb === "destroy";
  // A rule that may be deleted and is wanted again is looked for by refresh alone, as the error of its delete says.
  const toRefresh = wanted.some(({ prefix }) => doubtful.has(prefix)) ? (["refresh", "up"] as const) : repair;
  await expectConvergence(emulator, engine, scenario, wanted, destroyed ? ["destroy"] : [...toRefresh]);
}
