import { setTimeout as sleep } from "node:timers/promises";
import { Gathering } from "./gathering";
import { sameContent, type Rule } from "./rule";
import type { WechatClient } from "./wechat/client";
import { isNotSent, isUnknownOutcome, messageOf, WechatError } from "./wechat/errors";
import type { LiveRules } from "./wechat/live-rules";
import type { Turn } from "./wechat/rate-limit";

/** How often a write is tried whose outcome stays unknown, or a delete that answers ok and does nothing. */
export const TRIES = 4;
const READ_AFTER_MS = 200;
/** How long a delete waits for others to be proven by the same read, where reads take the place of other calls. */
const PROVE_WITHIN_MS = 15_000;
/** The CLI begins one delete after another: with a large state, some time apart. */
const PROVE_AFTER_MS = 200;
/** So many are proven at once although more are under way: those go on meanwhile, and one read more costs little. */
const PROVE_AT_MOST = 25;

/** A write whose outcome is not known, and could not be read either. */
export class UnclearError extends Error {
  override readonly name = "UnclearError";
}

/**
 * The writes of one rule, each settled: after an answer that leaves open whether it was done (busy, time-out, lost connection,
 * unreadable answer) WeChat is read before anything is sent again. A blind second publish would cost one of the month's publishes.
 */
export class SettledWrites {
  private readonly deletes = new Gathering(PROVE_AFTER_MS, PROVE_WITHIN_MS, PROVE_AT_MOST);

  constructor(
    private readonly client: WechatClient,
    private readonly live: LiveRules,
  ) {}

  add(turn: Turn, rule: Rule): Promise<void> {
    return this.settle(rule, () => this.client.add(turn, rule), isAddedAs(rule));
  }

  edit(turn: Turn, rule: Rule): Promise<void> {
    return this.settle(rule, () => this.client.add(turn, rule, true), isLiveAs(rule));
  }

  publish(turn: Turn, rule: Rule): Promise<void> {
    return this.settle(
      rule,
      () => this.client.publish(turn, rule),
      (now) => now?.published === true,
    );
  }

  /** A delete that the next add will prove; see {@link deleteProven}. */
  delete(turn: Turn, rule: Rule): Promise<void> {
    return this.settle(rule, () => this.client.delete(turn, rule), isGone);
  }

  /** Deletes and reads back: an answer of ok is no proof, and a refusal may mean that the rule is gone already. */
  async deleteProven(rule: Rule): Promise<void> {
    let maybeDone = false;
    for (let tries = 1; tries <= TRIES; tries++) {
      const error = await this.deletes.track(() => this.deleteOnce(rule));
      maybeDone ||= error === undefined || isUnknownOutcome(error);
      if (isNotSent(error) && !maybeDone) throw error;
      if (this.client.readsAreScarce(rule)) await this.deletes.settled();
      if (!(await this.readBack(rule, error, maybeDone))) return;
      if (error && (!isUnknownOutcome(error) || tries === TRIES)) throw error;
      await sleep(READ_AFTER_MS * tries);
    }
    throw new WechatError({
      action: `delete ${rule.prefix}`,
      outcome: "refused",
      reason: `WeChat answers ok, but the rule is still there after ${TRIES} tries`,
      remedy: `run the same command again later, or delete it in WeChat's console and run "pulumi refresh"`,
    });
  }

  /** Pulumi keeps a rule whose delete failed as it was, and would not miss it when the stack wants it again. */
  private async readBack(rule: Rule, failure: WechatError | undefined, maybeDone: boolean): Promise<Rule | undefined> {
    try {
      return await this.live.findNow(rule);
    } catch (error) {
      if (failure && !maybeDone) throw failure;
      const why = failure ? ` ${messageOf(failure)}` : "";
      throw new UnclearError(
        `delete ${rule.prefix}: it may be deleted, which could not be read back; run the same command again, ` +
          `or "pulumi refresh" if the stack is to keep the rule.${why} ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  private async deleteOnce(rule: Rule): Promise<WechatError | undefined> {
    const need = { priority: "rest", calls: ["qrcodejumpdelete" as const] } as const;
    try {
      await this.noted(rule, () => this.client.inOneGo(rule, need, (turn) => this.client.delete(turn, rule)));
      return undefined;
    } catch (error) {
      if (error instanceof WechatError) return error;
      throw error;
    }
  }

  /** Notes a write as sent, unless it certainly was not. */
  private async noted(rule: Rule, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isNotSent(error)) this.live.wrote(rule);
      throw error;
    }
    this.live.wrote(rule);
  }

  /** Reads a rule after a write with an unclear answer. */
  private async readAfter(rule: Rule, unclear: unknown): Promise<Rule | undefined> {
    try {
      return await this.live.findNow(rule);
    } catch (error) {
      throw new UnclearError(`${messageOf(unclear)} Whether it was done could not be read: ${messageOf(error)}`, {
        cause: unclear,
      });
    }
  }

  private async settle(
    rule: Rule,
    write: () => Promise<void>,
    isDone: (now: Rule | undefined) => boolean,
  ): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.noted(rule, write);
      } catch (error) {
        const unknown = isUnknownOutcome(error);
        if (!unknown && tries === 1) throw error;
        await sleep(READ_AFTER_MS * tries);
        if (isDone(await this.readAfter(rule, error))) return;
        if (!unknown || tries === TRIES) throw error;
      }
    }
  }
}

function isLiveAs(rule: Rule): (now: Rule | undefined) => boolean {
  return (now) => now !== undefined && sameContent(now, rule);
}

/** A published rule is an older one, which a delete has left in place. */
function isAddedAs(rule: Rule): (now: Rule | undefined) => boolean {
  return (now) => now !== undefined && !now.published && sameContent(now, rule);
}

function isGone(now: Rule | undefined): boolean {
  return now === undefined;
}
