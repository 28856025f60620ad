import { covers } from "../rules/coverage";
import { isServiceAccountRule, type Rule } from "../rules/rule";
import { clock } from "../system/clock";
import { t } from "../text/message";
import { OCCUPIED } from "../wechat/error-codes";
import { WechatError } from "../wechat/errors";
import type { Turn } from "../wechat/limits/rate-limit";
import type { Outlasting } from "./dark";
import { thenPublish, withWayBack } from "./publishing";
import { SETTLE_MS } from "./settled-writes";
import type { Tools } from "./side";
import { Swap } from "./swap";

/** One of the two accounts of a move. */
export interface Place {
  tools: Tools;
  /** The account's place in an order of all accounts of the process. */
  order: number;
}

/** For how long the new account's faults are outlasted: the old one can have the code back. */
const OUTLAST_MS = 120_000;
const LOOK_EVERY_MS = 1_000;

/**
 * Moves a live rule to another account in one swap: deletes it in the old one, and adds and publishes it in the new one.
 *
 * @param mayBeLost true if the move may begin although the old account has no publish left to put the rule back.
 */
export async function move(
  from: Place,
  to: Place,
  { old, want, mayBeLost }: { old: Rule; want: Rule; mayBeLost: boolean },
  outlasting: Outlasting,
): Promise<void> {
  await untilFree(from, old);
  const keepWayBack = (work: (turn: Turn) => Promise<void>): Promise<void> =>
    withWayBack(from.tools, old, mayBeLost, work);
  const takeIn = (work: (turn: Turn) => Promise<void>): Promise<void> => {
    const need = { action: t`move ${want.prefix}`, priority: "first", calls: ["qrcodejumpadd"], spare: 3 } as const;
    return thenPublish(to.tools, want, need, work);
  };
  const swap = (there: Turn, here: Turn): Promise<void> => {
    const forMs = Math.min(outlasting.forMs, OUTLAST_MS);
    const sides = [
      { tools: to.tools, turn: here },
      { ...outlasting, forMs },
      { tools: from.tools, turn: there },
    ] as const;
    return new Swap(...sides).run(old, want);
  };
  // Moves in both directions wait for slots in the same order, so that none waits for another in a circle.
  if (from.order < to.order) return keepWayBack((there) => takeIn((here) => swap(there, here)));
  return takeIn((here) => keepWayBack((there) => swap(there, here)));
}

/**
 * A rule with `permitSubRule: false` keeps other accounts from having rules below it. It may be about to move as well.
 *
 * @throws WechatError if the rule is below one of the old account that stays: the new account could not have it.
 */
async function untilFree({ tools: { live } }: Place, old: Rule): Promise<void> {
  if (isServiceAccountRule(old)) return;
  const untilMs = clock.now() + SETTLE_MS;
  const isAbove = (rule: Rule): boolean =>
    !isServiceAccountRule(rule) && !rule.permitSubRule && rule.prefix !== old.prefix && covers(rule.prefix, old.prefix);
  const above = (await live.like(old)).filter(isAbove);
  for (;;) {
    const occupier = above.length > 0 ? (await live.allNow(above)).find(isAbove) : undefined;
    if (!occupier) return;
    if (clock.now() >= untilMs) throw occupied(old, occupier);
    await clock.sleep(LOOK_EVERY_MS);
  }
}

function occupied({ prefix }: Rule, above: Rule): WechatError {
  return new WechatError({
    action: t`move ${prefix}`,
    code: OCCUPIED,
    outcome: "refused",
    reason: t`its account also has ${above.prefix} with permitSubRule: false, so no other account can have a rule below it`,
    remedy: t`move that rule as well, or set its permitSubRule to true first; nothing was changed`,
  });
}
