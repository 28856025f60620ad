import type { Rule } from "../../rules/rule";
import { counted, listed } from "../../text/listed";
import { t } from "../../text/message";

/** Without `maxDeletes`: the share of ten or more rules that may be deleted in one run. */
const DEFAULT_SHARE = 0.3;
const FEW = 10;

/** The rules whose printed codes a run would kill. */
export interface Losses {
  /** How many rules the stack had so far, how many of those are published, and how many are declared now. */
  recorded: number;
  published: number;
  wanted: number;
  /** The prefixes of the rules to be deleted. */
  gone: string[];
  /** The prefixes of published rules that stay, but unpublished. */
  takenDown: string[];
}

/**
 * Compares prefixes: a rule that only gets another name is not deleted. A rule whose prefix changes is: its printed codes stop
 * working.
 *
 * @param recorded the stack's rules so far.
 * @param wanted the rules that are declared now.
 */
export function lossesOf(recorded: readonly Rule[], wanted: readonly Rule[]): Losses {
  const now = new Map(wanted.map((rule) => [rule.prefix, rule]));
  const isTakenDown = ({ prefix, published }: Rule): boolean => published && now.get(prefix)?.published === false;
  return {
    recorded: recorded.length,
    published: recorded.filter(({ published }) => published).length,
    wanted: wanted.length,
    gone: recorded.filter(({ prefix }) => !now.has(prefix)).map(({ prefix }) => prefix),
    takenDown: recorded.filter(isTakenDown).map(({ prefix }) => prefix),
  };
}

/** The losses that the user has not approved by naming them. */
export function unapproved(losses: Losses, approved: readonly string[]): Losses {
  const isOpen = (prefix: string): boolean => !approved.includes(prefix);
  return { ...losses, gone: losses.gone.filter(isOpen), takenDown: losses.takenDown.filter(isOpen) };
}

/**
 * Why the plan must not start: it would kill more of the stack's codes than one run may.
 *
 * @param maxDeletes how many may go. By default 30 % of ten or more, any number of fewer, but never all for an empty list.
 */
export function massDeletionProblem(losses: Losses, maxDeletes: number | undefined): string | undefined {
  const { recorded, wanted, gone, takenDown } = losses;
  const count = gone.length + takenDown.length;
  if (count <= (maxDeletes ?? defaultLimit(recorded, wanted))) return undefined;
  const named = [
    ...(gone.length > 0 ? [t`delete ${listed(gone)}`] : []),
    ...(takenDown.length > 0 ? [t`take down ${listed(takenDown)}`] : []),
  ].join(t`, and `);
  const destroy = gone.length > 0 ? t`; "pulumi destroy" deletes all rules without this question` : "";
  return t`This change ${whatHappens(losses)}, and the printed codes stop working at once: ${why(wanted, maxDeletes)}. Nothing was
    changed. It would ${named}. If that is meant, set WECHAT_MAX_DELETES=${count} for this run, or name the rules in
    WECHAT_ALLOW_DELETE or in wechat-qr-jump:allowDelete in the stack's config${destroy}.`;
}

/**
 * Why the plan must not start: it would delete every rule of one account, as a missing file does.
 *
 * @param gone the prefixes of all rules that the run deletes, and that the user has not approved.
 */
export function wholeAccountProblem(
  { label, rules, recorded }: OfAccount,
  gone: readonly string[],
): string | undefined {
  const own = recorded.filter(({ isMoved }) => !isMoved).map(({ rule }) => rule.prefix);
  if (label === undefined || rules.length > 0 || own.length === 0) return undefined;
  const lost = own.filter((prefix) => gone.includes(prefix));
  if (lost.length < own.length) return undefined;
  return t`This change deletes all ${counted(lost.length, "rule")} of account ${label} in WeChat, and the printed codes stop working at
    once: no rule of it is left in the list, which may be a mistake. Nothing was changed. It would delete ${listed(lost)}. If that is
    meant, set WECHAT_MAX_DELETES=${gone.length} for this run, or name the rules in WECHAT_ALLOW_DELETE or in
    wechat-qr-jump:allowDelete in the stack's config.`;
}

/** What a stack declares and has recorded for one of its accounts. */
interface OfAccount {
  label: string | undefined;
  rules: readonly unknown[];
  recorded: readonly { rule: Rule; isMoved?: true }[];
}

function whatHappens({ recorded, published, gone, takenDown }: Losses): string {
  const codes = counted(published, "published code");
  if (gone.length === 0) return t`takes ${takenDown.length} of the stack's ${codes} down`;
  const deletes = t`deletes ${gone.length} of the stack's ${counted(recorded, "rule")} in WeChat`;
  return takenDown.length === 0 ? deletes : t`${deletes} and takes ${takenDown.length} of its ${codes} down`;
}

function defaultLimit(recorded: number, wanted: number): number {
  if (wanted === 0) return 0;
  return recorded < FEW ? recorded : Math.floor(recorded * DEFAULT_SHARE);
}

function why(wanted: number, maxDeletes: number | undefined): string {
  if (maxDeletes !== undefined) return t`maxDeletes allows ${maxDeletes}`;
  if (wanted === 0) return t`the list of rules is empty or missing, which may be a mistake`;
  return t`of ${FEW} or more rules at most ${DEFAULT_SHARE * 100} % may go in one run`;
}
