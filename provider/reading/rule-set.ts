import { addressOf, PrefixIndex, shadowed } from "../rules/coverage";
import { isServiceAccountRule } from "../rules/rule";
import type { Accounts, Owner } from "../settings/accounts";
import { listed } from "../text/listed";
import { t } from "../text/message";
import { quoted, type Problem } from "../text/problem";
import type { Entry, StackRule } from "./entries";

/** WeChat's limit for one mini program. */
const MAX_LINK_RULES = 100;
const SHOWN = 3;

interface Findings {
  problems: Problem[];
  warnings: Problem[];
}

type Valid = Entry & { rule: StackRule };

/** Checks the rules of a stack against each other. */
export function checkTogether(entries: Entry[], accounts: Accounts, allowShadowing: boolean): Findings {
  const valid = withoutRepeated(entries);
  const links = valid.filter(({ rule }) => !isServiceAccountRule(rule.args));
  const nested = nestedRules(links);
  const shadows = shadowProblems(nested, allowShadowing);
  const label = (owner: Owner): string | undefined => (accounts.areSeveral ? accounts.label(owner) : undefined);
  return {
    problems: [
      ...repeatedPrefixes(entries),
      ...repeatedNames(entries),
      ...occupiedByOthers(nested, accounts),
      ...byAccount(links).flatMap(({ owner, rules }) => tooMany(rules, label(owner))),
      ...(allowShadowing ? [] : shadows),
    ],
    warnings: [
      ...byAccount(valid).flatMap(({ owner, rules }) => bothFamilies(rules, label(owner))),
      ...sameAddresses(links),
      ...longerRules(nested),
      ...(allowShadowing ? shadows : []),
    ],
  };
}

/** The valid entries, each prefix once. */
function withoutRepeated(entries: Entry[]): Valid[] {
  const seen = new Set<string>();
  return entries.filter((entry): entry is Valid => {
    if (!entry.rule || seen.has(entry.rule.args.prefix)) return false;
    seen.add(entry.rule.args.prefix);
    return true;
  });
}

function repeatedPrefixes(entries: Entry[]): Problem[] {
  return repeated(entries, ({ prefix }) => prefix).map(({ first, again }) =>
    again.problem(
      "prefix",
      t`prefix ${quoted(again.prefix ?? "")} is already at ${first.where()}; keep one of the two`,
    ),
  );
}

function repeatedNames(entries: Entry[]): Problem[] {
  return repeated(entries, ({ name }) => name)
    .filter(({ first, again }) => first.prefix !== again.prefix)
    .map(({ first, again }) =>
      again.problem("name", t`name ${quoted(again.name ?? "")} is already at ${first.where()}; give each rule its own`),
    );
}

/** Prefixes that differ only in spelling; where one is not published, {@link shadowProblems} has the sentence. */
function sameAddresses(links: Valid[]): Problem[] {
  return repeated(links, ({ rule }) => addressOf(rule.args.prefix))
    .filter(({ first, again }) => first.rule.args.published === again.rule.args.published)
    .map(({ first, again }) =>
      again.problem(
        "prefix",
        t`${again.prefix} and ${first.prefix} (${first.where()}) are the same address, and WeChat does not say which of the two its codes open; keep one`,
      ),
    );
}

function repeated<E extends Entry>(entries: E[], keyOf: (entry: E) => string | undefined): { first: E; again: E }[] {
  const seen = new Map<string, E>();
  return entries.flatMap((again) => {
    const key = keyOf(again);
    if (key === undefined) return [];
    const first = seen.get(key);
    if (first) return [{ first, again }];
    seen.set(key, again);
    return [];
  });
}

function byAccount(valid: Valid[]): { owner: Owner; rules: Valid[] }[] {
  const byOwner = new Map<Owner, Valid[]>();
  for (const entry of valid) {
    const { account } = entry.rule;
    const rules = byOwner.get(account);
    if (rules) rules.push(entry);
    else byOwner.set(account, [entry]);
  }
  return [...byOwner].map(([owner, rules]) => ({ owner, rules }));
}

/** @param account where the stack has several. */
function tooMany(links: Valid[], account: string | undefined): Problem[] {
  const beyond = links[MAX_LINK_RULES];
  if (!beyond) return [];
  const reason =
    account !== undefined
      ? t`account ${account} has ${links.length} link rules, but a mini program can have at most ${MAX_LINK_RULES}; remove ${links.length - MAX_LINK_RULES}, or move them to another mini program`
      : t`the stack has ${links.length} link rules, but a mini program can have at most ${MAX_LINK_RULES}; remove ${links.length - MAX_LINK_RULES}, or move them to the stack of another mini program`;
  return [beyond.problem("prefix", reason)];
}

/** @param account where the stack has several. */
function bothFamilies(valid: Valid[], account: string | undefined): Problem[] {
  const codes = valid.filter(({ rule }) => isServiceAccountRule(rule.args));
  const links = valid.filter(({ rule }) => !isServiceAccountRule(rule.args));
  const [link] = links;
  const [code] = codes;
  if (!link || !code) return [];
  const [here, first] =
    codes.length < links.length
      ? [code, t`the first link rule at ${link.where()}`]
      : [link, t`the first service-account rule at ${code.where()}`];
  const reason =
    account !== undefined
      ? t`account ${account} has ${codes.length} service-account and ${links.length} link rules (${first}),
    but those belong to a service account and these to a mini program; give each kind an account of its own`
      : t`the stack has ${codes.length} service-account and ${links.length} link rules (${first}),
    but those belong to a service account and these to a mini program, and a stack without wechat-qr-jump:accounts has one account; name both there, or give each kind a stack of its own`;
  return [here.problem("prefix", reason)];
}

/** A rule some of whose codes a longer rule takes over. */
interface Nested {
  outer: Valid;
  inner: Valid;
}

function nestedRules(links: Valid[]): Nested[] {
  const index = new PrefixIndex<Valid>();
  for (const link of links) index.add(link.rule.args.prefix, link);
  return links.flatMap((inner) =>
    index
      .covering(inner.rule.args.prefix)
      .filter((outer) => outer !== inner)
      .map((outer) => ({ outer, inner })),
  );
}

/**
 * Rules that WeChat would refuse (85072): another account of the stack keeps the prefixes below one of its own to itself. Even a
 * rule that is live would not come back after a change of its page.
 */
function occupiedByOthers(nested: Nested[], accounts: Accounts): Problem[] {
  return nested.flatMap(({ outer, inner }) => {
    const { args, account } = outer.rule;
    if (account === inner.rule.account || isServiceAccountRule(args) || args.permitSubRule) return [];
    return [
      inner.problem(
        "prefix",
        t`${inner.prefix} is below ${outer.prefix} (${outer.where()}) of account ${accounts.label(account)}, which permits others no rules below it; write permitSubRule: true there, or give both rules the same account`,
      ),
    ];
  });
}

function shadowProblems(nested: Nested[], allowed: boolean): Problem[] {
  return nested
    .filter(({ outer, inner }) => shadowed(inner.rule.args, outer.rule.args))
    .map(({ outer, inner }) => {
      const mistake = t`${inner.prefix} is not published, but takes its codes from the published ${outer.prefix} (${outer.where()}), so that they open nothing for the public`;
      const reason = t`${mistake}; publish it, remove it, or set "wechat-qr-jump:allowShadowing" to true`;
      return inner.problem("published", allowed ? mistake : reason);
    });
}

function longerRules(nested: Nested[]): Problem[] {
  const byOuter = new Map<Valid, Valid[]>();
  for (const { outer, inner } of nested) {
    if (!outer.rule.args.published || !inner.rule.args.published) continue;
    if (addressOf(outer.rule.args.prefix) === addressOf(inner.rule.args.prefix)) continue;
    byOuter.set(outer, [...(byOuter.get(outer) ?? []), inner]);
  }
  return [...byOuter].map(([outer, inners]) => {
    const places = inners.map((inner) => `${inner.prefix} (${inner.where()})`);
    const list = listed(places, SHOWN);
    const reason =
      inners.length === 1
        ? t`a longer rule takes over codes of ${outer.prefix} as soon as it is added: ${list}`
        : t`${inners.length} longer rules take over codes of ${outer.prefix} as soon as they are added: ${list}`;
    return outer.problem("prefix", reason);
  });
}
