import type { OpenedPage } from "../rules/opened-pages";
import type { Settings } from "../settings/settings";
import { clock } from "../system/clock";
import { sideBySide } from "../system/side-by-side";
import { counted, listed } from "../text/listed";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { openMiniProgram } from "./account";
import type { WechatClient } from "./client";
import { hasCode } from "./errors";

/** How to look at pages. */
export interface Looking {
  settings: Settings;
  /** Of the stack's own account. */
  client: WechatClient;
  /** The settings of another account that is a mini program, if there are any. */
  settingsOf?: ((appId: string) => Settings | undefined) | undefined;
  /** @default no limit */
  withinMs?: number;
  /** Follows the look at each page. */
  track?: (look: Promise<void>) => Promise<void>;
}

/** What was seen of some pages. */
export interface PagesSeen<P> {
  /** Not in the released version, as WeChat says. */
  missing: P[];
  unseen: Unseen<P>[];
}

/** A page that could not be looked at. */
export interface Unseen<P> {
  page: P;
  /** Why, as a sentence. */
  reason: string;
}

type Verdict = "there" | "missing" | { reason: string };

const AT_ONCE = 5;
const SLACK_MS = 500;

/** Asks WeChat whether the released versions of their mini programs have these pages. Never throws. */
export async function lookAtPages<P extends OpenedPage<unknown>>(
  pages: readonly P[],
  { settings, client, settingsOf = () => undefined, withinMs = Infinity, track = (look) => look }: Looking,
): Promise<PagesSeen<P>> {
  const untilMs = clock.now() + withinMs;
  const clientFor = (appid: string | undefined): WechatClient | undefined =>
    appid === undefined ? client : openMiniProgram(settingsOf(appid), settings, appid, untilMs - clock.now());
  const miniPrograms = new Map<string | undefined, MiniProgram>();
  const verdicts = new Map<P, Verdict>();
  const look = async (page: P): Promise<void> => {
    const { appid } = page;
    const one = miniPrograms.get(appid) ?? new MiniProgram(clientFor(appid), untilMs);
    miniPrograms.set(appid, one);
    verdicts.set(page, await one.verdictOn(page.page));
  };
  const all = sideBySide(pages, AT_ONCE, async (page) => {
    if (clock.now() < untilMs) await track(look(page));
  });
  await (withinMs === Infinity ? all : orTimeIsUp(all, withinMs));
  const verdictOn = (page: P): Verdict => verdicts.get(page) ?? { reason: tooLateReason(withinMs) };
  return {
    missing: pages.filter((page) => verdictOn(page) === "missing"),
    unseen: pages.flatMap((page) => {
      const verdict = verdictOn(page);
      return typeof verdict === "string" ? [] : [{ page, ...verdict }];
    }),
  };
}

/** Refusals that say something about the page asked for, and nothing about others. */
const OF_ONE_PAGE = [40097, 40159, 40169, 40212, 85096];

class MiniProgram {
  /** Why no more of its pages are asked for. */
  private stopped: string | undefined;

  /** @param client undefined if there is no token for it. */
  constructor(
    private readonly client: WechatClient | undefined,
    private readonly untilMs: number,
  ) {}

  async verdictOn(page: string): Promise<Verdict> {
    if (!this.client) return { reason: noTokenReason() };
    if (this.stopped !== undefined) return { reason: this.stopped };
    try {
      // The look itself ends first, so that its end is not taken for a fault of the call.
      return (await this.client.hasPage(page, this.untilMs + SLACK_MS)) ? "there" : "missing";
    } catch (error) {
      if (hasCode(error, ...OF_ONE_PAGE)) return { reason: messageOf(error) };
      return { reason: (this.stopped ??= messageOf(error)) };
    }
  }
}

function noTokenReason(): string {
  return t`the token of a service account does not show a mini program's pages; let wechat-qr-jump:accessTokenUrl or
    wechat-qr-jump:accessTokenCommand have {appId} in it, which gives the token of any app id, or name the mini program under
    wechat-qr-jump:accounts.`;
}

function tooLateReason(withinMs: number): string {
  return t`${withinMs / 1000} s were not enough.`;
}

async function orTimeIsUp(work: Promise<unknown>, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, withinMs)))]);
  clearTimeout(timer);
}

/** One sentence about a page that is missing. @param prefixes of the rules that open it. */
export function missingPageText({ page }: OpenedPage<unknown>, prefixes: string[]): string {
  return t`page ${page} of ${listed(prefixes)} is not in the released version of the mini program (41030); publish the version that
    has it, or correct the path`;
}

/** One note for each reason why pages were not looked at. */
export function unseenNotes(unseen: readonly Unseen<unknown>[]): string[] {
  const counts = new Map<string, number>();
  for (const { reason } of unseen) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => t`${counted(count, "page")} could not be looked at: ${reason}`);
}
