import { appidOf, pageOf, type Rule } from "./rule";

/** A page of a mini program, without a query, and the rules that open it. */
export interface OpenedPage<R> {
  page: string;
  /** The mini program; undefined for link rules, which open the account's own. */
  appid: string | undefined;
  rules: R[];
}

/**
 * The pages that published rules open, each once. The page of a rule that is not published may come with the mini program's next
 * version.
 */
export function openedPages<R extends { readonly args: Rule }>(rules: readonly R[]): OpenedPage<R>[] {
  const pages = new Map<string, OpenedPage<R>>();
  for (const rule of rules) {
    if (!rule.args.published) continue;
    const page = pageOf(rule.args.path).replace(/\?.*/s, "");
    const appid = appidOf(rule.args);
    const key = `${appid ?? ""} ${page}`;
    const known = pages.get(key);
    if (known) known.rules.push(rule);
    else pages.set(key, { page, appid, rules: [rule] });
  }
  return [...pages.values()];
}
