import { checkInLanes, RUNS } from "./lanes";
import { expectConvergence, play, setUp, wantedAt } from "./play";
import { quickenRetries } from "./quick-time";
import { anyFaults, lateFaults, noFaults, scenarios, type Scenario, type Step } from "./scenario";
import type { Emulator } from "../emulator";

// Concurrent tests begin before any hook.
afterAll(quickenRetries());

/** Plays every step with its faults, then the commands that must set everything right. */
async function playAll(scenario: Scenario, emulator: Emulator, repair: Step["verb"][]): Promise<void> {
  const engine = setUp(emulator, scenario);
  for (const [index, step] of scenario.steps.entries()) await play(emulator, engine, step, wantedAt(scenario, index));
  const last = scenario.steps.length - 1;
  const destroyed = scenario.steps[last]?.verb === "destroy";
  await expectConvergence(emulator, engine, scenario, wantedAt(scenario, last), destroyed ? ["destroy"] : repair);
}

describe("any change of any rules", () => {
  it.concurrent(
    "without faults makes exactly the writes it needs",
    async () => {
      const runs = Math.ceil(RUNS * 0.15);
      await checkInLanes("without faults", runs, scenarios({ faults: noFaults }), (one, emulator) =>
        playAll(one, emulator, ["up"]),
      );
    },
    3_600_000,
  );

  it.concurrent(
    "with any faults keeps live codes served, spends no publish in vain, and converges",
    async () => {
      const runs = Math.ceil(RUNS * 0.6);
      await checkInLanes("with faults", runs, scenarios({ faults: anyFaults }), (one, emulator) =>
        playAll(one, emulator, ["up"]),
      );
    },
    3_600_000,
  );

  it.concurrent(
    "after changes in the console keeps live codes served, and converges by refresh and up",
    async () => {
      const runs = Math.ceil(RUNS * 0.15);
      await checkInLanes("after drift", runs, scenarios({ faults: anyFaults, drift: true }), (one, emulator) =>
        playAll(one, emulator, ["refresh", "up"]),
      );
    },
    3_600_000,
  );

  it.concurrent(
    "with writes that are made after the time-out converges by refresh and up",
    async () => {
      const runs = Math.ceil(RUNS * 0.1);
      await checkInLanes("late writes", runs, scenarios({ faults: lateFaults, verbs: false }), (one, emulator) =>
        playAll(one, emulator, ["refresh", "up"]),
      );
    },
    3_600_000,
  );
});
