import { setTimeout as sleep } from "node:timers/promises";
import { describe, sameContent, samePage, sameRule, type Rule } from "./rule";
import type { OnExisting } from "./settings";
import type { WechatClient } from "./wechat/client";
import { hasCode, isUnknownOutcome, WechatError } from "./wechat/errors";
import type { LiveRules } from "./wechat/live-rules";
import type { Turn } from "./wechat/rate-limit";

/** How often a write is tried whose outcome stays unknown, or a delete that answers ok and does nothing. */
const TRIES = 4;
const READ_AFTER_MS = 200;

const ALREADY_EXISTS = 85071;
const INVALID_ARGUMENT = 40097;
const PUBLISHES_USED_UP = 886000;
const DAMAGED = 85095;

/** The rule was added, but WeChat did not let it be published. */
export class NotPublishedError extends Error {
  override readonly name = "NotPublishedError";
}

/** Brings one rule in WeChat to what is wanted, in an order of calls that never leaves a live code dark longer than it must. */
export class Reconciler {
  constructor(
    private readonly client: WechatClient,
    private readonly live: LiveRules,
    private readonly onExisting: OnExisting,
  ) {}

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

  /** Brings a rule of the stack from whatever is live to what is wanted. `was` is the rule as the stack knew it. */
  async update(was: Rule, want: Rule): Promise<void> {
    const [wanted, former] = await Promise.all([this.live.findNow(want), this.live.findNow(was)]);
    const live = wanted ?? former;
    await (live ? this.change(live, want) : this.addAndPublish(want));
  }

  /** Deletes a rule and proves it by reading. Already gone is success. */
  async remove(rule: Rule): Promise<void> {
    const action = `delete ${rule.prefix}`;
    for (let tries = 1; tries <= TRIES; tries++) {
      const error = await this.deleteOnce(rule);
      if (!(await this.live.findNow(rule))) return;
      if (error && tries === TRIES) throw error;
      await sleep(READ_AFTER_MS * tries);
    }
    throw new WechatError({
      action,
      outcome: "refused",
      reason: `WeChat answers ok, but the rule is still there after ${TRIES} tries`,
      remedy: 'run the same command again later, or delete it in WeChat\'s console and run "pulumi refresh"',
    });
  }

  /** @returns the error of a delete that may have been done all the same: only a read can tell. */
  private async deleteOnce(rule: Rule): Promise<WechatError | undefined> {
    this.live.wrote(rule);
    try {
      await this.client.inOneGo(rule, { priority: "rest", calls: ["qrcodejumpdelete"] }, (turn) =>
        this.client.delete(turn, rule),
      );
      return undefined;
    } catch (error) {
      if (hasCode(error, INVALID_ARGUMENT) || isUnknownOutcome(error)) return error;
      throw error;
    }
  }

  private async adopt(live: Rule, want: Rule): Promise<void> {
    const identical = sameContent(live, want) && (want.published || !live.published);
    if (this.onExisting === "fail" || (this.onExisting === "adoptIdentical" && !identical)) {
      throw new WechatError({
        action: `create ${want.prefix}`,
        outcome: "refused",
        reason: `the account already has this rule: it opens ${describe(live)}, the stack wants ${describe(want)}`,
        remedy:
          "write the rule as it is live, or set wechat-qr-jump:onExisting to adopt to let this stack take it over",
      });
    }
    await this.change(live, want);
  }

  private async change(live: Rule, want: Rule): Promise<void> {
    if (sameRule(live, want)) return;
    try {
      if (!live.published && live.prefix === want.prefix && sameAppid(live, want))
        return await this.editAndPublish(live, want);
      if (live.published && want.published && samePage(live, want)) return await this.edit(want);
    } catch (error) {
      if (!hasCode(error, DAMAGED) && !(live.published && hasCode(error, INVALID_ARGUMENT))) throw error;
    }
    await this.swap(live, want);
  }

  /** Of a rule that is not published: change what differs, then publish if that is wanted. */
  private async editAndPublish(live: Rule, want: Rule): Promise<void> {
    const edit = !sameContent(live, want);
    const calls = [
      ...(edit ? (["qrcodejumpadd"] as const) : []),
      ...(want.published ? (["qrcodejumppublish"] as const) : []),
    ];
    await this.client.inOneGo(want, { priority: "publish", calls: [...calls] }, async (turn) => {
      if (edit)
        await this.settle(
          want,
          () => this.client.add(turn, want, true),
          (now) => now !== undefined && sameContent(now, want),
        );
      if (want.published) await this.publish(turn, want);
    });
  }

  /** Of a published rule: only who sees it while testing. */
  private edit(want: Rule): Promise<void> {
    return this.client.inOneGo(want, { priority: "rest", calls: ["qrcodejumpadd"] }, (turn) =>
      this.settle(
        want,
        () => this.client.add(turn, want, true),
        (now) => now !== undefined && sameContent(now, want),
      ),
    );
  }

  private async addAndPublish(want: Rule): Promise<void> {
    if (!want.published) {
      return this.client.inOneGo(want, { priority: "rest", calls: ["qrcodejumpadd"] }, (turn) => this.add(turn, want));
    }
    await this.client.inOneGo(want, { priority: "publish", calls: ["qrcodejumpadd", "qrcodejumppublish"] }, (turn) =>
      this.withPublishQuota(want, { action: "create", certain: false, nothingDone: "nothing was added" }, async () => {
        await this.add(turn, want);
        try {
          await this.publish(turn, want);
        } catch (error) {
          throw new NotPublishedError(
            `${messageOf(error)} The rule was added, but WeChat does not serve it; the next "pulumi up" publishes it.`,
            { cause: error },
          );
        }
      }),
    );
  }

  /**
   * Replaces a rule that cannot be changed in place: delete, add and publish back to back. Where WeChat refuses on the way, the
   * old rule is put back, and the error says which of the two is served.
   */
  private async swap(old: Rule, want: Rule): Promise<void> {
    const calls = [
      "qrcodejumpdelete",
      "qrcodejumpadd",
      ...(want.published ? (["qrcodejumppublish"] as const) : []),
    ] as const;
    await this.client.inOneGo(want, { priority: "first", calls: [...calls], spare: 3 }, async (turn) => {
      const replace = async (): Promise<void> => {
        await this.settle(
          old,
          () => this.client.delete(turn, old),
          (now) => now === undefined,
        );
        try {
          await this.addAfterDelete(turn, old, want);
          if (want.published) await this.publish(turn, want);
        } catch (error) {
          throw await this.putBack(turn, old, want, error);
        }
      };
      if (!want.published) return replace();
      await this.withPublishQuota(
        old,
        { action: "change", certain: true, nothingDone: "nothing was deleted" },
        replace,
      );
    });
  }

  /** Does work that ends in a publish; refuses before it begins when the account has none left this month. */
  private async withPublishQuota(
    rule: Rule,
    { action, certain, nothingDone }: { action: string; certain: boolean; nothingDone: string },
    work: () => Promise<void>,
  ): Promise<void> {
    const release = await this.live.publishQuota.reserve(() => this.live.findNow(rule), certain);
    if (!release) {
      throw new WechatError({
        action: `${action} ${rule.prefix}`,
        code: PUBLISHES_USED_UP,
        outcome: "refused",
        reason: "the account has 0 publishes left this month",
        remedy: `wait for the first of next month, Beijing time; ${nothingDone}`,
      });
    }
    try {
      await work();
      release(true);
    } catch (error) {
      release(false);
      throw error;
    }
  }

  private async addAfterDelete(turn: Turn, old: Rule, want: Rule): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.add(turn, want);
      } catch (error) {
        // The delete answered ok and did nothing.
        const stillThere = hasCode(error, ALREADY_EXISTS) && tries < TRIES && (await this.live.findNow(old));
        if (!stillThere) throw error;
        await this.settle(
          old,
          () => this.client.delete(turn, old),
          (now) => now === undefined,
        );
      }
    }
  }

  private async putBack(turn: Turn, old: Rule, want: Rule, refusal: unknown): Promise<Error> {
    const why = messageOf(refusal);
    try {
      const left = (await this.live.findNow(old)) ?? (await this.live.findNow(want));
      if (left && !sameContent(left, old))
        await this.settle(
          left,
          () => this.client.delete(turn, left),
          (now) => now === undefined,
        );
      if (!left || !sameContent(left, old)) await this.add(turn, old);
      if (old.published && !left?.published) await this.publish(turn, old);
      return new Error(`${why} The old rule was put back: WeChat serves ${describe(old)}.`, { cause: refusal });
    } catch (error) {
      return new Error(
        `${why} Putting the old rule back failed as well: ${messageOf(error)} WeChat serves nothing for ${want.prefix} now; run "pulumi up" again as soon as that is mended.`,
        { cause: refusal },
      );
    }
  }

  private add(turn: Turn, want: Rule): Promise<void> {
    return this.settle(
      want,
      () => this.client.add(turn, want),
      (now) => now !== undefined && sameContent(now, want),
    );
  }

  private publish(turn: Turn, want: Rule): Promise<void> {
    return this.settle(
      want,
      () => this.client.publish(turn, want),
      (now) => now?.published === true,
    );
  }

  /** Writes; after an answer that leaves open whether it was done, reads before it decides to write again. */
  private async settle(
    rule: Rule,
    write: () => Promise<void>,
    isDone: (now: Rule | undefined) => boolean,
  ): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        this.live.wrote(rule);
        return await write();
      } catch (error) {
        const unknown = isUnknownOutcome(error);
        if (!unknown && tries === 1) throw error;
        await sleep(READ_AFTER_MS * tries);
        if (isDone(await this.live.findNow(rule))) return;
        if (!unknown || tries === TRIES) throw error;
      }
    }
  }
}

function sameAppid(a: Rule, b: Rule): boolean {
  return samePage(a, { ...b, path: a.path });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
