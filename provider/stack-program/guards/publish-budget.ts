import { sameRule, usesPublish, type Rule } from "../../rules/rule";
import { counted, listed } from "../../text/listed";
import { t } from "../../text/message";
import { publishNote, type PublishNeed } from "../../text/publish-note";

/** A wanted rule with what is live for it now. */
export interface Wanted {
  want: Rule;
  live: Rule | undefined;
}

/** The same with what the stack recorded for its prefix. */
export interface Compared extends Wanted {
  /** The name of the resource. */
  name: string;
  was: { name: string; rule: Rule; isMoved?: true } | undefined;
  /** True if the last run already wanted the rule this way, but was interrupted or refused. */
  isResumed?: boolean;
}

/** What a run publishes, in the order of the list. */
export interface Publishes {
  /** How many publishes are left this month. */
  left: number;
  /** What the list's own changes publish: new rules, and changed ones that are not yet live as wanted. */
  changes: Rule[];
  /** Rules that the last run already wanted this way, but for which no publish is left. */
  dead: Rule[];
  /** Rules as the last run left them, but deleted or unpublished since: dead codes for which publishes remain after the changes. */
  revivals: Rule[];
}

/** The rules that use one of the month's publishes: new ones, unpublished ones, and changes of a published page. */
export function rulesToPublish(wanted: readonly Wanted[]): Rule[] {
  return wanted.filter(({ want, live }) => usesPublish(want, live)).map(({ want }) => want);
}

/** True if the list has the rule as the last run left it. */
export function isUnchanged({ name, want, was }: Compared): boolean {
  return was !== undefined && !was.isMoved && was.name === name && sameRule(was.rule, want);
}

export function publishesOf(compared: readonly Compared[], left: number): Publishes {
  const toChange = compared.filter((rule) => !isUnchanged(rule));
  const changes = rulesToPublish(toChange.filter(({ isResumed }) => !isResumed));
  const resumed = rulesToPublish(toChange.filter(({ isResumed }) => isResumed));
  const dark = rulesToPublish(compared.filter((rule) => isUnchanged(rule) && !rule.live?.published));
  const rest = Math.max(0, left - changes.length);
  const dead = resumed.slice(rest);
  return { left, changes, dead, revivals: [...resumed, ...dark].slice(0, rest) };
}

/** Why the plan must not start: its own changes need more publishes than the account has left. Undefined if they suffice. */
export function budgetProblem({ changes, left }: Publishes): string | undefined {
  if (changes.length <= left) return undefined;
  return t`This change needs ${publishes(changes.length)}, but the account has ${left} left this month: nothing was changed. It would
    publish ${prefixes(changes)}. Leave some of these changes for the next month, or write "published: false" in new rules that can
    wait; WECHAT_ALLOW_OVER_BUDGET=true for this run publishes as many as it can, and fails for each rule beyond (886000) before it
    takes anything of that rule down.`;
}

/** The warning for a run that may exceed the budget. */
export function overBudgetWarning({ changes, left }: Publishes): string | undefined {
  if (changes.length <= left) return undefined;
  return t`This change needs ${publishes(changes.length)}, but the account has ${left} left this month: ${changes.length - left} of
    ${prefixes(changes)} will fail with 886000 and stay as they are; run it again next month.`;
}

/** The warning about dead codes that the run cannot revive. */
export function deadCodesWarning({ changes, left, dead }: Publishes): string | undefined {
  if (dead.length === 0) return undefined;
  const used = changes.length === 0 ? "" : t`, of which this change uses ${Math.min(left, changes.length)}`;
  return t`WeChat does not serve ${counted(dead.length, "rule")} that the stack has published: ${prefixes(dead)}. The account has
    ${publishes(left)} left this month${used}, too few to publish this again: it stays dead until next month.`;
}

/** What a run within the budget needs; undefined if it publishes nothing. */
export function budgetNote(need: PublishNeed): string | undefined {
  return need.needed === 0 || need.needed > need.left ? undefined : publishNote(need);
}

function publishes(count: number): string {
  return counted(count, "publish", "publishes");
}

function prefixes(rules: Rule[]): string {
  return listed(rules.map(({ prefix }) => prefix));
}
