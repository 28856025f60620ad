import type { JsonObject } from "./json";
import { isServicePrefix, isUnder } from "./links";

/** A rule as stored. It is replaced as a whole, never changed in place. */
export interface Rule {
  readonly prefix: string;
  /** The target mini program of a service-account rule; link rules have none. */
  readonly appid?: string | undefined;
  readonly path: string;
  /** 1 unpublished, 2 published. */
  readonly state: 1 | 2;
  readonly permitSubRule?: 1 | 2 | undefined;
  readonly openVersion?: 1 | 2 | 3 | undefined;
  readonly debugUrls?: readonly string[] | undefined;
  readonly damaged?: boolean | undefined;
  /** The record that reads show in its place, unchanged, until the rule is changed or deleted. */
  readonly shownAs?: Readonly<JsonObject> | undefined;
}

/** The time of changes that have always been there. */
export const LONG_AGO_MS = -Infinity;

interface Change {
  readonly atMs: number;
  readonly account: string;
  readonly prefix: string;
  /** The rule at the prefix since then; none after a removal. */
  readonly rule?: Rule;
}

/** The rules of every account, each account's in order of addition. */
export class Rules {
  private readonly byAccount = new Map<string, Map<string, Rule>>();
  private readonly adds = new Map<string, number>();
  private readonly changes: Change[] = [];
  private lastChangeAtMs = LONG_AGO_MS;

  find(account: string, prefix: string): Rule | undefined {
    return this.byAccount.get(account)?.get(prefix);
  }

  /** Stores a rule. An existing one keeps its place in the order. */
  put(account: string, rule: Rule, atMs: number): void {
    const own = this.byAccount.get(account) ?? new Map<string, Rule>();
    this.byAccount.set(account, own.set(rule.prefix, rule));
    this.note({ atMs, account, prefix: rule.prefix, rule });
  }

  remove(account: string, prefix: string, atMs: number): boolean {
    this.note({ atMs, account, prefix });
    return this.byAccount.get(account)?.delete(prefix) ?? false;
  }

  /** The rules as they were at a given time, without the number of adds ever made. */
  asOf(atMs: number): Rules {
    if (this.lastChangeAtMs <= atMs) return this;
    const past = new Rules();
    for (const change of this.changes) {
      if (change.atMs > atMs) continue;
      if (change.rule) past.put(change.account, change.rule, change.atMs);
      else past.remove(change.account, change.prefix, change.atMs);
    }
    return past;
  }

  linkRules(account: string): Rule[] {
    return this.of(account).filter((rule) => !isServicePrefix(rule.prefix));
  }

  serviceRules(account: string, appid: string): Rule[] {
    return this.of(account).filter((rule) => rule.appid === appid && isServicePrefix(rule.prefix));
  }

  /** Adds ever made for a target; deleting does not lower the number. */
  addsFor(account: string, appid: string): number {
    return this.adds.get(`${account} ${appid}`) ?? 0;
  }

  countAdd(account: string, appid: string): void {
    this.adds.set(`${account} ${appid}`, this.addsFor(account, appid) + 1);
  }

  /** True if another account has exactly this prefix, or a shorter one that occupies everything below it. */
  isOccupiedByOther(account: string, prefix: string): boolean {
    for (const [other, rules] of this.byAccount) {
      if (other === account) continue;
      if (rules.has(prefix)) return true;
      for (const rule of rules.values()) {
        if (rule.permitSubRule === 2 && isUnder(prefix, rule.prefix)) return true;
      }
    }
    return false;
  }

  all(): (Rule & { readonly account: string })[] {
    return [...this.byAccount].flatMap(([account, rules]) => [...rules.values()].map((rule) => ({ account, ...rule })));
  }

  private note(change: Change): void {
    this.changes.push(change);
    this.lastChangeAtMs = Math.max(this.lastChangeAtMs, change.atMs);
  }

  private of(account: string): Rule[] {
    return [...(this.byAccount.get(account)?.values() ?? [])];
  }
}
