import { AccountRules } from "./account-rules";
import { Occupiers } from "./occupiers";
import type { Rule } from "./rule";

/** The rules of every account. A prefix belongs to one account alone. */
export class Rules {
  private readonly byAccount = new Map<string, AccountRules>();
  private readonly owners = new Map<string, string>();
  private readonly occupiers = new Occupiers();
  private readonly adds = new Map<string, number>();

  of(account: string): AccountRules {
    return this.byAccount.get(account) ?? new AccountRules();
  }

  find(account: string, prefix: string): Rule | undefined {
    return this.of(account).find(prefix);
  }

  ownerOf(prefix: string): string | undefined {
    return this.owners.get(prefix);
  }

  put(account: string, rule: Rule, atMs: number): void {
    const own = this.of(account);
    own.put(rule, atMs);
    this.byAccount.set(account, own);
    this.owners.set(rule.prefix, account);
    this.occupiers.put(rule);
  }

  remove(account: string, prefix: string, atMs: number): boolean {
    if (!this.find(account, prefix)) return false;
    this.owners.delete(prefix);
    this.occupiers.remove(prefix);
    return this.of(account).remove(prefix, atMs);
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
    return [prefix, ...this.occupiers.of(prefix)].some((each) => (this.ownerOf(each) ?? account) !== account);
  }

  all(): (Rule & { readonly account: string })[] {
    return [...this.byAccount].flatMap(([account, rules]) => rules.all().map((rule) => ({ account, ...rule })));
  }
}
