import { SETTLE_MS } from "../reconcile/settled-writes";
import { describe, samePage, type Rule } from "../rules/rule";
import { clock, timeOfDay } from "../system/clock";
import { messageOf } from "../text/message-of";
import type { LiveRules } from "../wechat/live-rules";

const AGAIN_AFTER_MS = 1_000;
/** How many rules get a line each. */
const LINES = 10;
/** How many rules are named if nothing is known about any. */
const NAMES = 100;

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
      if (differing.length === 0 || isLast) return lines(differing.map(whatDiffers));
      left = differing.map(({ want }) => want);
      await clock.sleep(AGAIN_AFTER_MS);
    }
    return [];
  } catch (error) {
    return [
      `What this run has made could not be looked at in the end: ${messageOf(error)} Run "pulumi up" again, which looks at it first. It made ${named(rules)}.`,
    ];
  }
}

function named(rules: readonly Rule[]): string {
  const more = rules.length - NAMES;
  const names = rules.slice(0, NAMES).map(({ prefix }) => prefix);
  return names.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

interface Seen {
  want: Rule;
  live: Rule | undefined;
}

function isSo({ want, live }: Seen): boolean {
  return live !== undefined && live.published === want.published && samePage(live, want);
}

function whatDiffers({ want, live }: Seen): string {
  const what = live ? `WeChat has it open ${describe(live)}` : "WeChat has no such rule";
  return `${want.prefix} is not as it is declared: as of ${timeOfDay()}, ${what}. Run "pulumi up" again.`;
}

function lines(all: string[]): string[] {
  const more = all.length - LINES;
  if (more <= 0) return all;
  const prefixes = all.slice(LINES).map((line) => line.split(" ")[0]);
  return [...all.slice(0, LINES), `The same holds for ${more} other rules: ${prefixes.join(", ")}.`];
}
