import type { Settings } from "../settings/settings";
import { SettingsError } from "../settings/source";
import { sideBySide } from "../system/side-by-side";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { AccountOpener, ACCOUNTS_AT_ONCE } from "../wechat/account";
import type { WechatClient } from "../wechat/client";
import { WechatError } from "../wechat/errors";
import type { Live } from "./comparison";
import { CommandError } from "./outcome";
import { readLive } from "./read-live";
import type { StackAccount } from "./stack-accounts";
import type { StackSettings } from "./stack-settings";

/** One of a stack's accounts, and what is live in it. */
export interface ReadAccount extends StackAccount {
  settings: Settings;
  client: WechatClient;
  live: Live[];
  publishQuotaLeft: number;
}

/** One of several accounts that cannot be read. */
export interface FailedAccount extends StackAccount {
  reason: string;
}

/** What could be read of a stack's accounts. */
export interface AccountsRead {
  read: ReadAccount[];
  failed: FailedAccount[];
}

/**
 * Reads what is live in accounts of a stack, side by side. Of several, those that fail do not hide the others.
 *
 * @param appids the mini programs whose rules are read too; see {@link readLive}.
 * @throws SettingsError, CommandError, WechatError if the stack has one account
 */
export async function readAccounts(
  accounts: readonly StackAccount[],
  settingsOf: StackSettings,
  appids: string[] = [],
): Promise<AccountsRead> {
  const opener = new AccountOpener();
  const all = await sideBySide(accounts, ACCOUNTS_AT_ONCE, async (account): Promise<ReadAccount | FailedAccount> => {
    try {
      const settings = await settingsOf.of(account.owner);
      const { client } = opener.open(settings);
      const declared = account.rules.map(({ args }) => args);
      const { rules, publishQuotaLeft } = await readLive(client, declared, appids);
      const live = rules.map((rule) => ({ rule, owner: account.owner }));
      return { ...account, settings, client, live, publishQuotaLeft };
    } catch (error) {
      if (account.label === undefined || !isOfAccount(error)) throw error;
      return { ...account, reason: messageOf(error) };
    }
  });
  return {
    read: all.flatMap((one) => ("live" in one ? [one] : [])),
    failed: all.flatMap((one) => ("reason" in one ? [one] : [])),
  };
}

function isOfAccount(error: unknown): boolean {
  return error instanceof WechatError || error instanceof SettingsError || error instanceof CommandError;
}

/** Like {@link readAccounts}. @throws CommandError that names every account that cannot be read */
export async function readAllAccounts(...args: Parameters<typeof readAccounts>): Promise<ReadAccount[]> {
  const { read, failed } = await readAccounts(...args);
  if (failed.length > 0) throw new CommandError(failed.map(failureText).join("\n"));
  return read;
}

export function failureText({ label, reason }: FailedAccount): string {
  return t`Account ${label} cannot be used: ${reason}`;
}
