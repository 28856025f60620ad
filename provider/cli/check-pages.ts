import type { StackRule } from "../reading/read-rules";
import { openedPages, type OpenedPage } from "../rules/opened-pages";
import type { Settings } from "../settings/settings";
import { counted } from "../text/listed";
import { t } from "../text/message";
import { placeText, problemOf, textsOf, type Problem } from "../text/problem";
import { Progress } from "../text/progress";
import type { WechatClient } from "../wechat/client";
import { lookAtPages, missingPageText, unseenNotes, type PagesSeen } from "../wechat/page-look";

type Page = OpenedPage<StackRule>;
export type StackPages = PagesSeen<Page> & { asked: number };

/** Asks WeChat which pages of a stack's published rules exist. A long look says on stderr how far it is. */
export async function lookAtStackPages(
  rules: readonly StackRule[],
  settings: Settings,
  client: WechatClient,
): Promise<StackPages> {
  const pages = openedPages(rules);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const counting = (count: number): string => counted(count, "page");
  const progress = new Progress("seen", say, pages.length, undefined, counting);
  const seen = await lookAtPages(pages, { settings, client, track: (look) => progress.track(look) });
  return { ...seen, asked: pages.length };
}

/** One problem for each rule that opens a missing page. @param stackFile is named where the rule has no place. */
export function pageProblems({ missing }: StackPages, stackFile: string): Problem[] {
  return missing.flatMap((page) => page.rules.map((rule) => pageProblem(page, rule, stackFile)));
}

function pageProblem(page: Page, { at, args }: StackRule, stackFile: string): Problem {
  const reason = missingPageText(page, [args.prefix]);
  return { ...problemOf(at ? placeText(at) : stackFile, reason), at };
}

/** What is said of the pages below the other findings. */
export function pagesText(pages: StackPages, stackFile: string): string[] {
  const { asked, missing, unseen } = pages;
  const there = asked - missing.length - unseen.length;
  return [
    ...textsOf(pageProblems(pages, stackFile)),
    ...unseenNotes(unseen).map((note) => t`note: ${note}`),
    t`${stackFile}: ${counted(asked, "page")}: ${there} in the released version, ${missing.length} not in it, ${unseen.length} not
      looked at.`,
  ];
}

export function pagesJson(pages: StackPages, stackFile: string): Record<string, unknown> {
  const named = ({ page, appid }: Page): object => ({ page, ...(appid !== undefined && { appid }) });
  return {
    asked: pages.asked,
    missing: pages.missing.flatMap((page) =>
      page.rules.map((rule) => ({
        ...named(page),
        prefix: rule.args.prefix,
        ...pageProblem(page, rule, stackFile),
      })),
    ),
    notLookedAt: pages.unseen.map(({ page, reason }) => ({ ...named(page), reason })),
  };
}
