import DataLoader from "dataloader";
import { appidOf, isServiceAccountRule, type Rule } from "../rule";
import type { LiveAnswer, WechatClient } from "./client";
import { PublishQuota } from "./publish-quota";

const MAX_PREFIXES_A_READ = 200;
/** How many service-account rules of a mini program one read without prefixes shows: the latest. */
const LATEST = 10_000;
/** How long reads are gathered into one call; longer where none may be sent yet. */
const GATHER_MS = 20;

/** Where a rule is read: the account's link rules, or its rules that open one mini program. */
type Scope = string;
const LINK_RULES: Scope = "";

/**
 * The one view of what is live in WeChat, shared by all resources of the process. The first look into a scope reads all of it;
 * looks that must be fresh are gathered until a read may be sent, and read by prefix, 200 a call.
 */
export class LiveRules {
  private readonly snapshots = new Map<Scope, Promise<Map<string, Rule>>>();
  private readonly loaders = new Map<Scope, DataLoader<string, Rule | undefined>>();
  private readonly written = new Set<string>();

  /** Kept up to date by every read. */
  readonly publishQuota = new PublishQuota();

  constructor(private readonly client: WechatClient) {}

  /** The live rule with this prefix and appid, as of the first read in this process or of our last write to it. */
  async find(rule: Rule): Promise<Rule | undefined> {
    if (this.wasWritten(rule)) return this.findNow(rule);
    return (await this.snapshot(scopeOf(rule))).get(rule.prefix);
  }

  /** All live rules of this one's family, and mini program where that is known, as of the first read in this process. */
  async like(rule: Rule): Promise<Rule[]> {
    return [...(await this.snapshot(scopeOf(rule))).values()];
  }

  /** The live rule with this prefix and appid as {@link find} has it, also where it is older than what one read shows. */
  async findAnyAge(rule: Rule): Promise<Rule | undefined> {
    const found = await this.find(rule);
    const mayBeOlder = isServiceAccountRule(rule) && (await this.like(rule)).length >= LATEST;
    return found || !mayBeOlder ? found : this.findNow(rule);
  }

  /** The live rule with this prefix and appid, from a read that is sent after this call. */
  findNow(rule: Rule): Promise<Rule | undefined> {
    return this.loader(scopeOf(rule)).load(rule.prefix);
  }

  /** The first of these rules that {@link findNow} finds. */
  async findFirstNow(rules: Rule[]): Promise<Rule | undefined> {
    return (await Promise.all(rules.map((rule) => this.findNow(rule)))).find((found) => found);
  }

  /** Tells that a write to this rule was sent, so that nothing read before it is trusted. */
  wrote(rule: Rule): void {
    this.written.add(rule.prefix);
  }

  /** Whether a write to this rule was sent in this process, or may have been. */
  wasWritten(rule: Rule): boolean {
    return this.written.has(rule.prefix);
  }

  private snapshot(scope: Scope): Promise<Map<string, Rule>> {
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
      loader = new DataLoader((prefixes) => this.readMany(scope, [...prefixes]), {
        cache: false,
        maxBatchSize: scope === LINK_RULES ? Infinity : MAX_PREFIXES_A_READ,
        batchScheduleFn: (send) =>
          setTimeout(() => void this.client.untilReadFits(scope !== LINK_RULES).then(send), GATHER_MS),
      });
      this.loaders.set(scope, loader);
    }
    return loader;
  }

  private async readMany(scope: Scope, prefixes: string[]): Promise<(Rule | undefined)[]> {
    const live = await this.read(scope, [...new Set(prefixes)]);
    return prefixes.map((prefix) => live.get(prefix));
  }

  private async read(scope: Scope, prefixes?: string[]): Promise<Map<string, Rule>> {
    const countPublishes = this.publishQuota.reading();
    const answer: LiveAnswer =
      scope === LINK_RULES
        ? await this.client.getLinkRules()
        : await this.client.getServiceAccountRules(scope, prefixes);
    countPublishes(answer.publishQuotaLeft);
    return new Map(answer.rules.map((rule) => [rule.prefix, rule]));
  }
}

function scopeOf(rule: Rule): Scope {
  return appidOf(rule) ?? LINK_RULES;
}
