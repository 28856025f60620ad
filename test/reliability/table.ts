import fc from "fast-check";
import { startEmulator, type Emulator, type Fault } from "../../emulator";
import type { Rule } from "../../provider/rules/rule";
import { linkRule, serviceRule } from "../unit/support";
import { FAULTS, NETWORK_LAYERS, OK_BUT_NOT_DONE, type NamedFault } from "./fault-kinds";
import { badNetworkIn, closeNetworkBefore } from "./network";
import { expectConvergence, play, setUp } from "./play";
import { quickenRetries } from "./quick-time";
import type { Place, Scenario, Step } from "./scenario";
import { longestDarkMs } from "./verdicts";

export const VERBS = ["create", "update", "adopt", "delete", "read"] as const;
type Verb = (typeof VERBS)[number];

export interface Row {
  fault: string;
  verb: Verb;
  cases: number;
  /** Calls that a fault struck. */
  struck: number;
  /** Cases in which a live code was lost without a word, or not set right by the next run: each failed verdict counts. */
  lost: number;
  needless: number;
  darkMs: number;
  latencyMs: number;
}

/** Long enough that a call's own time outweighs the machine's. */
const LATENCY_MS = 50;
const LANES = 8;

const RULES: Rule[] = ["one", "two"].flatMap((name) => [
  linkRule({ prefix: `https://qr.example.com/${name}` }),
  serviceRule({ prefix: `http://weixin.qq.com/q/02${name}` }),
]);

const moved = (rule: Rule): Rule => ({ ...rule, path: "pages/moved/index" });

/** A start of each rule from which the verb is what Pulumi asks for. */
function placeFor(verb: Verb, rule: Rule): Place {
  const damaged = false;
  switch (verb) {
    case "create":
      return { live: undefined, stored: undefined, damaged, wants: [rule] };
    case "update":
      return { live: rule, stored: rule, damaged, wants: [moved(rule)] };
    case "adopt":
      return { live: rule, stored: undefined, damaged, wants: [moved(rule)] };
    case "delete":
      return { live: rule, stored: rule, damaged, wants: [undefined] };
    case "read":
      return { live: rule, stored: rule, damaged, wants: [rule] };
  }
}

const faultKinds: NamedFault[] = [
  { name: "none", effects: [] },
  ...Object.entries(FAULTS)
    .filter(([name]) => name !== "late")
    .map(([, fault]) => fault),
  { name: OK_BUT_NOT_DONE.name, effects: [OK_BUT_NOT_DONE.effect] },
  ...NETWORK_LAYERS,
];

function faultsOf({ effects }: NamedFault, seed: number): Fault[] {
  if (effects.length === 0) return [];
  const probability = probabilityOf(seed);
  return [{ random: { seed, probability, kinds: [...effects] } }];
}

/** All faults of a layer that can be counted, each as likely. */
function networkOf({ layer }: NamedFault, seed: number): Pick<Step, "network"> {
  return layer ? { network: badNetworkIn(layer, seed, probabilityOf(seed)) } : {};
}

function probabilityOf(seed: number): number {
  return [0.1, 0.3, 0.5][seed % 3] as number;
}

/** Plays every fault against every verb, `cases` times each. */
export async function reliabilityRows(seed: number, cases: number): Promise<Row[]> {
  const rows = faultKinds.flatMap((fault) =>
    VERBS.map((verb) => ({
      fault,
      row: { fault: fault.name, verb, cases, struck: 0, lost: 0, needless: 0, darkMs: 0, latencyMs: LATENCY_MS },
    })),
  );
  const jobs = rows.flatMap(({ fault, row }) =>
    Array.from({ length: cases }, (_, index) => (emulator: Emulator) => playOne(emulator, fault, row, seed + index)),
  );
  const atRealPace = quickenRetries();
  await Promise.all(Array.from({ length: LANES }, () => workOff(jobs)));
  atRealPace();
  return rows.map(({ row }) => row);
}

async function workOff(jobs: ((emulator: Emulator) => Promise<void>)[]): Promise<void> {
  const emulator = await startEmulator({ limit: "off" });
  for (let job = jobs.pop(); job; job = jobs.pop()) await job(emulator);
  await closeNetworkBefore(emulator);
  await emulator.close();
}

async function playOne(emulator: Emulator, fault: NamedFault, row: Row, seed: number): Promise<void> {
  const places = RULES.map((rule) => placeFor(row.verb, rule));
  const step: Step = { verb: row.verb === "read" ? "refresh" : "up", faults: faultsOf(fault, seed) };
  const steps: Step[] = [{ ...step, ...networkOf(fault, seed) }];
  const scenario: Scenario = { places, steps, spareQuota: 100, options: { latencyMs: LATENCY_MS } };
  const wanted = places.flatMap(({ wants }) => wants[0] ?? []);
  const engine = setUp(emulator, scenario);
  try {
    const run = await play(emulator, engine, steps[0] as Step, wanted);
    row.struck += run.calls.filter((call) => call.fault).length + run.networkStrikes;
    row.darkMs = Math.max(row.darkMs, longestDarkMs(run));
    await expectConvergence(emulator, engine, scenario, wanted, ["up"]);
  } catch (error) {
    // The machine was too slow for the short time-out, which says nothing of the fault.
    if (error instanceof fc.PreconditionFailure) return playOne(emulator, fault, row, seed);
    const { message } = error as Error;
    if (message.startsWith("published")) row.needless += 1;
    else row.lost += 1;
    process.stderr.write(`${fault.name}, ${row.verb}, seed ${seed}: ${message}\n`);
  }
}
