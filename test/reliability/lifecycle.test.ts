import type { Emulator } from "../../emulator";
import { checkInLanes, LIMIT_MS, RUNS } from "./lanes";
import { expectConvergence, play, setUp, wantedAt } from "./play";
import { quickenRetries } from "./quick-time";
import { anyFaults, lateFaults, noFaults, scenarios, type Scenario, type Step } from "./scenario";

// Concurrent tests begin before any hook.
afterAll(quickenRetries());

/** Plays every step with its faults, then the commands that must set everything right. */
async function playAll(scenario: Scenario, emulator: Emulator, repair: Step["verb"][]): Promise<void> {
  const engine = setUp(emulator, scenario);
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

describe("any change of any rules", () => {
  test.concurrent(
    "without faults makes exactly the writes it needs",
    async () => {
      const runs = Math.ceil(RUNS * 0.15);
      await checkInLanes("without faults", runs, scenarios({ faults: noFaults }), (one, emulator) =>
        playAll(one, emulator, ["up"]),
      );
    },
    LIMIT_MS,
  );

  test.concurrent(
    "with any faults keeps live codes served, spends no publish in vain, and converges",
    async () => {
      const runs = Math.ceil(RUNS * 0.6);
      await checkInLanes("with faults", runs, scenarios({ faults: anyFaults, network: true }), (one, emulator) =>
        playAll(one, emulator, ["up"]),
      );
    },
    LIMIT_MS,
  );

  test.concurrent(
    "after changes in the console keeps live codes served, and converges by refresh and up",
    async () => {
      const runs = Math.ceil(RUNS * 0.15);
      await checkInLanes("after drift", runs, scenarios({ faults: anyFaults, drift: true }), (one, emulator) =>
        playAll(one, emulator, ["refresh", "up"]),
      );
    },
    LIMIT_MS,
  );

  test.concurrent(
    "with writes that are made after the time-out converges by refresh and up",
    async () => {
      const runs = Math.ceil(RUNS * 0.1);
      await checkInLanes("late writes", runs, scenarios({ faults: lateFaults, verbs: false }), (one, emulator) =>
        playAll(one, emulator, ["refresh", "up"]),
      );
    },
    LIMIT_MS,
  );
});
