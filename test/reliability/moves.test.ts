import { companies } from "./company";
import { checkInLanes, LIMIT_MS, LONG, RUNS } from "./lanes";
import { playAll } from "./play-all";
import { quickenRetries } from "./quick-time";
import { noFaults } from "./scenario";

afterAll(quickenRetries());

/** So many in a long run, and a few in a usual one. */
const CASES = LONG ? RUNS : 60;

describe("any change of any rules of several accounts", () => {
  test.concurrent(
    "without faults makes exactly the writes it needs",
    async () => {
      const cases = companies({ faults: noFaults });
      await checkInLanes("moves without faults", Math.ceil(CASES * 0.2), cases, (one, emulator) =>
        playAll(one, emulator, ["up"]),
      );
    },
    LIMIT_MS,
  );

  test.concurrent(
    "while any of them fail keeps live codes served, spends no publish in vain, and converges",
    async () => {
      const cases = companies({ network: true });
      await checkInLanes("moves with faults", Math.ceil(CASES * 0.8), cases, (one, emulator) =>
        playAll(one, emulator, ["up"]),
      );
    },
    LIMIT_MS,
  );
});
