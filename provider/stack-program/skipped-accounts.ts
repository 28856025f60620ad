import type { StackRule } from "../reading/read-rules";
import type { Accounts, Owner } from "../settings/accounts";
import { counted } from "../text/listed";
import { t } from "../text/message";
import { ownerOf } from "./account-parts";
import { failureTexts } from "./opened-accounts";
import type { RecordedRule } from "./recorded-rules";
import type { StoredRules, Unreadable } from "./stored-rules";

/** The list of rules where some accounts are skipped. */
export interface WithoutSkipped {
  rules: StackRule[];
  problems: string[];
  warnings: string[];
}

/**
 * The rules to declare if some accounts cannot be used: all that touch one of them stay exactly as recorded, so none is added,
 * changed or deleted. A rule touches an account if it belongs to it, or if what the state has under its name or prefix does.
 *
 * @param stored reads the state, which has the options of rules that the list no longer has.
 */
export async function withoutSkipped(
  rules: readonly StackRule[],
  recorded: readonly RecordedRule[],
  failed: ReadonlyMap<Owner, string>,
  accounts: Accounts,
  stored: () => Promise<StoredRules | Unreadable>,
): Promise<WithoutSkipped> {
  if (failed.size === 0) return { rules: [...rules], problems: [], warnings: [] };
  const touched = touchedRules(rules, recorded, (owner) => failed.has(owner), accounts);
  const declared = new Map(rules.map((rule) => [rule.name, rule]));
  const removed = touched.recorded.filter(({ name }) => !declared.has(name));
  const state = removed.length > 0 ? await stored() : undefined;
  if (state && "unreadable" in state)
    return { rules: [], problems: [unreadableText(state, removed.length)], warnings: [] };
  const kept = touched.recorded.map((one): StackRule => ({
    name: one.name,
    args: one.rule,
    options: declared.get(one.name)?.options ?? state?.options.get(one.name) ?? {},
    account: ownerOf(accounts, one),
    at: undefined,
  }));
  const waiting =
    touched.rules.size - rules.filter((rule) => touched.rules.has(rule) && isAsRecorded(rule, kept)).length;
  return {
    rules: [...rules.filter((rule) => !touched.rules.has(rule)), ...kept],
    problems: [],
    warnings: [
      ...failureTexts(failed, accounts, skippedText),
      waiting === 0
        ? t`Kept as recorded: ${counted(kept.length, "rule")}.`
        : t`Kept as recorded: ${counted(kept.length, "rule")}. Waiting for these accounts: ${counted(waiting, "rule")} of the list.`,
    ],
  };
}

/** The accounts to skip: those that cannot be used, and those that the preview has skipped. */
export function withSkippedBefore(
  failed: ReadonlyMap<Owner, string>,
  before: ReadonlySet<Owner>,
): ReadonlyMap<Owner, string> {
  const reason = t`it could not be used in the preview; run again to see what there is to do.`;
  return new Map([...[...before].map((owner) => [owner, reason] as const), ...failed]);
}

function touchedRules(
  rules: readonly StackRule[],
  recorded: readonly RecordedRule[],
  hasFailed: (owner: Owner) => boolean,
  accounts: Accounts,
): { rules: Set<StackRule>; recorded: RecordedRule[] } {
  const touched = new Set(rules.filter(({ account }) => hasFailed(account)));
  const kept = new Set(recorded.filter((one) => hasFailed(ownerOf(accounts, one))));
  for (let before = -1; before < touched.size + kept.size;) {
    before = touched.size + kept.size;
    const names = new Set([...[...touched].map(({ name }) => name), ...[...kept].map(({ name }) => name)]);
    const prefixes = new Set([
      ...[...touched].map(({ args }) => args.prefix),
      ...[...kept].map(({ rule }) => rule.prefix),
    ]);
    for (const rule of rules) if (names.has(rule.name) || prefixes.has(rule.args.prefix)) touched.add(rule);
    for (const one of recorded) if (names.has(one.name) || prefixes.has(one.rule.prefix)) kept.add(one);
  }
  return { rules: touched, recorded: [...kept] };
}

function isAsRecorded({ name, args }: StackRule, kept: readonly StackRule[]): boolean {
  return kept.some((one) => one.name === name && JSON.stringify(one.args) === JSON.stringify(args));
}

const skippedText = (labels: string, reason: string): string =>
  t`Account ${labels} is skipped (onAccountFailure: skip), and its rules stay as they are recorded: ${reason}`;

function unreadableText({ unreadable }: Unreadable, count: number): string {
  return t`The list lacks ${counted(count, "rule")} of accounts that cannot be used. They are to stay as recorded, but how could not be
    read: ${unreadable}. Nothing was changed.`;
}
