import type { StackRule } from "../reading/read-rules";
import { openedPages, type OpenedPage } from "../rules/opened-pages";
import { sideBySide } from "../system/side-by-side";
import { counted } from "../text/listed";
import { t } from "../text/message";
import { placeText, problemOf, textsOf, type Problem } from "../text/problem";
import { Progress } from "../text/progress";
import { lookAtPages, missingPageText, unseenNotes, type PagesSeen } from "../wechat/page-look";
import { type ReadAccount } from "./read-accounts";
import { ACCOUNTS_AT_ONCE } from "../wechat/account";

type Page = OpenedPage<StackRule>;
export type StackPages = PagesSeen<Page> & { asked: number };

/** A page, and the page that the rules open it as: its mini program may be the account that is asked. */
type Asked = Page & { of: Page };

/**
 * Asks WeChat which pages of these accounts' published rules exist: the account that a page belongs to where it is one of them,
 * otherwise the one that has the rules. A long look says on stderr how far it is.
 */
export async function lookAtStackPages(accounts: readonly ReadAccount[]): Promise<StackPages> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const counting = (count: number): string => counted(count, "page");
  const asked = pagesByAccount(accounts);
  const total = [...asked.values()].reduce((sum, pages) => sum + pages.length, 0);
  const progress = new Progress("seen", say, total, undefined, counting);
  const seen = await sideBySide([...asked], ACCOUNTS_AT_ONCE, ([{ settings, client }, pages]) =>
    lookAtPages(pages, { settings, client, track: (look) => progress.track(look) }),
  );
  return {
    asked: total,
    missing: seen.flatMap(({ missing }) => missing.map(({ of }) => of)),
    unseen: seen.flatMap(({ unseen }) => unseen.map(({ page, reason }) => ({ page: page.of, reason }))),
  };
}

function pagesByAccount(accounts: readonly ReadAccount[]): Map<ReadAccount, Asked[]> {
  const byAppId = new Map(accounts.map((account) => [account.settings.account, account]));
  const asked = new Map<ReadAccount, Asked[]>(accounts.map((account) => [account, []]));
  for (const account of accounts) {
    for (const of of openedPages(account.rules)) {
      const owner = of.appid === undefined ? account : (byAppId.get(of.appid) ?? account);
      asked.get(owner)?.push({ ...of, of, ...(owner !== account && { appid: undefined }) });
    }
  }
  return asked;
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
