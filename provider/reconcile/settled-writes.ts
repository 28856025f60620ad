import { sameContent, samePage, type Rule } from "../rules/rule";
import { clock, timeOfDay } from "../system/clock";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import type { WechatClient } from "../wechat/client";
import { INVALID_ARGUMENT } from "../wechat/error-codes";
import { hasCode, isNotSent, isUnknownOutcome, WechatError } from "../wechat/errors";
import type { Turn } from "../wechat/limits/rate-limit";
import type { LiveRules } from "../wechat/live-rules";
import type { Patience } from "../wechat/patience";
import { Gathering } from "./gathering";

/** How often a write is tried if its outcome stays unknown, or a delete if it answers ok and does nothing. */
export const TRIES = 4;
/** How long nothing is resent or claimed: reads may lag behind writes, and a write may take effect after its answer. */
export const SETTLE_MS = 10_000;
/** An add may be resent sooner: if the first was done, WeChat refuses the second. */
const SETTLE_ADD_MS = 3_000;
const FIRST_LOOK_MS = 200;
const LONGEST_LOOK_MS = 2_000;
/** How long a delete waits for others so that one read proves them all, if reads and writes share a limit. */
const PROVE_WITHIN_MS = 15_000;
/** The CLI starts deletes one by one; if the state is large, they are some time apart. */
const PROVE_AFTER_MS = 200;
/** The same for rules that are made: the next write of a rule follows its last at once. */
const PROVE_MADE_AFTER_MS = 50;
const PROVE_MADE_WITHIN_MS = 250;
/** This many are proven at once even if more are under way: those continue meanwhile, and one extra read costs little. */
const PROVE_AT_MOST = 25;

/** A write whose outcome is unknown and could not be read. */
export class UnclearError extends Error {
  override readonly name = "UnclearError";
}

/** How a write or a look handles failures. */
export interface Care {
  /** Outlasts failures that may pass. Without it, a few tries are made. */
  patience?: Patience | undefined;
  /** True if `patience` applies to the write too; otherwise only to the looks after a write that may have been done. @default true */
  fromStart?: boolean;
  /** On {@link clock}: earlier reads may show the state before the last writes. */
  readFromMs?: number;
}

interface Look extends Care {
  forMs: number;
  firstMs?: number;
  /** The error that made the look necessary. */
  after?: unknown;
  find?: (rule: Rule) => Promise<Rule | undefined>;
}

/**
 * Settles each write of a rule. If an answer leaves open whether the write was done (busy, time-out, lost connection,
 * unreadable answer), it reads WeChat until the read shows the write or the write has had time to show. Only then is anything
 * sent again: a blind second publish would cost one of the month's publishes.
 */
export class SettledWrites {
  private readonly deletes = new Gathering(PROVE_AFTER_MS, PROVE_WITHIN_MS, PROVE_AT_MOST);
  private readonly makes = new Gathering(PROVE_MADE_AFTER_MS, PROVE_MADE_WITHIN_MS, PROVE_AT_MOST);

  constructor(
    private readonly client: WechatClient,
    private readonly live: LiveRules,
  ) {}

  add(turn: Turn, rule: Rule, care: Care = {}): Promise<void> {
    const write = (patience?: Patience): Promise<void> => this.client.add(turn, rule, { patience });
    return this.settle(rule, write, isAddedAs(rule), SETTLE_ADD_MS, care);
  }

  edit(turn: Turn, rule: Rule, care: Care = {}): Promise<void> {
    const write = (patience?: Patience): Promise<void> => this.client.add(turn, rule, { isEdit: true, patience });
    return this.settle(rule, write, isLiveAs(rule), SETTLE_MS, care);
  }

  publish(turn: Turn, rule: Rule, care: Care = {}): Promise<void> {
    const write = (patience?: Patience): Promise<void> => this.client.publish(turn, rule, patience);
    return this.settle(rule, write, isServedAs({ ...rule, published: true }), SETTLE_MS, care);
  }

  /** A delete that the next add proves; see {@link deleteProven}. */
  delete(turn: Turn, rule: Rule, care: Care = {}): Promise<void> {
    const write = (patience?: Patience): Promise<void> => this.client.delete(turn, rule, patience);
    return this.settle(rule, write, isGone, SETTLE_MS, care);
  }

  /** Deletes and reads back: an ok answer is no proof, and a refusal may mean that the rule is already gone. */
  async deleteProven(rule: Rule): Promise<void> {
    let maybeDone = false;
    for (let tries = 1; tries <= TRIES; tries++) {
      const error = await this.deletes.track(() => this.deleteOnce(rule));
      maybeDone ||= error === undefined || isUnknownOutcome(error);
      if (isNotSent(error) && !maybeDone) throw error;
      if (this.client.readsAreScarce(rule)) await this.deletes.settled();
      if (!(await this.readBack(rule, error, maybeDone))) return;
      if (error && (!isUnknownOutcome(error) || tries === TRIES)) throw error;
    }
    throw new WechatError({
      action: t`delete ${rule.prefix}`,
      outcome: "refused",
      reason: t`WeChat answers ok, but the rule was still there at ${timeOfDay()}, after ${TRIES} tries`,
      remedy: t`run the same command again later, or delete it in WeChat's console and run "pulumi refresh"`,
    });
  }

  /**
   * Reads a rule until it is as expected, or until writes have had time to show. @returns what the last read shows.
   *
   * @throws UnclearError if the rule could not be read.
   */
  async look(rule: Rule, isExpected: (now: Rule | undefined) => boolean, look: Look): Promise<Rule | undefined> {
    const { forMs, firstMs = FIRST_LOOK_MS, readFromMs = -Infinity, find = this.findNow } = look;
    const untilMs = Math.max(clock.now(), readFromMs) + forMs;
    let read = find;
    for (let waitMs = Math.max(firstMs, readFromMs - clock.now()); ;) {
      if (waitMs > 0) await clock.sleep(waitMs);
      // A slow read shows what was there when it started.
      const isLast = clock.now() >= untilMs;
      const now = await this.read(() => read(rule), look);
      if (isExpected(now) || isLast) return now;
      waitMs = Math.min(Math.max(2 * waitMs, FIRST_LOOK_MS), LONGEST_LOOK_MS);
      read = this.findNow;
    }
  }

  /** Finds a rule that was made with a read that others can share: once no other rule of the account is being made, or soon. */
  readonly findMade = async (rule: Rule): Promise<Rule | undefined> => {
    await this.makes.settled();
    return this.live.findNow(rule);
  };

  private readonly findNow = (rule: Rule): Promise<Rule | undefined> => this.live.findNow(rule);

  private async read(
    find: () => Promise<Rule | undefined>,
    { patience, after }: Pick<Look, "patience" | "after">,
  ): Promise<Rule | undefined> {
    for (;;) {
      try {
        return await find();
      } catch (error) {
        const why = messageOf(error);
        const message =
          after === undefined
            ? t`What was done could not be read: ${why}`
            : t`${messageOf(after)} Whether it was done could not be read: ${why}`;
        const unclear = new UnclearError(message, { cause: error });
        if (!(await patience?.again(unclear))) throw unclear;
      }
    }
  }

  /** If a delete fails, Pulumi keeps the rule in the state, and would not notice that it is gone when the stack wants it again. */
  private async readBack(rule: Rule, failure: WechatError | undefined, maybeDone: boolean): Promise<Rule | undefined> {
    const mayShowLate = maybeDone || hasCode(failure, INVALID_ARGUMENT);
    try {
      return await this.look(rule, isGone, { forMs: mayShowLate ? SETTLE_MS : 0, firstMs: 0 });
    } catch (error) {
      if (failure && !maybeDone) throw failure;
      const why = failure ? ` ${messageOf(failure)}` : "";
      const unread = messageOf((error as Error).cause ?? error);
      const message = t`delete ${rule.prefix}: it may be deleted, but no read could confirm it; run the same command again, or
        "pulumi refresh" if the stack is to keep the rule.${why} ${unread}`;
      throw new UnclearError(message, { cause: error });
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

  /** Notes a write as sent unless it was certainly not sent. */
  private async noted(rule: Rule, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isNotSent(error)) this.live.wrote(rule);
      throw error;
    }
    this.live.wrote(rule);
  }

  private async settle(
    rule: Rule,
    write: (patience?: Patience) => Promise<void>,
    isDone: (now: Rule | undefined) => boolean,
    settleMs: number,
    { patience, fromStart = true, readFromMs }: Care,
  ): Promise<void> {
    let unclear: WechatError | undefined;
    const patient = fromStart ? patience : undefined;
    for (let tries = 1; ; tries++) {
      try {
        return await this.makes.track(() => this.noted(rule, () => write(patient)));
      } catch (error) {
        if (isUnknownOutcome(error)) unclear = error;
        const look = { forMs: settleMs, patience, after: error, ...(readFromMs !== undefined && { readFromMs }) };
        if (unclear && isDone(await this.look(rule, isDone, look))) return;
        const goesOn = patient ? await patient.again(error) : isUnknownOutcome(error) && tries < TRIES;
        if (!goesOn) throw error;
      }
    }
  }
}

function isLiveAs(rule: Rule): (now: Rule | undefined) => boolean {
  return (now) => now !== undefined && sameContent(now, rule);
}

/** A published rule is an older one that a delete left in place. */
export function isAddedAs(rule: Rule): (now: Rule | undefined) => boolean {
  return (now) => now !== undefined && !now.published && sameContent(now, rule);
}

function isGone(now: Rule | undefined): boolean {
  return now === undefined;
}

/** WeChat may store tester fields in another form than they were sent in. */
export function isServedAs(rule: Rule): (now: Rule | undefined) => boolean {
  return (now) => now?.published === rule.published && samePage(now, rule);
}
