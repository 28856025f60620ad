import type { Call } from "./call";
import type { FaultKind, FaultMoment } from "./fault-schema";
import type { JsonObject } from "./json";

const SECRETS = new Set(["secret", "component_appsecret", "component_verify_ticket", "authorizer_refresh_token"]);

export interface CallRecord {
  /** Arrival, in milliseconds since 1970. */
  readonly at: number;
  /** When the answer left, in milliseconds since 1970; null when there was none. */
  answeredAt: number | null;
  /** The endpoint's name, or the whole path where there is no such endpoint. */
  readonly endpoint: string;
  account: string | null;
  /** The parsed body without its secrets, the text of a malformed one, null for none. */
  readonly body: JsonObject | string | null;
  /** What the rules made of the call; null when a fault struck before they were asked. */
  errcode: number | null;
  /** Whether the call changed the rules or used up quota. */
  applied: boolean;
  /** When it did, in milliseconds since 1970: a rule is served from its publish on and no longer from its delete on. */
  appliedAt: number | null;
  /** When its connection was closed, where no other call came over it: a client that gives a call up does that. */
  closedAt: number | null;
  fault?: FaultKind;
  when?: FaultMoment;
  /** The fault of the network that the answer met on its way back, as the network says in the header `x-struck-by`. */
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
