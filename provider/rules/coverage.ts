import { isServiceAccountRule, type Rule } from "./rule-schema";

/**
 * Matches as WeChat does: protocol and host must be equal. A prefix that ends in "/" also matches everything below it; any
 * other path matches only itself. The query is compared as a prefix.
 */
export function covers(prefix: string, url: string): boolean {
  if (!URL.canParse(prefix) || !URL.canParse(url)) return false;
  const rule = partsOf(prefix);
  const scanned = partsOf(url);
  if (rule.host !== scanned.host) return false;
  if (rule.query) return rule.path === scanned.path && scanned.query.startsWith(rule.query);
  return prefix.endsWith("/") ? scanned.path.startsWith(rule.path) : rule.path === scanned.path;
}

/**
 * True if the unpublished rule makes codes of the published one open nothing: WeChat takes the most specific rule even if that
 * one is not published. Works for declared rules and for live ones.
 */
export function shadowed(unpublished: Rule, published: Rule): boolean {
  if (unpublished.published || !published.published || unpublished.prefix === published.prefix) return false;
  return !isServiceAccountRule(unpublished) && covers(published.prefix, unpublished.prefix);
}

/** One text for all spellings of an address, which differ in the host's case, default port, dots, escapes or a bare "?". */
export function addressOf(prefix: string): string {
  if (!URL.canParse(prefix)) return prefix;
  const { host, path, query } = partsOf(prefix);
  return host.replace(/\.(?=:\d+$|$)/, "") + (path + query).replace(/%[0-9a-f]{2}/gi, plainEscape);
}

/** Escapes of ordinary letters are undone, others written with capitals (RFC 3986, 6.2.2). */
function plainEscape(escape: string): string {
  const character = String.fromCharCode(parseInt(escape.slice(1), 16));
  return /[\w.~-]/.test(character) ? character : escape.toUpperCase();
}

/** Finds the prefixes that cover an address without comparing it with each one. */
export class PrefixIndex<T> {
  private readonly items = new Map<string, T[]>();
  /** By page: the lengths of its prefixes' queries. */
  private readonly queryLengths = new Map<string, Set<number>>();

  add(prefix: string, item: T): void {
    if (!URL.canParse(prefix)) return;
    const { host, path, query } = partsOf(prefix);
    const page = host + path;
    if (query) this.lengthsOf(page).add(query.length);
    const key = !query && prefix.endsWith("/") ? below(page) : page + query;
    this.items.set(key, [...(this.items.get(key) ?? []), item]);
  }

  /** The items whose prefix covers this address, as {@link covers} defines it. */
  covering(url: string): T[] {
    if (!URL.canParse(url)) return [];
    const { host, path, query } = partsOf(url);
    const page = host + path;
    const folders = [...path.matchAll(/\//g)].map(({ index }) => below(host + path.slice(0, index + 1)));
    const lengths = [...(this.queryLengths.get(page) ?? [])].filter((length) => length <= query.length);
    const keys = [...folders, page, ...lengths.map((length) => page + query.slice(0, length))];
    return keys.flatMap((key) => this.items.get(key) ?? []);
  }

  private lengthsOf(page: string): Set<number> {
    const lengths = this.queryLengths.get(page) ?? new Set();
    this.queryLengths.set(page, lengths);
    return lengths;
  }
}

function partsOf(url: string): { host: string; path: string; query: string } {
  const { protocol, host, pathname, search } = new URL(url);
  return { host: `${protocol}//${host}`, path: pathname, query: search };
}

/** A key that no page has, because addresses contain no blanks. */
function below(folder: string): string {
  return `${folder} below`;
}
