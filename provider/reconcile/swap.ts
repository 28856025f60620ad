import { describe, sameRule, type Rule } from "../rules/rule";
import { clock, timeOfDay } from "../system/clock";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { WechatError } from "../wechat/errors";
import { Dark, type Outlasting } from "./dark";
import { Making } from "./making";
import { SETTLE_MS, UnclearError } from "./settled-writes";
import type { Side, Source } from "./side";

const LOOK_EVERY_MS = 2_000;

/**
 * Replaces a rule that cannot be changed in place: delete, add and publish back to back, while its code is dark. The new rule may
 * be in another account. Outlasts faults that may pass. If WeChat refuses a step, or another account cannot be brought to make
 * the new rule, it puts the old rule back, and the error says which of the two is served.
 */
export class Swap {
  constructor(
    private readonly to: Side,
    private readonly outlasting: Outlasting,
    /** Where the old rule is. @default the same account */
    private readonly from: Side = to,
  ) {}

  async run(old: Rule, want: Rule): Promise<void> {
    const dark = old.published && want.published ? this.darkOf(old) : undefined;
    const making = new Making(this.to, want, old, { dark, afresh: true, source: this.otherThan(this.to, old) });
    try {
      await making.run();
    } catch (failure) {
      if (!making.touched) throw failure;
      if (!this.goesBack(failure, making)) throw await this.unfinished(failure, making, { old, want, dark });
      if (await this.hasArrived(making, failure, want)) return;
      await this.putBack(making, failure, { old, want, dark });
    } finally {
      dark?.end();
    }
  }

  private darkOf({ prefix }: Rule): Dark {
    return new Dark(prefix, this.outlasting);
  }

  private get isMove(): boolean {
    return this.from !== this.to;
  }

  /**
   * True if the old rule is to be put back. If no try has settled a swap in one account, putting the old rule back will not either:
   * the next run continues from what is there. The old account of a move may fare better than the new one.
   */
  private goesBack(failure: unknown, { there, isAtSource }: Making): boolean {
    if (isRefusal(failure)) return true;
    const isKnown = failure instanceof WechatError || failure instanceof UnclearError;
    return this.isMove && isKnown && !isAtSource && !there?.published;
  }

  /**
   * True if a move's last write was done after all, which nothing could tell so far. Putting the old rule back must delete the new
   * one first, so that this look costs no time: while the new account cannot be read, it is not written to either.
   */
  private async hasArrived({ there, isAtSource }: Making, failure: unknown, want: Rule): Promise<boolean> {
    if (!this.isMove || !there || isAtSource || isRefusal(failure)) return false;
    const now = await this.to.tools.live.findNow(want).catch(() => undefined);
    return now !== undefined && sameRule(now, want);
  }

  /** Undefined if the rule stays in its account. */
  private otherThan(side: Side, rule: Rule): Source | undefined {
    if (!this.isMove) return undefined;
    return { ...(side === this.to ? this.from : this.to), rule };
  }

  /** @throws always: an error that says how it ended. */
  private async putBack(failed: Making, refusal: unknown, swap: PutBack): Promise<never> {
    const { old, want } = swap;
    const { there, deleted, isAtSource } = failed;
    const source = isAtSource ? undefined : this.otherThan(this.from, want);
    // The old account has its own time.
    const dark = this.isMove && swap.dark ? this.darkOf(old) : swap.dark;
    if (deleted) dark?.begin();
    const options = { dark, isDark: dark !== undefined, deleted, source };
    const making = new Making(this.from, old, there, options);
    const why = messageOf(refusal);
    try {
      await making.run();
    } catch (error) {
      const again = new Error(t`${why} Putting the old rule back failed as well: ${messageOf(error)}`, {
        cause: error,
      });
      throw await this.unfinished(again, making, { ...swap, dark });
    } finally {
      if (dark !== swap.dark) dark?.end();
    }
    const message = t`${why} The old rule was put back: WeChat serves ${describe(old)} as of ${timeOfDay()}.`;
    throw new Error(message, { cause: refusal });
  }

  private async unfinished(failure: unknown, making: Making, swap: PutBack): Promise<Error> {
    const given = swap.dark?.isOver ? t` It was given up at ${timeOfDay()}.` : "";
    const served = await this.served(making, swap);
    const message = t`${messageOf(failure)}${given} ${served}; run "pulumi up" again as soon as that is fixed.`;
    return new Error(message, { cause: failure });
  }

  private async findEither(old: Rule, want: Rule): Promise<Rule | undefined> {
    const found = await this.to.tools.live.findFirstNow([old, want]);
    return found ?? (!this.isMove ? undefined : this.from.tools.live.findFirstNow([old]));
  }

  /** What WeChat serves now, for a message. Until reads have caught up with a delete, they may show what was there before. */
  private async served({ deleted }: Making, { old, want, dark }: PutBack): Promise<string> {
    const settledMs = deleted ? deleted.atMs + SETTLE_MS : 0;
    try {
      for (;;) {
        const isBehind = clock.now() < settledMs;
        const now = await this.findEither(old, want);
        const at = timeOfDay();
        if (!now?.published) return t`WeChat serves nothing for ${want.prefix} as of ${at}`;
        const mayBeOfBefore = isBehind && [old, deleted?.rule].some((rule) => rule && sameRule(rule, now));
        if (!mayBeOfBefore) return t`WeChat serves ${describe(now)} as of ${at}`;
        if (dark?.isOver) return t`What WeChat serves for ${want.prefix} cannot be told yet; it may be nothing`;
        await clock.sleep(LOOK_EVERY_MS);
      }
    } catch {
      return t`What WeChat serves for ${want.prefix} now could not be read; it may be nothing`;
    }
  }
}

interface PutBack {
  old: Rule;
  want: Rule;
  dark: Dark | undefined;
}

/** True if WeChat has refused for good. */
function isRefusal(failure: unknown): boolean {
  return failure instanceof WechatError && !failure.mayPass;
}
