import type { Change } from "../pulumi/journal";
import { appidOf, describe, isServiceAccountRule, sameRule, type Rule } from "../rules/rule";
import type { OnDrift } from "../settings/settings";
import { t } from "../text/message";
import type { LiveRules } from "../wechat/live-rules";
import { driftOf, type Drift, type Seen } from "./drift";
import type { Plan } from "./guards/preflight";
import type { RecordedRule } from "./recorded-rules";

/**
 * Finds the rules that are not live as this stack left them. Reads nothing beyond what the guards have read, except that a rule
 * missing from a list is looked up by its prefix.
 *
 * @param changes the account's changes that earlier runs noted; see `journal.ts`.
 * @returns what to do, and the changes that no longer matter.
 * @throws WechatError if WeChat cannot be read.
 */
export async function lookForDrift(
  { rules, recorded }: Pick<Plan, "rules" | "recorded">,
  live: LiveRules,
  onDrift: OnDrift,
  changes: readonly Change[],
): Promise<Drift & { done: ReadonlySet<Change> }> {
  const wanted = rules.map(({ args }) => args);
  const byName = new Map(recorded.flatMap((one) => (one.isMoved ? [] : [[one.name, one.rule] as const])));
  const look = new LookByPrefix(live, wanted, changes);
  const seen = await Promise.all(rules.map(({ name, args }) => look.at(args, byName.get(name))));
  const left = await look.leftBehind(recorded);
  const done = look.done(recorded, seen, left);
  const drift = driftOf(seen, live.publishQuota.left ?? 0, onDrift);
  return { ...drift, warnings: [...drift.warnings, ...left.map(whatIsLeftBehind)], done };
}

class LookByPrefix {
  private readonly appids: string[];
  private readonly changesOf = new Map<string, Change[]>();

  constructor(
    private readonly live: LiveRules,
    private readonly wanted: readonly Rule[],
    changes: readonly Change[],
  ) {
    this.appids = [...new Set(wanted.flatMap((rule) => appidOf(rule) ?? []))];
    for (const change of changes) {
      const { prefix } = change.want;
      this.changesOf.set(prefix, [...(this.changesOf.get(prefix) ?? []), change]);
    }
  }

  async at(want: Rule, recorded: Rule | undefined): Promise<Seen> {
    const found = await this.live.find(want);
    if (!recorded || !sameRule(recorded, want)) return { want, recorded, live: found, isOurs: false };
    const halfDone = (this.changesOf.get(want.prefix) ?? []).filter(({ old }) => old && sameRule(old, want));
    const live = found ?? (await this.elsewhere(want, halfDone)) ?? (await this.live.findNow(want));
    return { want, recorded, live, isOurs: halfDone.some((change) => live && sameRule(change.want, live)) };
  }

  /** WeChat lists a service-account rule under the mini program that it opens, which someone may have changed. */
  private async elsewhere(want: Rule, halfDone: readonly Change[]): Promise<Rule | undefined> {
    if (!isServiceAccountRule(want)) return undefined;
    const appids = new Set([...halfDone.flatMap((change) => appidOf(change.want) ?? []), ...this.appids]);
    appids.delete(want.appid);
    const found = await Promise.all([...appids].map((appid) => this.live.find({ ...want, appid })));
    return found.find((rule) => rule !== undefined);
  }

  /** Rules that an interrupted run added: they are live but in no state, and the stack no longer declares them. */
  async leftBehind(recorded: readonly RecordedRule[]): Promise<Rule[]> {
    const known = new Set([...this.wanted, ...recorded.map(({ rule }) => rule)].map(({ prefix }) => prefix));
    const added = [...this.changesOf].filter(([prefix]) => !known.has(prefix)).flatMap(([, changes]) => changes);
    const found = await Promise.all(
      added.map(async ({ old, want }) => (!old && this.isRead(want) ? this.live.find(want) : undefined)),
    );
    return [...new Map(found.flatMap((rule) => (rule ? [[rule.prefix, rule] as const] : []))).values()];
  }

  /** The changes that no longer matter: the state and WeChat agree on the rule, or neither has it. */
  done(recorded: readonly RecordedRule[], seen: readonly Seen[], left: readonly Rule[]): Set<Change> {
    const settled = seen.filter((rule) => rule.recorded && rule.live && sameRule(rule.recorded, rule.live));
    const agreed = new Set(settled.map(({ want }) => want.prefix));
    const open = new Set([...this.wanted, ...recorded.map(({ rule }) => rule), ...left].map(({ prefix }) => prefix));
    const isDone = ({ old, want }: Change): boolean =>
      agreed.has(want.prefix) || (!open.has(want.prefix) && (old !== undefined || this.isRead(want)));
    return new Set([...this.changesOf.values()].flat().filter(isDone));
  }

  private isRead(rule: Rule): boolean {
    return this.wanted.some((other) => appidOf(other) === appidOf(rule));
  }
}

function whatIsLeftBehind(rule: Rule): string {
  return t`${rule.prefix} was added by a run of this stack that was interrupted, and is still in WeChat: it opens ${describe(rule)}.
    Unless another stack has it, declare it for one run and then remove it, or delete it in WeChat's console.`;
}
