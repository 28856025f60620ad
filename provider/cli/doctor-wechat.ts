import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import type { Account } from "../wechat/account";
import type { WechatClient } from "../wechat/client";
import { hasCode } from "../wechat/errors";
import { isOfComponentToken } from "../wechat/platform";
import type { LiveAnswer } from "../wechat/wire";
import { counted } from "./outcome";

/** `note` is worth knowing but no reason to fail; `skipped` could not be checked because of another finding. */
export type Verdict = "ok" | "finding" | "note" | "skipped";

export interface Examined {
  name: string;
  verdict: Verdict;
  /** What was seen and, for a finding, what to do. */
  message: string;
}

const ADDRESS_REFUSED = [40164, 61004];
export const NOT_PERMITTED = [48001, 61007];
const MAX_CLOCK_ERROR_MS = 5 * 60_000;

/** @param look the read that shows whether the account may use the API. */
export async function examineWechat(
  account: Account,
  look: (client: WechatClient) => Promise<LiveAnswer>,
): Promise<Examined[]> {
  const { platform } = account.tokens;
  const component = platform ? await attempt(platform.componentToken()) : {};
  const token = component.error ? component : await attempt(account.tokens.get());
  const read = token.error ? token : await attempt(look(account.client));
  const answer = read.error ? undefined : (read.value as LiveAnswer);
  return [
    ...(platform ? examinePlatform(component.error, token.error) : [examineToken(token.error)]),
    examineAddress(token.error ?? read.error, answer),
    ...(answer ? examineAnswer(answer) : examineRefusal(read.error, token.error !== undefined)),
    examineClock(account.http.clockAheadMs),
  ];
}

async function attempt<T>(work: Promise<T>): Promise<{ value?: T; error?: Error }> {
  try {
    return { value: await work };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function examineToken(error: Error | undefined, name = "token"): Examined {
  if (!error) return { name, verdict: "ok", message: t`received` };
  if (hasCode(error, ...ADDRESS_REFUSED)) return { name, verdict: "skipped", message: t`the address is refused` };
  return { name, verdict: "finding", message: error.message };
}

/** Two steps: the platform's own token, and with it the one of the account that has authorized the platform. */
function examinePlatform(component: Error | undefined, token: Error | undefined): Examined[] {
  const [own, authorizer] = ["component token", "authorizer"];
  if (!token) return [{ name: own, verdict: "ok", message: t`received` }, examineToken(undefined, authorizer)];
  if (hasCode(token, ...ADDRESS_REFUSED)) return [examineToken(token, own), examineToken(token, authorizer)];
  if (component !== undefined || isOfComponentToken(token)) {
    return [examineToken(token, own), ...skipped([authorizer], t`the platform's token is needed`)];
  }
  return [{ name: own, verdict: "ok", message: t`received` }, examineToken(token, authorizer)];
}

function examineAddress(error: Error | undefined, answer: LiveAnswer | undefined): Examined {
  const name = "IP allow-list";
  if (answer) return { name, verdict: "ok", message: t`WeChat answers to this machine's address` };
  if (hasCode(error, ...ADDRESS_REFUSED)) return { name, verdict: "finding", message: messageOf(error) };
  return { name, verdict: "skipped", message: t`WeChat has not answered to a read` };
}

function examineAnswer({ publishQuotaLeft, switchedOn }: LiveAnswer): Examined[] {
  const none = t`none left this month; wait for the first of next month, Beijing time, or declare new rules with published: false`;
  const off = t`WeChat says that the feature is off (qrcodejump_open 0), which it also says of accounts whose rules work; if rules do
    not open, switch it on in the console`;
  return [
    { name: "permission", verdict: "ok", message: t`the rules can be read` },
    publishQuotaLeft > 0
      ? {
          name: "publishes",
          verdict: "ok",
          message: t`${counted(publishQuotaLeft, "publish", "publishes")} left this month`,
        }
      : { name: "publishes", verdict: "finding", message: none },
    switchedOn === false
      ? { name: "feature switch", verdict: "note", message: off }
      : { name: "feature switch", verdict: "ok", message: switchedOn ? t`on` : t`WeChat does not say` },
  ];
}

/** Judges the permission by WeChat's refusal. Reports other failures too, unless the token or address check does. */
function examineRefusal(error: Error | undefined, told: boolean): Examined[] {
  const because = told ? t`a token is needed` : t`the rules cannot be read`;
  const isTold = told || hasCode(error, ...ADDRESS_REFUSED);
  const permission: Examined = isTold
    ? { name: "permission", verdict: "skipped", message: because }
    : { name: hasCode(error, ...NOT_PERMITTED) ? "permission" : "read", verdict: "finding", message: messageOf(error) };
  return [permission, ...skipped(["publishes", "feature switch"], because)];
}

function examineClock(aheadMs: number | undefined): Examined {
  const name = "clock";
  if (aheadMs === undefined) return { name, verdict: "skipped", message: t`no answer says what time it is` };
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  if (Math.abs(aheadMs) <= MAX_CLOCK_ERROR_MS) return { name, verdict: "ok", message: t`right` };
  const message =
    aheadMs > 0
      ? t`this machine is ${minutes} minutes ahead of WeChat; set its clock (NTP): TLS and token lifetimes depend on it`
      : t`this machine is ${minutes} minutes behind WeChat; set its clock (NTP): TLS and token lifetimes depend on it`;
  return { name, verdict: "finding", message };
}

export function skipped(names: string[], why: string): Examined[] {
  return names.map((name) => ({ name, verdict: "skipped", message: t`not looked at, ${why}` }));
}
