import type { AccountRule } from "../../../emulator";
import { ACCOUNT } from "../../engine/stack";

/** Prefix → page. */
export type Pages = ReadonlyMap<string, string>;

const APPID = "wxe5f52902cf4de896";
const LINKS = Array.from({ length: 8 }, (_, n) => `https://qr.example.com/${n}`);
const CODES = Array.from({ length: 4 }, (_, n) => `http://weixin.qq.com/q/02P5KzM_${n}`);

export const CHANGED = "https://qr.example.com/1";
export const REMOVED = "https://qr.example.com/7";
export const ADDED = "https://qr.example.com/new";

/** The twelve rules that are live, and in the state, at the start of every cell. */
export const START: Pages = new Map([...LINKS, ...CODES].map((prefix) => [prefix, "pages/index/index"]));

/** One rule more, one page changed, one rule less. */
export const EDITED: Pages = new Map(
  [...START]
    .filter(([prefix]) => prefix !== REMOVED)
    .map(([prefix, page]): [string, string] => [prefix, prefix === CHANGED ? "pages/changed/index" : page])
    .concat([[ADDED, "pages/new/index"]]),
);

/** What is live after an update of the changed rule alone. */
export const TARGETED: Pages = new Map([...START, [CHANGED, "pages/changed/index"]]);

export const NONE: Pages = new Map();

export function yamlOf(pages: Pages): string {
  return [...pages]
    .map(([prefix, path]) => `- {prefix: "${prefix}", path: ${path}${isCode(prefix) ? `, appid: ${APPID}` : ""}}`)
    .join("\n");
}

export function accountRules(pages: Pages): AccountRule[] {
  return [...pages].map(([prefix, path]) => ({
    account: ACCOUNT,
    prefix,
    path,
    state: 2,
    ...(isCode(prefix) && { appid: APPID }),
  }));
}

function isCode(prefix: string): boolean {
  return prefix.startsWith("http://weixin");
}
