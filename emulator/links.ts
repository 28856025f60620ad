export const SERVICE_PREFIX = "http://weixin.qq.com/q/";

interface LinkParts {
  /** Protocol and host, in lower case. */
  readonly origin: string;
  readonly host: string;
  readonly path: string;
  readonly query: string | undefined;
}

/** Service-account rules and link rules share the endpoints: the prefix alone tells them apart. */
export function isServicePrefix(prefix: string): boolean {
  return prefix.startsWith(SERVICE_PREFIX);
}

// Split by hand: the URL class would resolve ".." and escape characters, but WeChat compares what was written.
export function splitLink(link: string): LinkParts | undefined {
  const match = /^(https?:\/\/)([^/?#@]+)((?:\/[^?#]*)?)(?:\?([^#]*))?(?:#.*)?$/i.exec(link);
  if (!match || !URL.canParse(link)) return undefined;
  const [, protocol = "", host = "", path = "", query] = match;
  const name = host.toLowerCase();
  return { origin: protocol.toLowerCase() + name, host: name.replace(/:\d*$/, ""), path, query };
}

/** True if WeChat accepts this as a prefix at all. */
export function isLegalPrefix(prefix: string): boolean {
  if (!/^[\x21-\x7e]+$/.test(prefix)) return false;
  if (isServicePrefix(prefix)) return prefix.length > SERVICE_PREFIX.length;
  const link = splitLink(prefix);
  return link !== undefined && link.host !== "weixin.qq.com";
}

/** Where a rule with this prefix applies: protocol, host and path. */
export function placeOf(prefix: string): string | undefined {
  const link = splitLink(prefix);
  return link && link.origin + (link.path || "/");
}

/** The places of all rules that `link` can be under: its own, and each folder above it. */
export function placesAbove(link: string): string[] {
  const { origin, path = "" } = splitLink(link) ?? {};
  if (origin === undefined) return [];
  const folders = [...path.matchAll(/\//g)].map(({ index }) => origin + path.slice(0, index + 1));
  return path.endsWith("/") ? folders : [...folders, origin + (path || "/")];
}

/** True if scanning `link` would fall under the rule for `prefix`. */
export function isUnder(link: string, prefix: string): boolean {
  const rule = splitLink(prefix);
  const scanned = splitLink(link);
  if (!rule || !scanned || rule.origin !== scanned.origin) return false;
  const takesSubPaths = rule.path.endsWith("/") && rule.query === undefined;
  const path = scanned.path || "/";
  const pathFits = takesSubPaths ? path.startsWith(rule.path) : path === (rule.path || "/");
  return pathFits && (scanned.query ?? "").startsWith(rule.query ?? "");
}
