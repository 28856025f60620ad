import { describe, type Rule } from "../rules/rule";
import { timeOfDay } from "../system/clock";
import { t } from "../text/message";
import { WechatError } from "../wechat/errors";
import type { Dark } from "./dark";
import { SETTLE_MS, TRIES } from "./settled-writes";

/** Upper limit for the wait until reads show a write, however often they have failed to. */
const LONGEST_SETTLE_MS = 80_000;

/** Counts the looks that contradicted WeChat's answers. A dark code is not given up before its time is over. */
export class Surprises {
  private count = 0;

  constructor(private readonly dark: Dark | undefined) {}

  /** True if nothing has contradicted an answer so far. */
  get areNone(): boolean {
    return this.count === 0;
  }

  /** Counts one more. @returns true if it is one too many. */
  another(now: Rule | undefined, isDark: boolean): boolean {
    this.count += 1;
    const isLasting = this.dark && isDark && !now?.published && !this.dark.isOver;
    return this.count >= TRIES && !isLasting;
  }

  /** Grows with each time that reads contradict answers: reads may lag further, and each repeated write may be one too many. */
  settleMs(): number {
    return Math.min(SETTLE_MS * 2 ** Math.max(0, this.count - TRIES + 1), LONGEST_SETTLE_MS);
  }

  /** Ends a look early if no time is left. */
  unlessOver(isExpected: (now: Rule | undefined) => boolean): (now: Rule | undefined) => boolean {
    return (now) => isExpected(now) || (this.count >= TRIES && this.dark?.isOver === true);
  }
}

export function notProven({ prefix }: Rule, now: Rule | undefined): WechatError {
  return new WechatError({
    action: t`make ${prefix}`,
    outcome: "unknown",
    reason: now
      ? t`WeChat answers ok to each call, but at ${timeOfDay()} it has it open ${describe(now)}`
      : t`WeChat answers ok to each call, but at ${timeOfDay()} it has no such rule`,
    remedy: t`look at it in WeChat's console, then run "pulumi up" again`,
  });
}
