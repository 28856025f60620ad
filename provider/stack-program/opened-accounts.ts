import type { Accounts, Owner } from "../settings/accounts";
import type { OnAccountFailure, Settings } from "../settings/settings";
import { NoCredentialsError, SettingsError } from "../settings/source";
import { sideBySide } from "../system/side-by-side";
import { counted, listed } from "../text/listed";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { Progress } from "../text/progress";
import { AccountOpener, ACCOUNTS_AT_ONCE } from "../wechat/account";
import type { WechatClient } from "../wechat/client";
import { WechatError } from "../wechat/errors";
import { LiveRules } from "../wechat/live-rules";
import type { AccountPart } from "./account-parts";

/** Access to an account that could be read. */
export interface Opened {
  settings: Settings;
  client: WechatClient;
  live: LiveRules;
  /** Messages by prefix about records of WeChat that are not rules. */
  odd: ReadonlyMap<string, string>;
}

export interface OpenedAccounts {
  opened: ReadonlyMap<Owner, Opened>;
  /** The accounts that cannot be used, and why. */
  failed: ReadonlyMap<Owner, string>;
  /** The accounts without credentials, where a preview goes on without looking at WeChat, and why. */
  blind: ReadonlyMap<Owner, string>;
}

/**
 * Reads what is live in each account for the first time, which shows whether credentials and network work.
 *
 * @param isPreview lets accounts without credentials pass: the preview of a pull request from a fork has none.
 * @param say prints a line for now; every few seconds it tells how many accounts have been read.
 * @throws if the stack has one account, and it cannot be used.
 */
export async function openAccounts(
  accounts: Accounts,
  parts: readonly AccountPart[],
  isPreview: boolean,
  say: (line: string) => void,
): Promise<OpenedAccounts> {
  const opener = new AccountOpener();
  const opened = new Map<Owner, Opened>();
  const failed = new Map<Owner, string>();
  const blind = new Map<Owner, string>();
  const progress = new Progress("seen", say, parts.length, undefined, (count) => counted(count, "account"));
  const open = async (part: AccountPart): Promise<void> => {
    const { owner, label } = part;
    try {
      const settings = accounts.settingsOf(owner);
      const { client } = opener.open(settings);
      const live = new LiveRules(client);
      opened.set(owner, { settings, client, live, odd: await live.oddLike(toRead(part)) });
    } catch (error) {
      if (error instanceof NoCredentialsError && isPreview) blind.set(owner, messageOf(error));
      else if (label === undefined || !isOfAccount(error)) throw error;
      else failed.set(owner, messageOf(error));
    }
  };
  await sideBySide(parts, ACCOUNTS_AT_ONCE, (part) => progress.track(open(part)));
  // In the order of the list, however long each took.
  const inOrder = (of: ReadonlyMap<Owner, string>): Map<Owner, string> =>
    new Map(parts.flatMap(({ owner }) => (of.has(owner) ? [[owner, of.get(owner) ?? ""] as const] : [])));
  return { opened, failed: inOrder(failed), blind: inOrder(blind) };
}

/** An account that only loses rules is read too where the others go on without it. */
function toRead({ label, rules, recorded }: AccountPart): Parameters<LiveRules["oddLike"]>[0] {
  if (rules.length > 0 || label === undefined) return rules.map(({ args }) => args);
  return recorded.slice(0, 1).map(({ rule }) => rule);
}

function isOfAccount(error: unknown): boolean {
  return error instanceof WechatError || error instanceof SettingsError;
}

/** How many reasons are told, and how many more accounts are named. */
const SHOWN = 10;
const NAMED = 100;

/** One sentence for all accounts with the same reason; the first ten reasons. */
export function failureTexts(
  failed: ReadonlyMap<Owner, string>,
  accounts: Accounts,
  text: (labels: string, reason: string) => string,
): string[] {
  const labels = new Map<string, string[]>();
  for (const [owner, reason] of failed) labels.set(reason, [...(labels.get(reason) ?? []), accounts.label(owner)]);
  const all = [...labels];
  const others = all.slice(SHOWN).flatMap(([, of]) => of);
  const lines = all.slice(0, SHOWN).map(([reason, of]) => text(listed(of), reason));
  if (others.length === 0) return lines;
  return [...lines, t`The same holds for ${counted(others.length, "other account")}: ${listed(others, NAMED)}.`];
}

/** Why the run must not start: accounts that cannot be used, or all of them where such accounts are skipped. */
export function failureProblems(
  { opened, failed }: OpenedAccounts,
  accounts: Accounts,
  onAccountFailure: OnAccountFailure,
): string[] {
  const isSkipping = onAccountFailure === "skip";
  if (failed.size === 0 || (isSkipping && opened.size > 0)) return [];
  return [
    ...failureTexts(failed, accounts, (labels, reason) => t`Account ${labels} cannot be used: ${reason}`),
    isSkipping
      ? t`Nothing was begun: none of the accounts can be used, so there is nothing to go on with.`
      : t`Nothing was begun in any account. With wechat-qr-jump:onAccountFailure: skip the rules of such accounts stay as they are, and the
      others go on.`,
  ];
}
