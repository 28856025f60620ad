import { shadowingProblem, whyNotAdopted } from "./conflicts";
import { massDeletionProblem } from "./mass-deletion";
import { budgetProblem, rulesToPublish, type Wanted } from "./publish-budget";
import type { RecordedRule } from "./recorded-rules";
import { isServiceAccountRule, type Rule } from "./rule";
import type { Guards, OnExisting } from "./settings";
import type { LiveRules } from "./wechat/live-rules";

/** A run as it is about to begin. */
export interface Plan {
  /** What the program declares; the names are those of the resources. */
  rules: readonly { name: string; args: Rule }[];
  /** What the stack's state holds. */
  recorded: readonly RecordedRule[];
  guards: Guards;
}

interface Named extends Wanted {
  name: string;
}

/** What is refused by a look at the stack alone, and so also without credentials: one sentence each. */
export function problemsOfStack({ rules, recorded, guards }: Plan): string[] {
  const problem = massDeletionProblem(
    recorded.map(({ rule }) => rule.prefix),
    rules.map(({ args }) => args.prefix),
    guards.maxDeletes,
  );
  return problem ? [problem] : [];
}

/** What a look at WeChat shows. */
export interface Look {
  /** What is refused, one sentence each. */
  problems: string[];
  /** How many publishes the account will have left this month after the run; undefined where nothing had to be read. */
  publishesLeft: number | undefined;
}

/**
 * Looks at what is live, which also shows whether credentials and network work.
 *
 * @throws WechatError where WeChat cannot be read.
 */
export async function lookAtLive(plan: Plan, live: LiveRules, onExisting: OnExisting): Promise<Look> {
  const wanted: Named[] = await Promise.all(
    plan.rules.map(async ({ name, args }) => ({ name, want: args, live: await live.find(args) })),
  );
  const firstLinkRule = wanted.find(({ want }) => !isServiceAccountRule(want))?.want;
  const liveLinks = firstLinkRule ? await live.like(firstLinkRule) : [];
  const toPublish = rulesToPublish(wanted);
  const { left } = live.publishQuota;
  const budget = budgetProblem(toPublish, left ?? 0);
  return {
    problems: [
      ...existingProblems(wanted, plan, onExisting),
      ...shadowingProblems(wanted, plan, liveLinks),
      ...(budget ? [budget] : []),
    ],
    publishesLeft: left === undefined ? undefined : left - toPublish.length,
  };
}

/** Rules that are new to the stack, but already live and other than wanted. */
function existingProblems(wanted: Named[], { recorded }: Plan, onExisting: OnExisting): string[] {
  const known = new Set(recorded.map(({ name }) => name));
  return wanted.flatMap(({ name, want, live }) => {
    const why = live && !known.has(name) && whyNotAdopted(live, want, onExisting);
    return why ? [`create ${want.prefix}: ${why.reason}; ${why.remedy}. Nothing was changed.`] : [];
  });
}

/** Unpublished rules that this run would add below published ones of others; the stack's own are compared when they are read. */
function shadowingProblems(wanted: Named[], { recorded, guards }: Plan, liveLinks: Rule[]): string[] {
  if (guards.allowShadowing) return [];
  const ours = new Set([...recorded.map(({ rule }) => rule.prefix), ...wanted.map(({ want }) => want.prefix)]);
  const others = liveLinks.filter(({ prefix }) => !ours.has(prefix));
  const toAdd = wanted.filter(({ live }) => live === undefined || live.published);
  return toAdd.flatMap(({ want }) => shadowingProblem(want, others) ?? []);
}
