import { openedPages } from "../rules/opened-pages";
import { samePage } from "../rules/rule";
import type { Settings } from "../settings/settings";
import { listed } from "../text/listed";
import { t } from "../text/message";
import type { WechatClient } from "../wechat/client";
import { lookAtPages, missingPageText, unseenNotes } from "../wechat/page-look";
import type { Plan } from "./guards/preflight";

/** How long a preview may look at pages. */
const LOOK_MS = 5_000;
/** How many pages get a warning each. */
const LINES = 10;

/** What is said of the pages that a run would open. */
export interface PagesSaid {
  /** Of pages that are not in the released version. */
  warnings: string[];
  /** Of pages that could not be looked at. */
  notes: string[];
}

/** Looks at the pages of rules that this run would add, publish, or let open another page. Never throws, and takes seconds at most. */
export async function lookAtNewPages(
  { rules, recorded }: Pick<Plan, "rules" | "recorded">,
  { settings, client }: { settings: Settings; client: WechatClient },
  settingsOf?: (appId: string) => Settings | undefined,
  withinMs = LOOK_MS,
): Promise<PagesSaid> {
  const before = new Map(recorded.map(({ rule }) => [rule.prefix, rule]));
  const isNew = ({ args }: Plan["rules"][number]): boolean => {
    const was = before.get(args.prefix);
    return !was || !was.published || !samePage(was, args);
  };
  const { missing, unseen } = await lookAtPages(openedPages(rules.filter(isNew)), {
    settings,
    client,
    settingsOf,
    withinMs,
  });
  const shown = missing.slice(0, LINES).map((page) => {
    const prefixes = page.rules.map(({ args }) => args.prefix);
    return t`${missingPageText(page, prefixes)}.`;
  });
  const others = missing.slice(LINES).map(({ page }) => page);
  const rest = others.length > 0 ? [t`The same holds for ${others.length} other pages: ${listed(others)}.`] : [];
  return { warnings: [...shown, ...rest], notes: unseenNotes(unseen) };
}
