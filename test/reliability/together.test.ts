import assert from "node:assert/strict";
import fc from "fast-check";
import type { Emulator } from "../../emulator";
import { samePage, sameRule, type Rule } from "../../provider/rules/rule";
import { liveRules } from "../unit/support";
import { EngineModel } from "./engine-model";
import { checkInLanes, LIMIT_MS, RUNS } from "./lanes";
import { byPrefix, play, setUp, wantedAt } from "./play";
import { noFaults, scenarios, type Scenario } from "./scenario";
import { isWrite, prefixOf, writeName } from "./served";

/** Real time and real limits: some seconds a case, most of it waiting. */
const CASES = Math.max(64, Math.ceil(RUNS * 0.05));
const MANY_LANES = 36;
const SETTINGS = { callsPerSecond: 5, callsPerMinute: 200 };
const limits = fc.constantFrom("per-endpoint" as const, "per-account" as const);

/** A small stack that changes by one `up`. */
const changes = scenarios({ faults: noFaults, verbs: false }).filter(
  ({ places, steps }) => places.length <= 4 && steps.length === 1 && !places.some(({ damaged }) => damaged),
);

function stackOn(emulator: Emulator, { places }: Scenario): EngineModel {
  const engine = new EngineModel(emulator, SETTINGS);
  engine.remember(...places.flatMap(({ stored }) => stored ?? []));
  return engine;
}

/** The same rules under prefixes of their own. */
function elsewhere(scenario: Scenario): Scenario {
  const move = (rule: Rule | undefined): Rule | undefined => {
    if (!rule) return undefined;
    const moved = rule.prefix.replace("qr.example.com", "other.example.com").replace("/q/02", "/q/03");
    return "debugUrls" in rule
      ? { ...rule, prefix: moved, debugUrls: rule.debugUrls.length > 0 ? [moved] : [] }
      : { ...rule, prefix: moved };
  };
  const places = scenario.places.map((place) => ({
    ...place,
    live: move(place.live),
    stored: move(place.stored),
    wants: place.wants.map(move),
  }));
  return { ...scenario, places };
}

function publishes(emulator: Emulator): number {
  return emulator.calls().filter((call) => isWrite(call) && writeName(call) === "publish" && call.applied).length;
}

function needed(live: readonly Rule[], wanted: readonly Rule[]): number {
  return wanted.filter((want) => want.published && !live.some((rule) => rule.published && samePage(rule, want))).length;
}

describe("two pipelines on one account", () => {
  test.concurrent(
    "with different stacks both finish, lose nothing, and publish no more than they need",
    async () => {
      const pairs = fc.record({ one: changes, other: changes.map(elsewhere), limit: limits });
      await checkInLanes(
        "two stacks",
        CASES,
        pairs,
        async ({ one, other, limit }, emulator) => {
          const scenario = { ...one, places: [...one.places, ...other.places], options: { limit }, spareQuota: 100 };
          setUp(emulator, scenario);
          const live = liveRules(emulator);
          const stacks = [one, other].map((each) => ({ engine: stackOn(emulator, each), wanted: wantedAt(each, 0) }));
          const failures = await Promise.all(stacks.map(({ engine, wanted }) => engine.up(wanted)));
          assert.deepEqual(failures, [[], []]);
          const wanted = stacks.flatMap((stack) => stack.wanted);
          assert.equal(publishes(emulator) <= needed(live, wanted), true, "published more than needed");
          const own = new Set(
            [...wanted, ...scenario.places.flatMap(({ stored }) => stored ?? [])].map(({ prefix }) => prefix),
          );
          const others = live.filter(({ prefix }) => !own.has(prefix));
          assert.deepEqual(byPrefix(liveRules(emulator)), byPrefix([...wanted, ...others]));
          for (const { engine, wanted: mine } of stacks) {
            const { calls, failures: none } = await play(emulator, engine, { verb: "up", faults: [] }, mine);
            assert.deepEqual([calls.filter(isWrite), none], [[], []]);
          }
        },
        MANY_LANES,
      );
    },
    LIMIT_MS,
  );

  test.concurrent(
    "with the same stack lose nothing for good and publish at most once each, and once for a rule put back",
    async () => {
      const cases = fc.record({ scenario: changes, limit: limits });
      await checkInLanes(
        "one stack twice",
        CASES,
        cases,
        async ({ scenario, limit }, emulator) => {
          setUp(emulator, { ...scenario, options: { limit }, spareQuota: 100 });
          const live = liveRules(emulator);
          const wanted = wantedAt(scenario, 0);
          const engines = [stackOn(emulator, scenario), stackOn(emulator, scenario)];
          const failures = await Promise.all(engines.map((engine) => engine.up(wanted)));
          assert.equal(
            publishes(emulator) <= 2 * needed(live, wanted) + failures.flat().length,
            true,
            "published too often",
          );
          const kept = wanted.filter((want) => live.some((rule) => sameRule(rule, want))).map(({ prefix }) => prefix);
          assert.deepEqual(
            emulator.calls().filter((call) => isWrite(call) && kept.includes(prefixOf(call))),
            [],
          );
          const [engine] = engines as [EngineModel];
          assert.deepEqual(await engine.refresh(), []);
          assert.deepEqual(await engine.up(wanted), []);
          const own = new Set(
            [...wanted, ...scenario.places.flatMap(({ stored }) => stored ?? [])].map(({ prefix }) => prefix),
          );
          const others = live.filter(({ prefix }) => !own.has(prefix));
          assert.deepEqual(byPrefix(liveRules(emulator)), byPrefix([...wanted, ...others]));
        },
        MANY_LANES,
      );
    },
    LIMIT_MS,
  );
});
