import type { OptionsInput } from "../emulator";
import { SERVICE_PREFIX } from "../emulator/links";
import type { Limits } from "./physical-limit";

/** How WeChat limits calls in a run, and which family of rule the run is about. */
export interface Scenario {
  name: string;
  title: string;
  family: "service-account" | "link";
  /** What the 5 calls a second are counted for. */
  counted: "per-endpoint" | "per-account";
  /** Calls about service-account rules a minute; undefined where that limit is lifted or does not apply. */
  callsPerMinute?: number;
  /** How many rules WeChat lets an account have; undefined where that is more than anyone would measure. */
  mostRules?: number;
  /** How many resources the CLI works on at once. @default the CLI's, 4 a core */
  parallel?: number;
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

const service = { family: "service-account", counted: "per-endpoint" } as const;
const minute = { callsPerMinute: CALLS_PER_MINUTE };

const BY_DEFAULT: readonly Scenario[] = [
  {
    ...service,
    ...minute,
    name: "minute",
    title: "service-account rules, 5 calls a second per endpoint, 200 a minute",
  },
  { ...service, name: "second", title: "service-account rules, 5 calls a second per endpoint, no minute limit" },
  {
    ...service,
    ...minute,
    name: "minute-account",
    counted: "per-account",
    title: "service-account rules, 5 calls a second per account, 200 a minute",
  },
  {
    ...service,
    name: "second-account",
    counted: "per-account",
    title: "service-account rules, 5 calls a second per account, no minute limit",
  },
  {
    name: "link",
    family: "link",
    counted: "per-endpoint",
    mostRules: 100,
    title: "link rules, 5 calls a second per endpoint",
  },
];

const PARALLEL = 64;
export const SCENARIOS: readonly Scenario[] = [
  ...BY_DEFAULT,
  ...BY_DEFAULT.map((scenario) => ({
    ...scenario,
    name: `${scenario.name}-parallel`,
    parallel: PARALLEL,
    title: `${scenario.title}, with --parallel ${PARALLEL}`,
  })),
];

export function scenarioNamed(name: string | undefined): Scenario | undefined {
  return SCENARIOS.find((each) => each.name === name);
}

/** What binds every client in a run. */
export function limitsOf({ counted, callsPerMinute }: Scenario): Limits {
  return { callsPerSecond: CALLS_PER_SECOND, counted, ...(callsPerMinute !== undefined && { callsPerMinute }) };
}

/** The emulator of a run: WeChat's rates as they are; the month's publishes are not what is measured. */
export function emulatorOptions({ counted, callsPerMinute }: Scenario, latencyMs: number): OptionsInput {
  return {
    limit: counted,
    minuteLimit: callsPerMinute ?? NO_LIMIT,
    publishQuota: NO_LIMIT,
    latencyMs,
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
