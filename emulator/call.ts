import type { Endpoint } from "./endpoints";
import { isJsonObject, type JsonObject } from "./json";

export interface Call {
  /** Arrival, in milliseconds since 1970. */
  readonly at: number;
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly query: JsonObject;
  /** The body, or the query for the one endpoint that takes its parameters there; empty if the body is unreadable. */
  readonly params: JsonObject;
  /** Why the body could not be read. */
  readonly unreadable?: 44002 | 47001;
  readonly text: string;
}

/** On whose behalf a call is made. */
export interface Caller {
  readonly account: string | null;
  readonly thirdParty: boolean;
}

export function readCall(at: number, endpoint: Endpoint, method: string, query: JsonObject, text: string): Call {
  const base = { at, endpoint, method, query, text };
  if (endpoint === "token") return { ...base, params: query };
  const body = readBody(text);
  return typeof body === "number" ? { ...base, params: {}, unreadable: body } : { ...base, params: body };
}

export function readBody(text: string): JsonObject | 44002 | 47001 {
  if (text.trim() === "") return 44002;
  try {
    const body: unknown = JSON.parse(keepEscapes(text));
    return isJsonObject(body) ? body : 47001;
  } catch {
    return 47001;
  }
}

/** WeChat leaves \uXXXX escapes of non-ASCII characters undecoded, so clients must send raw UTF-8. */
function keepEscapes(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|.)/gs, (escape, hex: string | undefined) =>
    hex !== undefined && parseInt(hex, 16) > 0x7f ? `\\${escape}` : escape,
  );
}
