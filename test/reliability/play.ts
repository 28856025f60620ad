import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import type { Emulator, Fault } from "../../emulator";
import { samePage } from "../../provider/rules/rule";
import { ACCOUNT, plantIn } from "../unit/support";
import { EngineModel, type EngineOptions, type Looked } from "./engine-model";
import { DELAYED_MS, LATE_MS, TIMEOUT_MS } from "./fault-kinds";
import { leaksIn } from "./leaks";
import { liveOf, ownerOf, sameOwner, type Owned } from "./owned";
import { isSlow, networkBefore, strikesOf } from "./network";
import type { Scenario, Step } from "./scenario";
import { isWrite } from "./served";
import { judge, wasTooSlow, type Run } from "./verdicts";

/** Enough for every publish that a case can need. */
const PLENTY = 1_000;

/** A scenario's start in the emulator, and the stack that knows of it. */
export function setUp(emulator: Emulator, scenario: Scenario, options: EngineOptions = {}): EngineModel {
  // Those of the providers of the last case: thousands of cases would use up the process's files.
  emulator.closeIdleConnections();
  emulator.reset({ publishQuota: PLENTY, ...scenario.options });
  for (const { live } of scenario.places) if (live) plantIn(emulator, ownerOf(live), live);
  const damaged = new Set(scenario.places.filter(({ damaged }) => damaged).map(({ live }) => live?.prefix));
  emulator.putRules(
    emulator
      .state()
      .rules.filter(({ prefix }) => damaged.has(prefix))
      .map((rule) => ({ ...rule, damaged: true })),
  );
  const { accounts } = scenario;
  for (const account of accounts ?? [ACCOUNT])
    emulator.setQuotaLeft(Math.max(0, neededAtFirst(scenario, account) + scenario.spareQuota), account);
  const engine = new EngineModel(emulator, {
    timeoutSeconds: timeoutSeconds(scenario.steps),
    ...(accounts && { accounts }),
    ...options,
  });
  engine.remember(...scenario.places.flatMap(({ stored }) => stored ?? []));
  return engine;
}

/** Runs one command with its faults and judges it by the emulator's log. */
export async function play(
  emulator: Emulator,
  engine: EngineModel,
  step: Step,
  wanted: readonly Owned[],
): Promise<Run> {
  const start = emulator.state().rules;
  const live = liveOf(emulator, engine.options.accounts);
  const from = emulator.calls().length;
  const looked = step.verb === "up" ? await engine.look(wanted) : undefined;
  const touched = touchedBy(engine, step, wanted, looked);
  emulator.setFaults(step.faults);
  engine.wasDeaf ||= /okButNotApplied|okLate/.test(JSON.stringify(step.faults));
  const struckBefore = await enterNetwork(emulator, engine, step);
  const failures = await (step.verb === "up" ? engine.up(wanted, looked) : engine[step.verb]());
  emulator.setFaults([]);
  const late = JSON.stringify(step.faults).includes('"late"');
  // Another command takes some seconds to begin.
  await new Promise((resolve) => setTimeout(resolve, late ? LATE_MS + 100 : restMs(emulator, step)));
  const run: Run = {
    start,
    live,
    liveAtTheEnd: liveOf(emulator, engine.options.accounts),
    warnings: looked ? engine.warnings : step.verb === "up" ? [] : undefined,
    looksAtAll: looked !== undefined,
    end: emulator.state().rules,
    calls: emulator.calls().slice(from),
    wanted: step.verb === "up" ? wanted : step.verb === "refresh" ? live : [],
    touched,
    failures,
    refuseTesterEdits: emulator.options.refuseTesterEdits,
    networkStrikes: (await struckSoFar(emulator, step)) - struckBefore,
  };
  await noticeClosedConnections(engine);
  // Another case takes the place of one that the machine has spoilt.
  fc.pre(!wasTooSlow(run));
  judge(run, late);
  const printed = engine.options.plugin?.takeOutput();
  assert.deepEqual(leaksIn(emulator, failures, [...engine.state], printed), [], "a secret is told");
  return run;
}

/** With the faults over, one more command reaches exactly what is wanted, and a further one writes nothing. */
export async function expectConvergence(
  emulator: Emulator,
  engine: EngineModel,
  { places }: Scenario,
  wanted: readonly Owned[],
  verbs: Step["verb"][],
): Promise<void> {
  emulator.setQuotaLeft(PLENTY);
  emulator.setOptions({ tokenStaleMs: 0 });
  const last = verbs.at(-1) ?? "up";
  const target = last === "destroy" ? [] : wanted;
  const own = new Set([...engine.state.keys(), ...target.map(({ prefix }) => prefix)]);
  const foreign = places.filter(({ live, stored }) => live && !stored).map(({ live }) => live?.prefix);
  const others = liveOf(emulator, engine.options.accounts).filter(
    ({ prefix }) => foreign.includes(prefix) && !own.has(prefix),
  );
  for (const verb of verbs) {
    const { failures } = await play(emulator, engine, { verb, faults: [] }, wanted);
    assert.deepEqual(
      failures.map(({ error }) => error.message),
      [],
      "it fails without faults",
    );
  }
  // Tester fields that WeChat has answered ok to and not taken are not sent for ever.
  const seen = (rules: readonly Owned[]): object[] => byPrefix(rules).map(engine.wasDeaf ? served : (rule) => rule);
  assert.deepEqual(seen(liveOf(emulator, engine.options.accounts)), seen([...target, ...others]), "not what is wanted");
  const { failures, calls } = await play(emulator, engine, { verb: last, faults: [] }, wanted);
  assert.deepEqual(failures, []);
  assert.deepEqual(calls.filter(isWrite), [], "writes where nothing is left to do");
}

/** Puts the network that the step asks for between the provider and WeChat. @returns how often it has struck so far. */
async function enterNetwork(emulator: Emulator, engine: EngineModel, step: Step): Promise<number> {
  engine.endpoint = emulator.url;
  if (!step.network) return 0;
  const { route, faults } = step.network;
  const network = await networkBefore(emulator);
  await network.strike(strikesOf(step.network));
  engine.endpoint = network.way(
    route,
    faults.find(({ layer }) => layer === "look-up"),
  ).endpoint;
  return struckSoFar(emulator, step);
}

async function struckSoFar(emulator: Emulator, step: Step): Promise<number> {
  return step.network ? (await networkBefore(emulator)).struck().length : 0;
}

/** Those of another process are noticed a moment later. */
async function noticeClosedConnections({ options }: EngineModel): Promise<void> {
  if (options.plugin) await new Promise((resolve) => setTimeout(resolve, 20));
  for (let turns = 0; turns < 3; turns++) await nextTurn();
}

/** How long reads may be behind, and writes without effect. */
function restMs(emulator: Emulator, { faults }: Step): number {
  return Math.max(emulator.options.readLagMs, JSON.stringify(faults).includes("lateMs") ? DELAYED_MS : 0) * 1.2;
}

function touchedBy(engine: EngineModel, { verb }: Step, wanted: readonly Owned[], looked?: Looked): Set<string> {
  if (verb === "refresh") return new Set();
  const kept = new Set(wanted.map(({ prefix }) => prefix));
  const all = [...engine.state.keys()];
  if (verb === "destroy") return new Set(all);
  const changed = wanted.filter((rule) => engine.wouldChange(rule)).map(({ prefix }) => prefix);
  const mended = looked?.change ?? [];
  return new Set([...changed, ...mended.map(({ prefix }) => prefix), ...all.filter((prefix) => !kept.has(prefix))]);
}

function served({ prefix, path, published, ...rest }: Owned): object {
  return { prefix, path, published, account: rest.account, ...("appid" in rest && { appid: rest.appid }) };
}

export function wantedAt({ places }: Scenario, step: number): Owned[] {
  return places.flatMap(({ wants }) => wants[step] ?? []);
}

export function byPrefix(rules: readonly Owned[]): Owned[] {
  return [...rules].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

function neededAtFirst({ places }: Scenario, account: string): number {
  const isServed = (live: Owned | undefined, want: Owned): boolean =>
    live !== undefined && live.published && sameOwner(live, want) && samePage(live, want);
  return places.filter(
    ({ live, wants: [want] }) => want?.published && ownerOf(want) === account && !isServed(live, want),
  ).length;
}

/** Short only where something is to run into it, so that a slow machine makes no faults of its own. */
function timeoutSeconds(steps: readonly Step[]): number {
  const runsInto = (faults: Fault[]): boolean => /"timeout"|"late"/.test(JSON.stringify(faults));
  return steps.some(({ faults, network }) => runsInto(faults) || (network && isSlow(network))) ? TIMEOUT_MS / 1000 : 15;
}
