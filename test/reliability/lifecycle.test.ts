import { checkInLanes, LIMIT_MS, RUNS } from "./lanes";
import { playAll } from "./play-all";
import { quickenRetries } from "./quick-time";
import { anyFaults, lateFaults, noFaults, scenarios } from "./scenario";

// Concurrent tests begin before any hook.
afterAll(quickenRetries());

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
