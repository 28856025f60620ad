import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type fc from "fast-check";
import { companies } from "./company";
import { checkInLanes, LIMIT_MS, LONG, RUNS } from "./lanes";
import { playAll } from "./play-all";
import { pluginFor, quickPlugin } from "./plugin-process";
import { quickenRetries } from "./quick-time";
import { anyFaults, lateFaults, noFaults, scenarios, type Scenario, type Step } from "./scenario";

/** So many in a long run, and a few in a usual one. */
const CASES = LONG ? RUNS : 120;

const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-quick-"));
const script = quickPlugin(folder);

afterAll(quickenRetries());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Checks a share of all cases with the plugin in a process of its own, over gRPC. */
function check(name: string, share: number, cases: fc.Arbitrary<Scenario>, repair: Step["verb"][]): Promise<void> {
  return checkInLanes(`the plugin, ${name}`, Math.ceil(CASES * share), cases, async (one, emulator) =>
    playAll(one, emulator, repair, { plugin: await pluginFor(emulator, script) }),
  );
}

describe("any change of any rules by the plugin", () => {
  test.concurrent(
    "without faults makes exactly the writes it needs",
    () => check("without faults", 0.1, scenarios({ faults: noFaults }), ["up"]),
    LIMIT_MS,
  );

  test.concurrent(
    "with any faults keeps live codes served, spends no publish in vain, and converges",
    () => check("with faults", 0.5, scenarios({ faults: anyFaults, network: true }), ["up"]),
    LIMIT_MS,
  );

  test.concurrent(
    "after changes in the console keeps live codes served, and converges by refresh and up",
    () => check("after drift", 0.15, scenarios({ faults: anyFaults, drift: true }), ["refresh", "up"]),
    LIMIT_MS,
  );

  test.concurrent(
    "with writes that are made after the time-out converges by refresh and up",
    () => check("late writes", 0.1, scenarios({ faults: lateFaults, verbs: false }), ["refresh", "up"]),
    LIMIT_MS,
  );

  test.concurrent(
    "in several accounts keeps live codes served, spends no publish in vain, and converges",
    () => check("several accounts", 0.15, companies({ network: true }), ["up"]),
    LIMIT_MS,
  );
});
