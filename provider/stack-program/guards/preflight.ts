import { whyNotAdopted } from "../../reconcile/adoption";
import { shadowed } from "../../rules/coverage";
import type { DeclaredElsewhere } from "../../reading/other-stacks";
import { appidOf, isServiceAccountRule, sameAppid, sameRule, type Rule } from "../../rules/rule";
import type { Guards, OnExisting } from "../../settings/settings";
import { listed } from "../../text/listed";
import { t } from "../../text/message";
import type { PublishNeed } from "../../text/publish-note";
import type { LiveRules } from "../../wechat/live-rules";
import type { AccountPart } from "../account-parts";
import type { RecordedRule } from "../recorded-rules";
import type { StoredRules, Unreadable } from "../stored-rules";
import { linkLimitWarning, otherMiniProgramProblem, shadowingProblem } from "./conflicts";
import { lossesOf, massDeletionProblem, unapproved, wholeAccountProblem } from "./mass-deletion";
import { movedProblem } from "./moved-rules";
import {
  budgetProblem,
  deadCodesWarning,
  isUnchanged,
  overBudgetWarning,
  publishesOf,
  type Compared,
  type Publishes,
} from "./publish-budget";

/** A run that is about to start, or its part for one account. */
export interface Plan {
  /** What the program declares; the names are those of the resources. */
  rules: readonly { name: string; args: Rule }[];
  /** The account, where the stack has several. */
  label?: string | undefined;
  /** The rules that move to other accounts. */
  leaving?: readonly RecordedRule[];
  /** What is declared and recorded for each account, where the stack has several. */
  parts?: readonly AccountPart[];
  /** What the stack's state holds. */
  recorded: readonly RecordedRule[];
  guards: Guards;
  /** Reads the state itself, which takes a while: called only if it may save the plan. */
  stored: () => Promise<StoredRules | Unreadable>;
  /** Finds rules in other stacks of the project, by prefix and owner. */
  elsewhere: (owners: ReadonlyMap<string, string | undefined>) => readonly DeclaredElsewhere[];
}

/** Printed once, below everything that the guards refuse. */
export const wholeList = (): string =>
  t`The guards look at the whole list of rules, with --target and --exclude as well: Pulumi does not tell a program of them.`;

/** What is refused by looking at the stack alone, so also without credentials. One sentence each. */
export async function problemsOfStack(plan: Plan): Promise<string[]> {
  return [...(await massDeletion(plan)), ...(await deletionOfMoved(plan))];
}

async function deletionOfMoved({ rules, recorded, guards, stored, elsewhere }: Plan): Promise<string[]> {
  const stay = new Set([...rules.map(({ args }) => args.prefix), ...guards.allowDelete]);
  const gone = recorded.filter(({ rule }) => !stay.has(rule.prefix));
  const found = gone.length === 0 ? [] : elsewhere(new Map(gone.map(({ rule, account }) => [rule.prefix, account])));
  if (found.length === 0) return [];
  const state = await stored();
  if ("unreadable" in state) return [...found.map(movedProblem), countedAsWell(state)];
  return found.filter(({ prefix }) => !state.retained.has(prefix)).map(movedProblem);
}

async function massDeletion({ rules, recorded, guards, stored, parts = [] }: Plan): Promise<string[]> {
  const all = lossesOf(
    recorded.map(({ rule }) => rule),
    rules.map(({ args }) => args),
  );
  const losses = unapproved(all, guards.allowDelete);
  const problemsOf = (gone: string[]): string[] => {
    const problem = massDeletionProblem({ ...losses, gone }, guards.maxDeletes);
    if (problem !== undefined) return [problem];
    return guards.maxDeletes === undefined ? parts.flatMap((part) => listOf(wholeAccountProblem(part, gone))) : [];
  };
  const problems = problemsOf(losses.gone);
  if (problems.length === 0 || losses.gone.length === 0) return problems;
  const state = await stored();
  if ("unreadable" in state) return [...problems.slice(0, -1), `${problems.at(-1)} ${countedAsWell(state)}`];
  return problemsOf(losses.gone.filter((prefix) => !state.retained.has(prefix)));
}

function countedAsWell({ unreadable }: Unreadable): string {
  return t`Rules with retainOnDelete, which would stay live, could not be told apart and are counted as well: ${unreadable}.`;
}

/** What a look at WeChat shows. */
export interface Look {
  /** What is refused, one sentence each. */
  problems: string[];
  /** What does not stop the run. */
  warnings: string[];
  /** How many publishes the run needs, and how many are left this month before it; undefined if nothing had to be read. */
  publishes: PublishNeed | undefined;
  /** What the run will make or change because the YAML says so. */
  toMake: Rule[];
  /** The prefixes of rules that an earlier run already wanted this way and that stay as they are: no publish is left for them. */
  leave: string[];
}

/**
 * Looks at what is live, which also shows whether credentials and network work.
 *
 * @throws WechatError if WeChat cannot be read.
 */
export async function lookAtLive(plan: Plan, live: LiveRules, onExisting: OnExisting): Promise<Look> {
  const wanted = await compare(plan, live);
  const firstLinkRule = wanted.find(({ want }) => !isServiceAccountRule(want))?.want;
  const liveLinks = firstLinkRule ? await live.like(firstLinkRule) : [];
  const newLinks = wanted.filter(({ want, live: now }) => !now && !isServiceAccountRule(want));
  const { left } = live.publishQuota;
  const publishes = await unlessWantedBefore(publishesOf(wanted, left ?? 0), wanted, plan);
  const budget = plan.guards.allowOverBudget ? undefined : budgetProblem(publishes);
  const ofAccount = (texts: string[]): string[] =>
    plan.label === undefined ? texts : texts.map((text) => t`Account ${plan.label}: ${text}`);
  return {
    problems: [
      ...(await existingProblems(wanted, live, onExisting)),
      ...(await shadowingProblems(wanted, plan, liveLinks)),
      ...ofAccount([...listOf(budget), ...listOf(wayBackProblem(plan, left))]),
    ],
    warnings: ofAccount([
      ...(budget ? [] : listOf(overBudgetWarning(publishes))),
      ...listOf(deadCodesWarning(publishes)),
      ...listOf(linkLimitWarning(liveLinks.length, newLinks.length)),
    ]),
    toMake: wanted.filter((rule) => !isUnchanged(rule) && !isLive(rule)).map(({ want }) => want),
    leave: publishes.dead.map(({ prefix }) => prefix),
    publishes: left === undefined ? undefined : { needed: publishes.changes.length + publishes.revivals.length, left },
  };
}

/** Why rules must not move away: if the other account refuses one, it could not be put back. */
function wayBackProblem({ leaving = [], guards }: Plan, left: number | undefined): string | undefined {
  const published = leaving.filter(({ rule }) => rule.published);
  if (published.length === 0 || left === undefined || left > 0 || guards.allowOverBudget) return undefined;
  const prefixes = listed(published.map(({ rule }) => rule.prefix));
  return t`it has no publish left this month to put a rule back, and ${prefixes} would move to another account, which may refuse it: nothing
    was changed. Move it next month, or set WECHAT_ALLOW_OVER_BUDGET=true for this run.`;
}

function isLive({ want, live }: Compared): boolean {
  return live !== undefined && sameRule(live, want);
}

/** Matches the list with what is recorded and what is live, by prefix. */
function compare({ rules, recorded }: Plan, live: LiveRules): Promise<Compared[]> {
  const known = new Map(recorded.map((rule) => [rule.rule.prefix, rule]));
  return Promise.all(
    rules.map(async ({ name, args: want }) => {
      const was = known.get(want.prefix);
      return { name, want, was, live: await findLive(want, was?.rule, live) };
    }),
  );
}

/** A rule that the stack has is also looked up under its previous mini program. It is missing only if a second read lacks it too. */
async function findLive(want: Rule, was: Rule | undefined, live: LiveRules): Promise<Rule | undefined> {
  const found = await live.findAnyAge(want);
  if (found || !was) return found;
  const forms = sameAppid(was, want) ? [want] : [was, want];
  return (await live.find(was)) ?? (await live.findFirstNow(forms));
}

/**
 * If the last run was interrupted, a rule may differ from its record although the list is unchanged. Looks for such rules if
 * the publishes do not suffice.
 */
async function unlessWantedBefore(publishes: Publishes, wanted: Compared[], { stored }: Plan): Promise<Publishes> {
  if (!budgetProblem(publishes)) return publishes;
  const state = await stored();
  if ("unreadable" in state) return publishes;
  const asWanted = wanted.map((rule) => {
    const before = state.wanted.get(rule.want.prefix);
    const isSameResource = rule.was?.name === rule.name && !rule.was.isMoved;
    const isResumed = isSameResource && before !== undefined && sameRule(before, rule.want);
    return { ...rule, isResumed };
  });
  return publishesOf(asWanted, publishes.left);
}

/** Rules that are new to the stack, but already live and not as wanted. */
async function existingProblems(wanted: Compared[], live: LiveRules, onExisting: OnExisting): Promise<string[]> {
  // A rule that the stack has is its own, whichever mini program someone has moved it to: the run changes it.
  const toAdd = wanted.filter((rule) => !rule.live && !rule.was);
  const elsewhere = await otherMiniPrograms(toAdd, wanted, live);
  const others = toAdd.flatMap(({ want }) => {
    const found = elsewhere.get(want.prefix);
    return found ? [otherMiniProgramProblem(found, want, onExisting)] : [];
  });
  const differing = wanted.flatMap(({ want, was, live: now }) => {
    const why = now && !was && whyNotAdopted(now, want, onExisting);
    return why ? [t`create ${want.prefix}: ${why.reason}; ${why.remedy}. Nothing was changed.`] : [];
  });
  return [...differing, ...others];
}

/** What is live for any mini program in the list, by prefix. WeChat lists the rules of one mini program at a time. */
async function otherMiniPrograms(toAdd: Compared[], wanted: Compared[], live: LiveRules): Promise<Map<string, Rule>> {
  if (!toAdd.some(({ want }) => isServiceAccountRule(want))) return new Map();
  const oneOfEach = new Map(wanted.flatMap(({ want }) => (isServiceAccountRule(want) ? [[appidOf(want), want]] : [])));
  const rules = await Promise.all([...oneOfEach.values()].map((rule) => live.like(rule)));
  return new Map(rules.flat().map((rule) => [rule.prefix, rule]));
}

/** Unpublished rules that this run would add below other published ones. The stack's own rules are compared when they are read. */
async function shadowingProblems(wanted: Compared[], plan: Plan, liveLinks: Rule[]): Promise<string[]> {
  if (plan.guards.allowShadowing) return [];
  const toAdd = wanted.filter((rule) => !rule.live || (rule.live.published && !isUnchanged(rule)));
  const ours = new Set(wanted.map(({ want }) => want.prefix));
  const others = await thatStay(
    liveLinks.filter((rule) => !ours.has(rule.prefix) && toAdd.some(({ want }) => shadowed(want, rule))),
    plan,
  );
  return toAdd.flatMap(({ want }) => shadowingProblem(want, others) ?? []);
}

/** Leaves out the rules that this run deletes. */
async function thatStay(others: Rule[], { recorded, stored }: Plan): Promise<Rule[]> {
  const deleted = new Set(recorded.map(({ rule }) => rule.prefix));
  if (!others.some(({ prefix }) => deleted.has(prefix))) return others;
  const state = await stored();
  const retained = "retained" in state ? state.retained : new Set();
  return others.filter(({ prefix }) => !deleted.has(prefix) || retained.has(prefix));
}

function listOf(problem: string | undefined): string[] {
  return problem === undefined ? [] : [problem];
}
