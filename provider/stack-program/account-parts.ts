import { areSeveral, type StackRule } from "../reading/read-rules";
import type { Accounts, Owner } from "../settings/accounts";
import { counted } from "../text/listed";
import { t } from "../text/message";
import type { RecordedRule } from "./recorded-rules";
import type { StoredRules, Unreadable } from "./stored-rules";

/** What a run has to do with one account. */
export interface AccountPart {
  owner: Owner;
  /** For messages, where the stack has several accounts. */
  label: string | undefined;
  /** The rules that are declared for it. */
  rules: StackRule[];
  /** The rules that the state has for it, and those that move to it. */
  recorded: RecordedRule[];
  /** The rules that move away from it. */
  leaving: RecordedRule[];
}

/** What the run has to do with each account, in the order of the list. */
export function partsOf(
  accounts: Accounts,
  rules: readonly StackRule[],
  recorded: readonly RecordedRule[],
): AccountPart[] {
  const parts = new Map<Owner, AccountPart>();
  const several = areSeveral({ accounts, rules });
  const part = (owner: Owner): AccountPart => {
    let found = parts.get(owner);
    if (!found) {
      found = { owner, label: several ? accounts.label(owner) : undefined, rules: [], recorded: [], leaving: [] };
      parts.set(owner, found);
    }
    return found;
  };
  for (const rule of rules) part(rule.account).rules.push(rule);
  const wanted = new Map(rules.map((rule) => [rule.args.prefix, rule]));
  for (const one of recorded) {
    const owner = ownerOf(accounts, one);
    part(owner).recorded.push(one);
    const want = wanted.get(one.rule.prefix);
    if (!want || want.account === owner) continue;
    part(owner).leaving.push(one);
    part(want.account).recorded.push({ ...one, isMoved: true });
  }
  return [...parts.values()];
}

/**
 * The rules of several accounts in turn, those of each in their order. Pulumi works on a few rules at a time, in the order in which
 * they are declared: if they were all of one account, they would wait for its limits while the others idle.
 */
export function inTurn<R extends Pick<StackRule, "account">>(rules: readonly R[]): R[] {
  const byAccount = new Map<Owner, R[]>();
  for (const rule of rules) {
    const own = byAccount.get(rule.account);
    if (own) own.push(rule);
    else byAccount.set(rule.account, [rule]);
  }
  const ordered: R[] = [];
  let waiting = [...byAccount.values()];
  for (let turn = 0; waiting.length > 0; turn++) {
    for (const own of waiting) ordered.push(own[turn] as R);
    waiting = waiting.filter((own) => own.length > turn + 1);
  }
  return ordered;
}

/** The account of a recorded rule that {@link foreignProblems} lets pass. */
export function ownerOf(accounts: Accounts, { account }: RecordedRule): Owner {
  return accounts.ownerOf(account)?.owner;
}

/** A run that is about to start. */
interface Run {
  accounts: Accounts;
  rules: readonly StackRule[];
  recorded: readonly RecordedRule[];
  stored: () => Promise<StoredRules | Unreadable>;
}

/**
 * Why the run must not start: the state has rules of an account that is none of the stack's. With another account's credentials all
 * of them look gone.
 */
export async function foreignProblems({ accounts, rules, recorded, stored }: Run): Promise<string[]> {
  const wanted = new Map(rules.map((rule) => [rule.args.prefix, rule]));
  const several = areSeveral({ accounts, rules });
  const named = new Set([
    ...accounts.named.map(({ appId }) => appId),
    ...rules.flatMap(({ account }) => account ?? []),
  ]);
  const isForeign = ({ account, rule }: RecordedRule): boolean => {
    const found = accounts.ownerOf(account);
    if (!found) return true;
    if (found.owner === undefined || named.has(found.owner)) return false;
    // Credentials that serve any account do not make it one of the stack's: a rule does, or its removal from a stack of several.
    const want = wanted.get(rule.prefix);
    return !several || (want !== undefined && want.account === undefined);
  };
  const foreign = recorded.filter(isForeign);
  if (foreign.length === 0) return [];
  const state = foreign.every(({ rule }) => !wanted.has(rule.prefix)) ? await stored() : undefined;
  const retained = state && "retained" in state ? state.retained : new Set();
  const touched = foreign.filter(({ rule }) => wanted.has(rule.prefix) || !retained.has(rule.prefix));
  const byAccount = new Map<string | undefined, number>();
  for (const { account } of touched) byAccount.set(account, (byAccount.get(account) ?? 0) + 1);
  return [...byAccount].map(([account, count]) => foreignText(account, count, several ? undefined : accounts.ownAppId));
}

/** @param own the only account of the stack, if it is known */
function foreignText(account: string | undefined, count: number, own: string | undefined): string {
  const rules = counted(count, "rule");
  if (account === undefined) {
    return t`The state has ${rules} without an account, and this stack has several: nothing was done. Set wechat-qr-jump:appId and its
      credentials to the account that they belong to.`;
  }
  if (own === undefined) {
    return t`Account ${account} owns ${rules} of this stack, but is none of its accounts: nothing was done. Put it back under
      wechat-qr-jump:accounts with its credentials.`;
  }
  return t`Account ${account} owns ${rules} of this stack, but the settings name ${own}: nothing was done.
    Set wechat-qr-jump:appId back to ${account}, or keep the rules of ${own} in a stack of their own.`;
}
