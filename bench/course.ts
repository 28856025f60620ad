import { existsSync } from "node:fs";
import { startEmulator, type CallRecord, type Emulator } from "../emulator";
import { ACCOUNT } from "../test/engine/stack";
import { openContestant, type Contestant, type ContestantName, type Setting } from "./contestants";
import { declaredIn, neededCalls, PHASES, WRITES, type Phase } from "./phases";
import { physicalLimitMs } from "./physical-limit";
import { measured } from "./process-tree";
import type { Measurement } from "./results";
import { emulatorOptions, limitsOf, makeRules, type BenchRule, type Scenario } from "./scenarios";
import { stateSize } from "./state-size";

/** One run of one contestant through the phases. */
export interface Course extends Setting {
  contestant: ContestantName;
  scenario: Scenario;
  rules: number;
  /** Without `apply`, which always comes first. */
  phases: readonly Phase[];
}

export async function runCourse(course: Course, say: (measurement: Measurement) => void): Promise<Measurement[]> {
  const emulator = await startEmulator(emulatorOptions(course.scenario));
  const contestant = await openContestant(course.contestant, emulator, course.scenario, course);
  const measurements: Measurement[] = [];
  let rules = makeRules(course.scenario, course.rules);
  try {
    for (const phase of PHASES.filter((each) => each === "apply" || course.phases.includes(each))) {
      const declared = declaredIn(phase, rules);
      const measurement =
        declared && (await runPhase(course, contestant, emulator, { phase, declared, before: rules }));
      if (measurement) {
        measurements.push(measurement);
        say(measurement);
      }
      rules = declared ?? rules;
    }
  } finally {
    contestant.dispose();
    await emulator.close();
  }
  return measurements;
}

interface Step {
  phase: Phase;
  declared: BenchRule[];
  before: BenchRule[];
}

async function runPhase(
  { contestant: name, scenario, rules }: Course,
  contestant: Contestant,
  emulator: Emulator,
  { phase, declared, before }: Step,
): Promise<Measurement | undefined> {
  forgetCalls(emulator);
  const command = contestant.start(phase, declared, before);
  if (!command) return undefined;
  const usage = await measured(command);
  const { stateFile } = contestant;
  const state = phase === "apply" && stateFile && existsSync(stateFile) ? stateSize(stateFile) : undefined;
  return {
    scenario: scenario.name,
    contestant: name,
    rules,
    phase,
    repeats: 1,
    ...usage,
    limitMs: limitMs(phase, before.length, scenario),
    ...received(emulator.calls()),
    // A resource that does nothing cannot fail.
    failedRules: name === "engine" ? 0 : failures(emulator, phase === "destroy" ? [] : declared),
    ...(state && { state }),
  };
}

/** Each account has limits of its own, and the same share of the rules. */
function limitMs(phase: Phase, rules: number, scenario: Scenario): number {
  const { accounts = 1, isUnlimited } = scenario;
  if (isUnlimited) return 0;
  return physicalLimitMs(neededCalls(phase, Math.ceil(rules / accounts), scenario), limitsOf(scenario));
}

/** As if a minute had passed: the rules stay, earlier calls no longer count. */
function forgetCalls(emulator: Emulator): void {
  const { rules } = emulator.state();
  emulator.reset();
  emulator.putRules(rules);
}

function received(calls: readonly CallRecord[]): Pick<Measurement, "calls" | "refusals" | "busyMs"> {
  const writes = calls.filter(({ endpoint }) => WRITES.includes(endpoint));
  const firstAt = writes.length > 0 ? Math.min(...writes.map(({ at }) => at)) : undefined;
  const refused = calls.filter(({ errcode }) => errcode !== 0);
  return {
    calls: countBy(calls, ({ endpoint }) => endpoint),
    refusals: countBy(refused, ({ errcode }) => String(errcode)),
    busyMs: firstAt && latest(writes) - firstAt,
  };
}

function latest(calls: readonly CallRecord[]): number {
  return Math.max(...calls.map(({ at, answeredAt }) => answeredAt ?? at));
}

function failures(emulator: Emulator, declared: readonly BenchRule[]): number {
  const live = new Map(emulator.state().rules.map((rule) => [rule.prefix, rule]));
  const asDeclared = declared.filter(({ account = ACCOUNT, prefix, path }) => {
    const rule = live.get(prefix);
    return rule?.account === account && rule.path === path && rule.state === 2;
  });
  const wanted = new Set(declared.map(({ prefix }) => prefix));
  return declared.length - asDeclared.length + [...live.keys()].filter((prefix) => !wanted.has(prefix)).length;
}

function countBy<T>(list: readonly T[], keyOf: (entry: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const entry of list) counts[keyOf(entry)] = (counts[keyOf(entry)] ?? 0) + 1;
  return counts;
}
