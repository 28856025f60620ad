import { appidOf, isServiceAccountPrefix, LINK_FIELDS, SERVICE_ACCOUNT_FIELDS, type Rule } from "../rules/rule";
import type { Settings } from "../settings/settings";

export type Props = Record<string, unknown>;

/** What Pulumi keeps for a rule: the rule as it is live, and the account that owns it, if known. */
export type State = Rule & {
  account?: string;
  /** The other mini programs that the rule may open after a change with an unknown result: a read shows the rules of only one. */
  otherAppids?: string[];
  /** The other accounts that may have the rule after such a change. */
  otherAccounts?: string[];
};

export function stateOf(rule: Rule, { account }: Settings): State {
  return { ...rule, ...(account && { account }) };
}

/**
 * The state after a change with an unknown result. `was` are the forms in which the rule may have been live before.
 *
 * @param settings of the account that the rule is recorded for, followed by those that may have it as well.
 */
export function doubtfulStateOf(
  recorded: Rule,
  was: readonly Rule[],
  want: Rule,
  [settings, ...elsewhere]: [Settings, ...Settings[]],
): State {
  const appids = [want, ...was].flatMap((rule) => appidOf(rule) ?? []);
  const others = [...new Set(appids)].filter((appid) => appid !== appidOf(recorded));
  const accounts = elsewhere.flatMap(({ account }) =>
    account === undefined || account === settings.account ? [] : [account],
  );
  return {
    ...stateOf(recorded, settings),
    ...(others.length > 0 && { otherAppids: others }),
    ...(accounts.length > 0 && { otherAccounts: [...new Set(accounts)] }),
  };
}

/** The rule in inputs that `check` has seen, or in a state of any age. */
export function ruleOf(props: Props): Rule {
  const fields = isServiceAccountPrefix(String(props["prefix"])) ? SERVICE_ACCOUNT_FIELDS : LINK_FIELDS;
  return Object.fromEntries(fields.map((field) => [field, props[field]])) as Rule;
}

/** The rule as a state has it, followed by the other forms it may have. */
export function formsOf(props: Props): Rule[] {
  const others = props["otherAppids"];
  const rule = ruleOf(props);
  return [rule, ...(Array.isArray(others) ? others.map((appid) => ({ ...rule, appid: String(appid) })) : [])];
}
