import { whyNotAdopted } from "./conflicts";
import { sameAppid, sameContent, samePage, sameRule, type Rule } from "./rule";
import { SettledWrites } from "./settled-writes";
import type { OnExisting } from "./settings";
import { Swap } from "./swap";
import type { Endpoint, WechatClient } from "./wechat/client";
import {
  ALREADY_EXISTS,
  DAMAGED,
  hasCode,
  INVALID_ARGUMENT,
  messageOf,
  PUBLISHES_USED_UP,
  WechatError,
} from "./wechat/errors";
import type { LiveRules } from "./wechat/live-rules";
import type { Turn } from "./wechat/rate-limit";

/** The rule was added, but WeChat did not let it be published. */
export class NotPublishedError extends Error {
  override readonly name = "NotPublishedError";
}

/** Brings one rule in WeChat to what is wanted, with the fewest writes that do it. */
export class Reconciler {
  private readonly writes: SettledWrites;
  private readonly swap: Swap;

  constructor(
    private readonly client: WechatClient,
    private readonly live: LiveRules,
    private readonly onExisting: OnExisting,
  ) {
    this.writes = new SettledWrites(client, live);
    this.swap = new Swap(this.writes, live);
  }

  /** Makes a rule that the stack does not have yet. A rule that is already live and identical is adopted without a write. */
  async create(want: Rule): Promise<void> {
    const live = await this.live.find(want);
    if (live) return this.adopt(live, want);
    try {
      await this.addAndPublish(want);
    } catch (error) {
      // Somebody added it since the account was read, or it exists beyond what one read shows.
      const found = hasCode(error, ALREADY_EXISTS) ? await this.live.findNow(want) : undefined;
      if (!found) throw error;
      await this.adopt(found, want);
    }
  }

  /** Brings a rule of the stack from whatever is live to what is wanted. `was` is the rule as the stack knew it, in every form. */
  async update(was: Rule[], want: Rule): Promise<void> {
    const live = await this.live.findFirstNow([want, ...was]);
    await (live ? this.change(live, want) : this.addAndPublish(want));
  }

  /** Deletes a rule and proves it by reading. Already gone is success. `was` is as for {@link update}. */
  async remove(was: Rule[]): Promise<void> {
    const [only, ...others] = was;
    const rule = others.length > 0 ? await this.live.findFirstNow(was) : only;
    if (rule) await this.writes.deleteProven(rule);
  }

  private async adopt(live: Rule, want: Rule): Promise<void> {
    const why = whyNotAdopted(live, want, this.onExisting);
    if (why) throw new WechatError({ action: `create ${want.prefix}`, outcome: "refused", ...why });
    await this.change(live, want);
  }

  private async change(live: Rule, want: Rule): Promise<void> {
    if (sameRule(live, want)) return;
    try {
      if (!live.published && sameAppid(live, want)) return await this.editAndPublish(live, want);
      if (live.published && want.published && samePage(live, want)) return await this.editTesting(want);
    } catch (error) {
      if (!hasCode(error, DAMAGED) && !(live.published && hasCode(error, INVALID_ARGUMENT))) throw error;
    }
    await this.replace(live, want);
  }

  /** Of a rule that is not published: change what differs, then publish if that is wanted. */
  private editAndPublish(live: Rule, want: Rule): Promise<void> {
    const edit = !sameContent(live, want);
    const calls: Endpoint[] = edit ? ["qrcodejumpadd"] : [];
    return this.thenPublish(want, { action: "publish", priority: "publish", calls }, async (turn) => {
      if (edit) await this.writes.edit(turn, want);
      if (want.published) await this.writes.publish(turn, want);
    });
  }

  /** Of a published rule: only who sees it while testing. */
  private editTesting(want: Rule): Promise<void> {
    return this.client.inOneGo(want, { priority: "rest", calls: ["qrcodejumpadd"] }, (turn) =>
      this.writes.edit(turn, want),
    );
  }

  private addAndPublish(want: Rule): Promise<void> {
    return this.thenPublish(want, { action: "create", priority: "publish", calls: ["qrcodejumpadd"] }, async (turn) => {
      await this.writes.add(turn, want);
      if (want.published) await this.publishAdded(turn, want);
    });
  }

  private async publishAdded(turn: Turn, want: Rule): Promise<void> {
    try {
      await this.writes.publish(turn, want);
    } catch (error) {
      const why = messageOf(error);
      const message = `${why} The rule was added, but WeChat does not serve it; the next "pulumi up" publishes it.`;
      throw new NotPublishedError(message, { cause: error });
    }
  }

  private replace(live: Rule, want: Rule): Promise<void> {
    const calls: Endpoint[] = ["qrcodejumpdelete", "qrcodejumpadd"];
    return this.thenPublish(want, { action: "change", priority: "first", calls, spare: 3 }, (turn) =>
      this.swap.run(turn, live, want),
    );
  }

  /**
   * Runs work that ends in a publish, where `want` is to be published: with a slot for it beside those of `calls`, and refused
   * before anything is sent when the account has no publish left this month.
   */
  private thenPublish(
    want: Rule,
    need: { action: string; priority: "first" | "publish"; calls: Endpoint[]; spare?: number },
    work: (turn: Turn) => Promise<void>,
  ): Promise<void> {
    const { action, calls, ...rest } = need;
    if (!want.published) return this.client.inOneGo(want, { ...rest, calls }, work);
    return this.client.inOneGo(want, { ...rest, calls: [...calls, "qrcodejumppublish"] }, async (turn) => {
      const certain = need.priority === "first";
      const release = await this.live.publishQuota.reserve(() => this.live.findNow(want), certain);
      if (!release) {
        throw new WechatError({
          action: `${action} ${want.prefix}`,
          code: PUBLISHES_USED_UP,
          outcome: "refused",
          reason: "the account has 0 publishes left this month",
          remedy: "wait for the first of next month, Beijing time; nothing was changed",
        });
      }
      try {
        await work(turn);
        release(true);
      } catch (error) {
        release(false);
        throw error;
      }
    });
  }
}
