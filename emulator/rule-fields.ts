import type { JsonObject } from "./json";
import { isUnder } from "./links";
import { Refusal } from "./refusal";
import type { Rule } from "./rule";

const MAX_DEBUG_URLS = 5;

export function isAppId(value: unknown): value is string {
  return typeof value === "string" && /^wx[0-9a-f]{16}$/i.test(value);
}

export function textIn(value: unknown): string {
  if (typeof value !== "string" || value === "") throw new Refusal(40097);
  return value;
}

/** One of the allowed numbers; real clients also send them as strings. */
export function numberIn<const T extends number>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((number) => number === value || String(number) === value);
  if (found === undefined) throw new Refusal(40097);
  return found;
}

/** A whole number from 0 up. If it is absent, null or 0, returns `fallback`. */
export function countIn(value: unknown, fallback: number, max: number): number {
  const count = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : (value ?? 0);
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0 || count > max) throw new Refusal(40097);
  return count || fallback;
}

export function serviceRuleIn(body: JsonObject, prefix: string): Rule {
  const appid = body["appid"];
  if (!isAppId(appid)) throw new Refusal(40166);
  return { prefix, appid, path: textIn(body["path"]), state: 1 };
}

export function linkRuleIn(body: JsonObject, prefix: string): Rule {
  return {
    prefix,
    path: textIn(body["path"]),
    state: 1,
    permitSubRule: numberIn(body["permit_sub_rule"], [1, 2]),
    openVersion: numberIn(body["open_version"], [1, 2, 3]),
    debugUrls: debugUrlsIn(body["debug_url"], prefix),
  };
}

function debugUrlsIn(value: unknown, prefix: string): string[] {
  const urls: unknown = value ?? [];
  if (!Array.isArray(urls) || urls.length > MAX_DEBUG_URLS) throw new Refusal(40097);
  return urls.map((url) => {
    if (typeof url !== "string") throw new Refusal(40097);
    if (!isUnder(url, prefix)) throw new Refusal(85068);
    return url;
  });
}
