import { isServicePrefix } from "./links";
import { LONG_AGO_MS, type Rule } from "./rule";

interface Change {
  readonly atMs: number;
  readonly prefix: string;
  /** The rule at the prefix since then; none after a removal. */
  readonly rule?: Rule;
}

/** The rules of one account in order of addition, and how they came about. */
export class AccountRules {
  private readonly byPrefix = new Map<string, Rule>();
  private readonly changes: Change[] = [];
  private lastChangeAtMs = LONG_AGO_MS;

  find(prefix: string): Rule | undefined {
    return this.byPrefix.get(prefix);
  }

  /** Stores a rule. An existing one keeps its place in the order. */
  put(rule: Rule, atMs: number): void {
    this.byPrefix.set(rule.prefix, rule);
    this.note({ atMs, prefix: rule.prefix, rule });
  }

  remove(prefix: string, atMs: number): boolean {
    this.note({ atMs, prefix });
    return this.byPrefix.delete(prefix);
  }

  /** The rules as they were at a given time. */
  asOf(atMs: number): AccountRules {
    if (this.lastChangeAtMs <= atMs) return this;
    const past = new AccountRules();
    for (const change of this.changes) {
      if (change.atMs > atMs) continue;
      if (change.rule) past.put(change.rule, change.atMs);
      else past.remove(change.prefix, change.atMs);
    }
    return past;
  }

  all(): Rule[] {
    return [...this.byPrefix.values()];
  }

  linkRules(): Rule[] {
    return this.all().filter((rule) => !isServicePrefix(rule.prefix));
  }

  serviceRules(appid: string): Rule[] {
    return this.all().filter((rule) => rule.appid === appid && isServicePrefix(rule.prefix));
  }

  hasServiceRules(): boolean {
    return this.all().some((rule) => isServicePrefix(rule.prefix));
  }

  private note(change: Change): void {
    this.changes.push(change);
    this.lastChangeAtMs = Math.max(this.lastChangeAtMs, change.atMs);
  }
}
