import DataLoader from "dataloader";
import { appidOf, isServiceAccountRule, type Rule, type ServiceAccountRule } from "../rules/rule";
import { clock } from "../system/clock";
import { t } from "../text/message";
import type { WechatClient } from "./client";
import { WechatError } from "./errors";
import { PublishQuota } from "./publish-quota";
import type { LiveAnswer, OddRecord } from "./wire";

const MAX_PREFIXES_A_READ = 200;
/** How many service-account rules of a mini program a read without prefixes shows: the latest ones. */
const LATEST = 10_000;
/** How long reads are gathered into one call; longer if none may be sent yet. */
const GATHER_MS = 20;

/** Where a rule is read: among the account's link rules, or among its rules that open one mini program. */
type Scope = string;
const LINK_RULES: Scope = "";

/** What a read shows for a prefix: a rule, or why it cannot tell. */
type Shown = Rule | WechatError;

/**
 * The single view of what is live in WeChat, shared by all resources of the process. The first look into a scope reads all of
 * it. Looks that must be fresh are gathered until a read may be sent, and then read by prefix, 200 per call.
 */
export class LiveRules {
  private readonly snapshots = new Map<Scope, Promise<Map<string, Shown>>>();
  private readonly loaders = new Map<string, DataLoader<string, Rule | undefined>>();
  private readonly written = new Set<string>();
  private readonly mentioned = new Set<string>();

  /** Kept up to date by every read. */
  readonly publishQuota = new PublishQuota();

  constructor(private readonly client: WechatClient) {}

  /**
   * The live rule with this prefix and appid, according to this process's first read or, after a write of ours, to a new one.
   *
   * @throws WechatError if WeChat cannot be read, or if what it lists for the prefix is not a rule.
   */
  async find(rule: Rule): Promise<Rule | undefined> {
    if (this.wasWritten(rule)) return this.findNow(rule);
    const shown = (await this.snapshot(scopeOf(rule))).get(rule.prefix);
    if (shown instanceof WechatError) throw shown;
    return shown;
  }

  /** All live rules of the same family (and of the same mini program if known), according to this process's first read. */
  async like(rule: Rule): Promise<Rule[]> {
    const shown = [...(await this.snapshot(scopeOf(rule))).values()];
    return shown.filter((one): one is Rule => !(one instanceof WechatError));
  }

  /** Every live rule that this process's first reads have shown. */
  async seen(): Promise<Rule[]> {
    const all = await Promise.all([...this.snapshots.values()]);
    return all.flatMap((shown) => [...shown.values()]).filter((one): one is Rule => !(one instanceof WechatError));
  }

  /** Messages by prefix about records that WeChat lists among such rules but that are not rules, according to the first read. */
  async oddLike(rules: readonly Rule[]): Promise<Map<string, string>> {
    const snapshots = await Promise.all([...new Set(rules.map(scopeOf))].map((scope) => this.snapshot(scope)));
    const all = snapshots.flatMap((shown) => [...shown]);
    return new Map(all.flatMap(([prefix, one]) => (one instanceof WechatError ? [[prefix, one.message]] : [])));
  }

  /** Like {@link find}, but also finds a rule that is older than what one read shows. */
  async findAnyAge(rule: Rule): Promise<Rule | undefined> {
    const found = await this.find(rule);
    const mayBeOlder = isServiceAccountRule(rule) && (await this.like(rule)).length >= LATEST;
    return found || !mayBeOlder ? found : this.findNow(rule);
  }

  /** The live rule with this prefix and appid, from a read sent after this call. @throws as {@link find} */
  findNow(rule: Rule): Promise<Rule | undefined> {
    return this.loader(scopeOf(rule)).load(rule.prefix);
  }

  /** The first of these rules that {@link findNow} finds. */
  async findFirstNow(rules: Rule[]): Promise<Rule | undefined> {
    return (await this.allNow(rules))[0];
  }

  /** Those of these rules that {@link findNow} finds. */
  async allNow(rules: Rule[]): Promise<Rule[]> {
    const found = await Promise.all(rules.map((rule) => this.findNow(rule)));
    return found.filter((rule) => rule !== undefined);
  }

  /** Notes that the account may have rules that open this rule's mini program. */
  mention(rule: Rule): void {
    if (isServiceAccountRule(rule)) this.mentioned.add(rule.appid);
  }

  /**
   * The other forms in which a service-account rule may be live: with each other mini program mentioned so far. WeChat shows
   * the rules of one mini program at a time, and a prefix is live only once.
   */
  otherForms(rule: Rule): ServiceAccountRule[] {
    if (!isServiceAccountRule(rule)) return [];
    return [...this.mentioned].filter((appid) => appid !== rule.appid).map((appid) => ({ ...rule, appid }));
  }

  /** Notes that a write to this rule was sent, so that earlier reads are no longer trusted. */
  wrote(rule: Rule): void {
    this.written.add(rule.prefix);
  }

  /** True if a write to this rule was sent in this process, or may have been. */
  wasWritten(rule: Rule): boolean {
    return this.written.has(rule.prefix);
  }

  private snapshot(scope: Scope): Promise<Map<string, Shown>> {
    let snapshot = this.snapshots.get(scope);
    if (!snapshot) {
      snapshot = this.read(scope);
      this.snapshots.set(scope, snapshot);
      snapshot.catch(() => this.snapshots.delete(scope));
    }
    return snapshot;
  }

  private loader(scope: Scope): DataLoader<string, Rule | undefined> {
    let loader = this.loaders.get(scope);
    if (!loader) {
      loader = new DataLoader<string, Rule | undefined>((prefixes) => this.readMany(scope, [...prefixes]), {
        cache: false,
        maxBatchSize: scope === LINK_RULES ? Infinity : MAX_PREFIXES_A_READ,
        batchScheduleFn: (send) => void this.gathered(scope).then(send),
      });
      this.loaders.set(scope, loader);
    }
    return loader;
  }

  private async gathered(scope: Scope): Promise<void> {
    await clock.gather(GATHER_MS);
    await this.client.untilReadFits(scope !== LINK_RULES);
  }

  private async readMany(scope: Scope, prefixes: string[]): Promise<(Shown | undefined)[]> {
    const live = await this.read(scope, [...new Set(prefixes)]);
    return prefixes.map((prefix) => live.get(prefix));
  }

  private async read(scope: Scope, prefixes?: string[]): Promise<Map<string, Shown>> {
    const countPublishes = this.publishQuota.reading();
    const answer: LiveAnswer =
      scope === LINK_RULES
        ? await this.client.getLinkRules()
        : await this.client.getServiceAccountRules(scope, prefixes);
    countPublishes(answer.publishQuotaLeft);
    const odd = answer.odd.flatMap((record): [string, Shown][] =>
      record.prefix ? [[record.prefix, oddError(record)]] : [],
    );
    return new Map<string, Shown>([...answer.rules.map((rule): [string, Shown] => [rule.prefix, rule]), ...odd]);
  }
}

function scopeOf(rule: Rule): Scope {
  return appidOf(rule) ?? LINK_RULES;
}

/** Affects only the rule with this prefix. */
function oddError({ prefix, reason }: OddRecord): WechatError {
  return new WechatError({
    action: t`read ${prefix}`,
    outcome: "unknown",
    reason: t`what WeChat lists for it is not a rule as documented: ${reason}`,
    remedy: t`look at it in WeChat's console`,
  });
}
