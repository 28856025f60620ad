import { areSeveral, type RulesRead, type StackRule } from "../reading/read-rules";
import type { Accounts, Owner } from "../settings/accounts";
import { listed } from "../text/listed";
import { t } from "../text/message";
import { problemOf, textsOf, type Problem } from "../text/problem";
import { CommandError, UsageError } from "./outcome";

/** One of a stack's accounts. */
export interface StackAccount {
  owner: Owner;
  /** For messages, where the stack has several accounts. */
  label: string | undefined;
  /** For machines, as a rule's `account` names it, where the stack has several accounts and its app id is known. */
  name: string | undefined;
  /** The stack's rules that belong to it. */
  rules: StackRule[];
}

/** The rules of a stack and its accounts. */
type Stacked = Pick<RulesRead, "rules" | "accounts">;

/** How a stack's accounts are called. Where it has one, that needs no name. */
export interface AccountNames {
  /** For people, e.g. `shop (wx0123456789abcdef)`. */
  readonly label: (owner: Owner) => string | undefined;
  /** For machines, as a rule's `account` names it; undefined also where its app id is not known. */
  readonly name: (owner: Owner) => string | undefined;
}

export function namesOf(read: Stacked): AccountNames {
  const { accounts } = read;
  const several = areSeveral(read);
  return {
    label: (owner) => (several ? accounts.label(owner) : undefined),
    name: (owner) => (several && accounts.appIdOf(owner) !== undefined ? accounts.nameOf(owner) : undefined),
  };
}

/**
 * The accounts of a stack: the one that needs no name, those of `wechat-qr-jump:accounts`, and others that rules belong to. At
 * least one.
 */
export function accountsOf(read: Stacked): StackAccount[] {
  const { rules, accounts } = read;
  const { label, name } = namesOf(read);
  const owners = new Set<Owner>([
    ...(accounts.ownAppId === undefined ? [] : [undefined]),
    ...accounts.named.map(({ appId }) => appId),
    ...rules.map(({ account }) => account),
  ]);
  if (owners.size === 0) return [{ owner: undefined, label: undefined, name: undefined, rules: [] }];
  const byOwner = new Map<Owner, StackRule[]>([...owners].map((owner) => [owner, []]));
  for (const rule of rules) byOwner.get(rule.account)?.push(rule);
  return [...byOwner].map(([owner, own]) => ({ owner, label: label(owner), name: name(owner), rules: own }));
}

/** All accounts of a stack, or the one that `--account` names. @throws UsageError, CommandError */
export function askedAccounts(read: Stacked, given: string | undefined): StackAccount[] {
  const all = accountsOf(read);
  if (given === undefined) return all;
  const { accounts } = read;
  if (!areSeveral(read)) {
    const own = accounts.ownAppId;
    if (given === own) return all;
    const there = own === undefined ? t`this stack has one account` : t`this stack has one account, ${own}`;
    throw new UsageError(t`--account ${given}: ${there}; leave the option out.`);
  }
  const resolved = accounts.resolve(given);
  if ("reason" in resolved) throw new UsageError(problemOf(`--account ${given}`, resolved.reason).text);
  refuseFaulty(accounts, given, resolved.owner);
  const { owner } = resolved;
  const found = all.find((one) => one.owner === owner);
  return [found ?? { owner, label: accounts.label(owner), name: accounts.nameOf(owner), rules: [] }];
}

/** The account of `accounts` that has a mistake resolves to none, which would be another account. */
function refuseFaulty(accounts: Accounts, given: string, owner: Owner): void {
  if (owner !== undefined || given === accounts.ownAppId) return;
  const problems = accounts.problems
    .filter(({ path: [name] }) => name === given)
    .map(({ reason }): Problem => problemOf(`--account ${given}`, reason));
  throw new CommandError(textsOf(problems).join("\n"));
}

/** The one account that a command works on. @throws UsageError that names those it may be. */
export function oneAccount(candidates: readonly StackAccount[]): StackAccount | undefined {
  const [first, ...others] = candidates;
  if (others.length === 0) return first;
  const labels = candidates.flatMap(({ label }) => label ?? []);
  throw new UsageError(t`Say which account with --account; there are ${listed(labels)}.`);
}
