import { codeDoubts, doubtsAbout, parseDeclaredRule, type DeclaredRule, type RuleProblem } from "../rules/check-rule";
import type { Accounts, Owner } from "../settings/accounts";
import { t } from "../text/message";
import type { Place, Problem } from "../text/problem";
import type { RuleList } from "./rule-list";

/** One rule of the stack, ready to be declared. */
export interface StackRule extends Omit<DeclaredRule, "account"> {
  /** The account that it belongs to. */
  readonly account?: Owner;
  /** The rule's position, looked up on demand. */
  readonly at: Place | undefined;
}

/** One entry of a list, valid or not. */
export interface Entry {
  /** As written, if it is text. */
  prefix: string | undefined;
  /** The resource's name. */
  name: string | undefined;
  /** Undefined if something is wrong with it. */
  rule: StackRule | undefined;
  problems: Problem[];
  warnings: Problem[];
  where(): string;
  /** Makes a problem about one of its fields. */
  problem(field: string, reason: string): Problem;
}

/** Checks each rule of a list separately. */
export function readEntries(list: RuleList, accounts: Accounts): { entries: Entry[]; problems: Problem[] } {
  const { otherwise, problems } = accountOfList(list, accounts);
  return { entries: list.entries.map((raw, index) => readEntry({ list, accounts, otherwise }, raw, index)), problems };
}

/** Rules without an account belong to that of their list. A list without one leaves it to them. */
function accountOfList(
  { account }: Pick<RuleList, "account">,
  accounts: Accounts,
): { otherwise?: { owner: Owner }; problems: Problem[] } {
  if (account === undefined) return { problems: [] };
  const { written, problem } = account;
  if (typeof written !== "string" || written === "") {
    const reason = t`account must be text, the name of an account or its app id`;
    return { otherwise: { owner: undefined }, problems: [problem(reason)] };
  }
  const resolved = accounts.resolve(written);
  if ("owner" in resolved) return { otherwise: resolved, problems: [] };
  return { otherwise: { owner: undefined }, problems: [problem(resolved.reason)] };
}

interface Reading {
  list: RuleList;
  accounts: Accounts;
  otherwise: { owner: Owner } | undefined;
}

function readEntry({ list, accounts, otherwise }: Reading, raw: unknown, index: number): Entry {
  const common = {
    where: () => list.where(index),
    problem: (field: string, reason: string) => list.problem(index, [field], "value", reason),
  };
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    const problem = list.problem(index, [], "value", t`this is not a rule; write "prefix:" and "path:" in it`);
    return { ...common, prefix: undefined, name: undefined, rule: undefined, problems: [problem], warnings: [] };
  }
  const fields = raw as Record<string, unknown>;
  const { declared, problems } = parseDeclaredRule(fields);
  const say = ({ property, index: item, isUnknown, reason }: RuleProblem): Problem =>
    list.problem(index, item === undefined ? [property] : [property, item], isUnknown ? "key" : "value", reason);
  const prefix = text(fields["prefix"]);
  const { account } = declared ?? {};
  const resolved = account === undefined && otherwise ? otherwise : accounts.resolve(account);
  const unknown = declared && "reason" in resolved ? [common.problem("account", resolved.reason)] : [];
  return {
    ...common,
    prefix,
    name: text(fields["name"]) ?? prefix,
    rule: declared && {
      ...declared,
      account: "owner" in resolved ? resolved.owner : undefined,
      get at() {
        return list.at(index);
      },
    },
    problems: [...problems.map(say), ...unknown],
    warnings: declared ? [...doubtsAbout(declared.args), ...codeDoubts(declared.code ?? {}, Date.now())].map(say) : [],
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
