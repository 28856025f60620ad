import { distance } from "fastest-levenshtein";
import { t } from "./message";

/** WeChat's own names, and names often mistaken for ours. */
const FIELDS_BY_OTHER_NAMES = new Map([
  ["permit_sub_rule", "permitSubRule"],
  ["open_version", "openVersion"],
  ["debug_url", "debugUrls"],
  ["debugUrl", "debugUrls"],
  ["app_id", "appid"],
  ["appId", "appid"],
  ["state", "published"],
  ["publish", "published"],
  ["url", "prefix"],
  ["page", "path"],
]);

const REMARKS = new Map([
  ["is_edit", () => t`the provider itself decides whether a rule is added or modified: remove it`],
  ["state", () => t`write published: false for WeChat's 1, published: true for its 2`],
  ["permit_sub_rule", () => t`write permitSubRule: true for WeChat's 1, permitSubRule: false for its 2`],
  ["open_version", () => t`write openVersion: development, trial or release for WeChat's 1, 2 or 3`],
]);

/** Our name for a field written with WeChat's name or another one. */
export function ourName(written: string): string {
  return FIELDS_BY_OTHER_NAMES.get(written) ?? written;
}

/** The field that was probably meant. */
export function fieldMeant(written: string, fields: readonly string[]): string | undefined {
  return fields.includes(ourName(written)) ? ourName(written) : closest(written, fields);
}

/** What to write instead of a field that does not exist, or undefined if there is no good guess. */
export function insteadOfField(written: string, fields: readonly string[]): string | undefined {
  const field = fieldMeant(written, fields);
  return REMARKS.get(written)?.() ?? (field && t`did you mean ${field}?`);
}

/** The candidate that was probably meant: it differs in case, or by typos in at most a third of its letters. */
export function closest(written: string, candidates: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_\s]/g, "");
  const scored = candidates.map((candidate) => ({ candidate, slips: distance(plain(written), plain(candidate)) }));
  const best = scored.sort((a, b) => a.slips - b.slips)[0];
  return best && best.slips <= Math.max(1, best.candidate.length / 3) ? best.candidate : undefined;
}

const YES = ["true", "yes", "on"];
const NO = ["false", "no", "off"];

/** The boolean that was probably meant. */
export function booleanMeant(written: unknown): boolean | undefined {
  const word = typeof written === "string" ? written.toLowerCase() : "";
  return YES.includes(word) ? true : NO.includes(word) ? false : undefined;
}
