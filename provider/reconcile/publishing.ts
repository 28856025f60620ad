import type { Rule } from "../rules/rule";
import { t } from "../text/message";
import type { Endpoint } from "../wechat/client";
import { PUBLISHES_USED_UP } from "../wechat/error-codes";
import { WechatError } from "../wechat/errors";
import type { Turn } from "../wechat/limits/rate-limit";
import type { Tools } from "./side";

/** What a change needs, apart from the publish. */
export interface Needed {
  /** For messages, e.g. `change https://example.com/`. */
  action: string;
  priority: "first" | "publish";
  calls: readonly Endpoint[];
  spare?: number;
}

type Work = (turn: Turn) => Promise<void>;

/**
 * Runs work that ends in a publish if `want` is published. Reserves a slot for the publish besides those of `calls`, and
 * refuses before anything is sent if the account has no publishes left this month.
 */
export function thenPublish({ client, live }: Tools, want: Rule, need: Needed, work: Work): Promise<void> {
  const { action, calls, ...rest } = need;
  if (!want.published) return client.inOneGo(want, { ...rest, calls }, work);
  return client.inOneGo(want, { ...rest, calls: [...calls, "qrcodejumppublish"] }, async (turn) => {
    const certain = need.priority === "first";
    const release = await live.publishQuota.reserve(() => live.findNow(want), certain);
    if (!release) {
      throw noneLeft(
        action,
        t`the account has 0 publishes left this month`,
        t`wait for the first of next month, Beijing time; nothing was changed`,
      );
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

/**
 * Holds what it takes to delete a rule that moves to another account and, if it must be, to make it again.
 *
 * @param mayBeLost true if the move may begin although the account has no publish left to put the rule back.
 */
export function withWayBack({ client, live }: Tools, old: Rule, mayBeLost: boolean, work: Work): Promise<void> {
  const need = { priority: "first", calls: ["qrcodejumpdelete"], spare: 3 } as const;
  return client.inOneGo(old, need, async (turn) => {
    const release = old.published ? await live.publishQuota.reserve(() => live.findNow(old), true) : () => undefined;
    if (!release && !mayBeLost) {
      throw noneLeft(
        t`move ${old.prefix}`,
        t`the account that has it has 0 publishes left this month, so the rule could not be put back if the other account refused it`,
        t`wait for the first of next month, Beijing time, or set WECHAT_ALLOW_OVER_BUDGET=true for this run; nothing was changed`,
      );
    }
    try {
      await work(turn);
      release?.(false);
    } catch (error) {
      // The rule may have been put back.
      release?.(true);
      throw error;
    }
  });
}

function noneLeft(action: string, reason: string, remedy: string): WechatError {
  return new WechatError({ action, code: PUBLISHES_USED_UP, outcome: "refused", reason, remedy });
}
