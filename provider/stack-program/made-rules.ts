import { SETTLE_MS } from "../reconcile/settled-writes";
import { describe, samePage, type Rule } from "../rules/rule";
import { clock, timeOfDay } from "../system/clock";
import { linesFor, listed } from "../text/listed";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import type { LiveRules } from "../wechat/live-rules";

const AGAIN_AFTER_MS = 1_000;
/** How many rules are named if nothing is known about any. */
const NAMED = 100;

/**
 * Looks again at the rules that a run had to make, once Pulumi is done with them: after a successful `up`, WeChat has what the
 * YAML says, or a warning names each rule that differs.
 *
 * @param mayBeBehind true if a differing read may be behind; it is then repeated until writes have had time to show.
 * @returns warnings, one sentence each.
 */
export async function lookAtMade(rules: readonly Rule[], live: LiveRules, mayBeBehind: boolean): Promise<string[]> {
  const untilMs = clock.now() + (mayBeBehind ? SETTLE_MS : 0);
  try {
    for (let left = rules; left.length > 0;) {
      const isLast = clock.now() >= untilMs;
      const now = await Promise.all(left.map(async (want) => ({ want, live: await live.findNow(want) })));
      const differing = now.filter((rule) => !isSo(rule));
      if (differing.length === 0 || isLast) return linesFor(differing, whatDiffers);
      left = differing.map(({ want }) => want);
      await clock.sleep(AGAIN_AFTER_MS);
    }
    return [];
  } catch (error) {
    const made = listed(
      rules.map(({ prefix }) => prefix),
      NAMED,
    );
    return [
      t`What this run has made could not be looked at in the end: ${messageOf(error)} Run "pulumi up" again, which looks at it first. It
        made ${made}.`,
    ];
  }
}

interface Seen {
  want: Rule;
  live: Rule | undefined;
}

function isSo({ want, live }: Seen): boolean {
  return live !== undefined && live.published === want.published && samePage(live, want);
}

function whatDiffers({ want, live }: Seen): string {
  const at = timeOfDay();
  return live
    ? t`${want.prefix} is not as it is declared: as of ${at}, WeChat has it open ${describe(live)}. Run "pulumi up" again.`
    : t`${want.prefix} is not as it is declared: as of ${at}, WeChat has no such rule. Run "pulumi up" again.`;
}
