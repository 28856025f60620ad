import type { OptionsInput } from "../emulator";
import { SERVICE_PREFIX } from "../emulator/links";
import type { Limits } from "./physical-limit";

/** How WeChat limits calls in a run, and the family of its rules. */
export interface Scenario {
  name: string;
  family: "service-account" | "link";
  /** What the 5 calls a second are counted for. */
  counted: "per-endpoint" | "per-account";
  /** No limits at all: for what the code itself costs. */
  isUnlimited?: true;
  /** Calls about service-account rules a minute. @default no limit */
  callsPerMinute?: number;
  /** The most rules that WeChat allows an account. @default no limit */
  mostRules?: number;
  /** How many accounts the rules are spread over. @default the one account that needs no name */
  accounts?: number;
}

/** A rule as every contestant gets it. */
export interface BenchRule {
  account?: string;
  prefix: string;
  appid?: string;
  path: string;
}

const CALLS_PER_SECOND = 5;
const CALLS_PER_MINUTE = 200;
/** Stands for a limit that is lifted. */
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

export const NO_LIMITS: Scenario = { ...SECOND, name: "no limits", isUnlimited: true };

/** The limits that bind every client in a run. */
export function limitsOf({ counted, callsPerMinute }: Scenario): Limits {
  return { callsPerSecond: CALLS_PER_SECOND, counted, ...(callsPerMinute !== undefined && { callsPerMinute }) };
}

/** WeChat's rates, without its monthly quota of publishes. */
export function emulatorOptions({ counted, callsPerMinute, isUnlimited }: Scenario): OptionsInput {
  return {
    limit: isUnlimited ? "off" : counted,
    minuteLimit: callsPerMinute ?? NO_LIMIT,
    publishQuota: NO_LIMIT,
    latencyMs: LATENCY_MS,
  };
}

/** The app id of one of several accounts. */
export function accountId(number: number): string {
  return `wx${(number + 1).toString(16).padStart(16, "0")}`;
}

/** Each account has as many as the next, and its own follow each other. */
export function makeRules({ family, accounts }: Scenario, count: number): BenchRule[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(index + 1).padStart(5, "0");
    const path = `pages/shop/index?id=${id}`;
    const owner = accounts === undefined ? {} : { account: accountId(Math.floor((index * accounts) / count)) };
    return family === "link"
      ? { ...owner, prefix: `https://qr.example.com/shop/${id}`, path }
      : { ...owner, prefix: `${SERVICE_PREFIX}02P5KzM_${id}`, appid: MINI_PROGRAM, path };
  });
}
