import { shadowed } from "../rules/coverage";
import { isServiceAccountRule, sameAppid, samePage, sameRule, type Rule, type ServiceAccountRule } from "../rules/rule";
import type { OnExisting } from "../settings/settings";
import { clock } from "../system/clock";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { visible } from "../text/visible";
import type { Endpoint, WechatClient } from "../wechat/client";
import { ALREADY_EXISTS, DAMAGED, INVALID_ARGUMENT } from "../wechat/error-codes";
import { isWriteRefused, WechatError } from "../wechat/errors";
import type { Turn } from "../wechat/limits/rate-limit";
import type { LiveRules } from "../wechat/live-rules";
import { whyNotAdopted } from "./adoption";
import { Dark, type Outlasting } from "./dark";
import { Making } from "./making";
import { move, type Place } from "./move";
import { thenPublish } from "./publishing";
import { SETTLE_MS, SettledWrites, TRIES } from "./settled-writes";
import type { Tools } from "./side";
import { Swap } from "./swap";

/** The rule was added, but WeChat did not allow the publish. */
export class NotPublishedError extends Error {
  override readonly name = "NotPublishedError";
}

/** What may be so about a move. */
interface Moving {
  /** True if the move may begin although the old account has no publish left to put the rule back. @default false */
  mayBeLost?: boolean;
  /** True if an earlier run may have brought the rule to the new account, in any form. @default false */
  mayBeHere?: boolean;
}

/** Brings one rule in WeChat to the wanted state with as few writes as possible. */
export class Reconciler {
  private readonly tools: Tools;

  constructor(
    private readonly client: WechatClient,
    private readonly live: LiveRules,
    private readonly onExisting: OnExisting,
    private readonly outlasting: Outlasting,
    leaveToProgram: (rule: Rule) => boolean,
    /** The account's place in an order of all accounts of the process. */
    private readonly order = 0,
  ) {
    this.tools = { client, live, writes: new SettledWrites(client, live), leaveToProgram };
  }

  /** Creates a rule that the stack does not have yet. Adopts an identical live rule without a write. */
  async create(want: Rule): Promise<void> {
    const live = await this.live.find(want);
    if (live) return this.adopt(live, want);
    try {
      await this.addAndPublish(want);
    } catch (error) {
      // Someone added it after the account was read, or it is beyond what one read shows.
      const found = isWriteRefused(error, ALREADY_EXISTS) ? await this.whatExists(want) : undefined;
      if (!found) throw error;
      await this.adopt(found, want);
    }
  }

  /** Brings a rule of the stack from whatever is live to the wanted state. `was` is the rule as the stack knew it, in every form. */
  async update(was: Rule[], want: Rule): Promise<void> {
    const live = await this.live.findFirstNow([want, ...was]);
    if (live) return this.change(live, want);
    try {
      await this.addAndPublish(want);
    } catch (error) {
      const found = isWriteRefused(error, ALREADY_EXISTS) ? await this.whatExists(want) : undefined;
      if (!found) throw error;
      await this.change(found, want);
    }
  }

  /**
   * Moves a rule of the stack here from another account. `was` is as for {@link update}, and in that account.
   *
   * @param from is the other account's.
   */
  async takeOver(from: Reconciler, was: Rule[], want: Rule, { mayBeLost = false, mayBeHere = false }: Moving = {}) {
    const here = await this.live.findFirstNow([want, ...was]);
    if (here) return mayBeHere ? this.change(here, want) : this.adopt(here, want);
    const old = await from.live.findFirstNow([...was, want]);
    if (old) return move(from.place, this.place, { old, want, mayBeLost }, this.outlasting);
    return mayBeHere ? this.update(was, want) : this.create(want);
  }

  /**
   * Deletes a rule and proves it with a read. Succeeds if the rule is already gone. `was` is as for {@link update}.
   *
   * @returns a sentence about what remains unknown: a rule that was not where the stack knew it may be live elsewhere.
   */
  async remove(was: Rule[]): Promise<string | undefined> {
    const [only, ...others] = was;
    const rule = others.length > 0 ? await this.live.findFirstNow(was) : only;
    const mayBeElsewhere = only && isServiceAccountRule(only) && !(rule && (await this.live.find(rule)));
    if (rule) await this.tools.writes.deleteProven(rule);
    return mayBeElsewhere ? this.removeElsewhere(only) : undefined;
  }

  /** Someone can move a service-account rule to another mini program in WeChat's console; a read shows the rules of only one. */
  private async removeElsewhere(rule: ServiceAccountRule): Promise<string | undefined> {
    const forms = this.live.otherForms(rule);
    const found = (await Promise.all(forms.map((form) => this.live.find(form)))).find((one) => one);
    if (found) return void (await this.tools.writes.deleteProven(found));
    const looked = [rule.appid, ...forms.map(({ appid }) => appid)].join(", ");
    return t`${rule.prefix} was not live before this run. WeChat tells this for one mini program at a time; this run asked for
      ${looked}: if the rule was given another one in WeChat's console, its code still works, and only the console can delete it.`;
  }

  /** What is live at a prefix that WeChat refuses to add. */
  private async whatExists(want: Rule): Promise<Rule | undefined> {
    const found = await this.live.findFirstNow([want, ...this.live.otherForms(want)]);
    return found ?? this.tools.writes.look(want, (now) => now !== undefined, { forMs: SETTLE_MS });
  }

  private async adopt(live: Rule, want: Rule): Promise<void> {
    const why = whyNotAdopted(live, want, this.onExisting);
    if (why) throw new WechatError({ action: t`create ${want.prefix}`, outcome: "refused", ...why });
    await this.change(live, want);
  }

  private async change(live: Rule, want: Rule): Promise<void> {
    if (sameRule(live, want)) return;
    try {
      if (!live.published && sameAppid(live, want)) return await this.finish(live, want);
      if (live.published && want.published && samePage(live, want)) return await this.editTesting(want);
    } catch (error) {
      if (!isWriteRefused(error, DAMAGED) && !(live.published && isWriteRefused(error, INVALID_ARGUMENT))) throw error;
    }
    await this.replace(live, want);
  }

  /** Changes what differs in an unpublished rule, then publishes it if wanted. */
  private finish(live: Rule, want: Rule): Promise<void> {
    const calls: Endpoint[] = sameRule(live, { ...want, published: false }) ? [] : ["qrcodejumpadd"];
    return thenPublish(this.tools, want, { action: t`publish ${want.prefix}`, priority: "publish", calls }, (turn) =>
      new Making({ tools: this.tools, turn }, want, live).run(),
    );
  }

  /** Changes only the tester fields of a published rule. */
  private editTesting(want: Rule): Promise<void> {
    return this.client.inOneGo(want, { priority: "rest", calls: ["qrcodejumpadd"] }, async (turn) => {
      const { writes } = this.tools;
      const isSo = (now: Rule | undefined): boolean => now !== undefined && sameRule(now, want);
      const look = { forMs: SETTLE_MS, firstMs: 0, find: writes.findMade };
      await writes.edit(turn, want);
      // An ok answer proves nothing, but WeChat may store these fields in another form, so the edit is sent again only once.
      if (!isSo(await writes.look(want, isSo, look))) await writes.edit(turn, want);
    });
  }

  private async addAndPublish(want: Rule): Promise<void> {
    const loser = await this.losesTo(want);
    return thenPublish(
      this.tools,
      want,
      { action: t`create ${want.prefix}`, priority: "publish", calls: ["qrcodejumpadd"] },
      async (turn) => {
        const dark = loser && new Dark(t`${visible(loser.prefix)} below ${want.prefix}`, this.outlasting);
        const making = new Making({ tools: this.tools, turn }, want, undefined, { dark });
        try {
          await making.run();
        } catch (error) {
          if (!making.there) throw error;
          if (loser && (await this.isTakenAway(turn, want, error, dark))) throw takenAway(want, loser, error);
          const message = t`${messageOf(error)} The rule was added, but WeChat does not serve it; the next "pulumi up" publishes it.`;
          throw new NotPublishedError(message, { cause: error });
        } finally {
          dark?.end();
        }
      },
    );
  }

  /** The live rule whose codes this one takes over as soon as it is added. Those codes open nothing until this one is published. */
  private async losesTo(want: Rule): Promise<Rule | undefined> {
    if (!want.published || isServiceAccountRule(want)) return undefined;
    const live = await this.live.like(want);
    return live.find((rule) => shadowed({ ...want, published: false }, rule));
  }

  /** Deletes an added rule that WeChat refuses to publish. @returns true if a read has shown that it is gone. */
  private async isTakenAway(turn: Turn, added: Rule, refusal: unknown, patience: Dark | undefined): Promise<boolean> {
    if (!(refusal instanceof WechatError) || refusal.mayPass) return false;
    const { writes } = this.tools;
    const isGone = (now: Rule | undefined): boolean => now === undefined;
    // Reads may still show the state before it was added.
    const look = { forMs: SETTLE_MS, firstMs: 0, readFromMs: clock.now() + SETTLE_MS, patience };
    try {
      for (let tries = 1; tries <= TRIES; tries++) {
        await writes.delete(turn, added, { patience });
        if (isGone(await writes.look(added, isGone, look))) return true;
      }
    } catch {
      // The error that the caller reports says that the rule is there.
    }
    return false;
  }

  private get place(): Place {
    return { tools: this.tools, order: this.order };
  }

  private replace(live: Rule, want: Rule): Promise<void> {
    const calls: Endpoint[] = ["qrcodejumpdelete", "qrcodejumpadd"];
    return thenPublish(
      this.tools,
      want,
      { action: t`change ${want.prefix}`, priority: "first", calls, spare: 3 },
      (turn) => new Swap({ tools: this.tools, turn }, this.outlasting).run(live, want),
    );
  }
}

function takenAway(added: Rule, loser: Rule, refusal: unknown): Error {
  const message = t`${messageOf(refusal)} The rule was taken away again, so that ${visible(loser.prefix)} goes on serving the codes
    below ${added.prefix}.`;
  return new Error(message, { cause: refusal });
}
