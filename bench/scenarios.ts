import type { OptionsInput } from "../emulator";
import { SERVICE_PREFIX } from "../emulator/links";
import type { Limits } from "./physical-limit";

/** How WeChat limits calls in a run, and which family of rule the run is about. */
export interface Scenario {
  name: string;
  family: "service-account" | "link";
  /** What the 5 calls a second are counted for. */
  counted: "per-endpoint" | "per-account";
  /** Calls about service-account rules a minute; undefined where that limit is lifted or does not apply. */
  callsPerMinute?: number;
  /** How many rules WeChat lets an account have; undefined where that is more than anyone would measure. */
  mostRules?: number;
}

/** A rule as all contestants get it. */
export interface BenchRule {
  prefix: string;
  appid?: string;
  path: string;
}

const CALLS_PER_SECOND = 5;
const CALLS_PER_MINUTE = 200;
/** In place of a limit that a run is not about. */
export const NO_LIMIT = 1_000_000;
const MINI_PROGRAM = "wxe5f52902cf4de896";

/** How long the emulated WeChat takes for an answer. */
const LATENCY_MS = 25;

const service = { family: "service-account", counted: "per-endpoint" } as const;
const minute = { callsPerMinute: CALLS_PER_MINUTE };

export const SECOND: Scenario = { ...service, name: "second" };
export const SCENARIOS: readonly Scenario[] = [
  SECOND,
  { ...service, ...minute, name: "minute" },
  { ...service, name: "second-account", counted: "per-account" },
  { ...service, ...minute, name: "minute-account", counted: "per-account" },
  { name: "link", family: "link", counted: "per-endpoint", mostRules: 100 },
];

/** What binds every client in a run. */
export function limitsOf({ counted, callsPerMinute }: Scenario): Limits {
  return { callsPerSecond: CALLS_PER_SECOND, counted, ...(callsPerMinute !== undefined && { callsPerMinute }) };
}

/** The emulator of a run: WeChat's rates as they are; the month's publishes are not what is measured. */
export function emulatorOptions({ counted, callsPerMinute }: Scenario): OptionsInput {
  return {
    limit: counted,
    minuteLimit: callsPerMinute ?? NO_LIMIT,
    publishQuota: NO_LIMIT,
    latencyMs: LATENCY_MS,
  };
}

export function makeRules({ family }: Scenario, count: number): BenchRule[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(index + 1).padStart(5, "0");
    const path = `pages/shop/index?id=${id}`;
    return family === "link"
      ? { prefix: `https://qr.example.com/shop/${id}`, path }
      : { prefix: `${SERVICE_PREFIX}02P5KzM_${id}`, appid: MINI_PROGRAM, path };
  });
}
