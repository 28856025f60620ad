import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { companies } from "./company";
import { checkInLanes, LIMIT_MS, LONG, RUNS } from "./lanes";
import { playAll } from "./play-all";
import { pluginFor, quickPlugin } from "./plugin-process";
import { quickenRetries } from "./quick-time";
import { anyFaults, lateFaults, noFaults, scenarios, type Scenario, type Step } from "./scenario";

/** So many in a long run, and a few in a usual one. */
const CASES = LONG ? RUNS : 60;
/** Each has a process of the plugin. */
const LANES = LONG ? 8 : 3;

interface Case {
  scenario: Scenario;
  repair: Step["verb"][];
}

const casesOf = (scenario: fc.Arbitrary<Scenario>, ...repair: Step["verb"][]): fc.Arbitrary<Case> =>
  fc.record({ scenario, repair: fc.constant(repair) });

/** The cases of the other provider, as often. */
const cases = fc.oneof(
  { weight: 3, arbitrary: casesOf(scenarios({ faults: noFaults }), "up") },
  { weight: 12, arbitrary: casesOf(scenarios({ faults: anyFaults, network: true }), "up") },
  { weight: 3, arbitrary: casesOf(scenarios({ faults: anyFaults, drift: true }), "refresh", "up") },
  { weight: 2, arbitrary: casesOf(scenarios({ faults: lateFaults, verbs: false }), "refresh", "up") },
  { weight: 4, arbitrary: casesOf(companies({ network: true }), "up") },
);

const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-quick-"));
afterAll(quickenRetries());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("any change of any rules by the plugin, in a process of its own and over gRPC", () => {
  test(
    "keeps live codes served, spends no publish in vain, and converges, whatever fails",
    async () => {
      const script = await quickPlugin(folder);
      const play = async ({ scenario, repair }: Case, emulator: Parameters<typeof playAll>[1]): Promise<void> =>
        playAll(scenario, emulator, repair, { plugin: await pluginFor(emulator, script) });
      await checkInLanes("the plugin", CASES, cases, play, LANES);
    },
    LIMIT_MS,
  );
});
