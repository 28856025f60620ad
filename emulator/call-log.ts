import type { Call } from "./call";
import type { FaultKind, FaultMoment } from "./fault-schema";
import type { JsonObject } from "./json";

const SECRETS = new Set(["secret", "component_appsecret", "component_verify_ticket", "authorizer_refresh_token"]);

export interface CallRecord {
  /** Arrival, in milliseconds since 1970. */
  readonly at: number;
  /** When the answer was sent, in milliseconds since 1970; null if there was none. */
  answeredAt: number | null;
  /** The endpoint's name, or the whole path if there is no such endpoint. */
  readonly endpoint: string;
  /** The account that it was made for; null if it had no live token. */
  account: string | null;
  /** The parsed body without its secrets, the text of a malformed body, or null if there is none. */
  readonly body: JsonObject | string | null;
  /** The errcode that the rules gave; null if a fault struck before they were asked. */
  errcode: number | null;
  /** True if the call changed the rules or used up quota. */
  applied: boolean;
  /** When it was applied, in milliseconds since 1970: a rule is served from its publish until its delete. */
  appliedAt: number | null;
  /** When its connection was closed, if no later call used it: a client that gives up a call closes it. */
  closedAt: number | null;
  fault?: FaultKind;
  when?: FaultMoment;
  /** The network fault that struck the answer on its way back, as given in the header `x-struck-by`. */
  network?: string;
}

export function recordOf(call: Call): CallRecord {
  const { at, endpoint } = call;
  const body = loggedBody(call);
  return {
    at,
    answeredAt: null,
    endpoint,
    account: null,
    body,
    errcode: null,
    applied: false,
    appliedAt: null,
    closedAt: null,
  };
}

function loggedBody(call: Call): JsonObject | string | null {
  if (call.unreadable) return call.text.trim() === "" ? null : call.text;
  return Object.fromEntries(
    Object.entries(call.params).map(([name, value]) => [name, SECRETS.has(name) ? "***" : value]),
  );
}
