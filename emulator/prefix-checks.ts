import { isLegalPrefix, isServicePrefix, splitLink } from "./links";
import type { Options } from "./options";
import { Refusal } from "./refusal";

/** Refuses a prefix that WeChat would not accept from anyone, or not for a host like this one. */
export function checkPrefix(prefix: string, options: Options): void {
  if (!isLegalPrefix(prefix)) throw new Refusal(85066);
  if (isServicePrefix(prefix)) return;
  const host = splitLink(prefix)?.host ?? "";
  if (isListed(host, options.illegalHosts)) throw new Refusal(85066);
  if (isListed(host, options.blacklistedHosts)) throw new Refusal(85070);
  if (isListed(host, [".no-icp.example", ...options.unfiledHosts])) throw new Refusal(85076);
  if (isListed(host, [".no-file.example", ...options.unownedHosts])) throw new Refusal(85069);
}

function isListed(host: string, entries: readonly string[]): boolean {
  return entries.some((entry) => (entry.startsWith(".") ? host.endsWith(entry) : host === entry));
}
