import { filledIn } from "../settings/any-account";
import { badEnding, CommandFailure, runCommand } from "../system/run-command";
import { t } from "../text/message";
import { refusal, WechatError } from "./errors";
import { errmsgOf, parseObject, type Http } from "./http";

/** A command or a URL that gives a token. */
export type TokenGiver = {
  /** Whose token: the account's, or the platform's own. */
  of: "account" | "platform";
  /** The setting that holds the command or the URL. */
  setting: string;
  /** Stands for `{appId}`, and a command gets it in its environment. */
  appId?: string | undefined;
} & ({ command: string } | { url: string });

/** @throws WechatError that names the setting and repeats nothing of what it gave. */
export async function givenToken(giver: TokenGiver, http: Http, commandTimeoutMs: number): Promise<string> {
  const { setting } = giver;
  const given =
    "command" in giver
      ? await outputOf(giver, giver.command, commandTimeoutMs)
      : await answerOf(giver, giver.url, http);
  const text = given.trim();
  const value = withoutQuotes(text.startsWith("{") ? (tokenIn(parseObject(text), giver) ?? "") : text);
  if (TOKEN.test(value)) return value;
  const name = nameOf(giver);
  throw tokenError(
    t`read the ${name} from wechat-qr-jump:${setting}`,
    t`what it gave is not a token`,
    t`it must give the current ${name} and nothing else`,
  );
}

function nameOf({ of }: TokenGiver): string {
  return { account: t`access token`, platform: t`component access token` }[of];
}

async function answerOf(giver: TokenGiver, url: string, http: Http): Promise<string> {
  const action = t`fetch the ${nameOf(giver)} from wechat-qr-jump:${giver.setting}`;
  const { status, text } = await http.text({ action, method: "GET", url: filledIn(url, giver.appId) });
  const refused = relayedRefusal(action, text, giver);
  if (refused) throw refused;
  if (status !== 200) throw tokenError(action, `HTTP ${status}`, t`correct the setting, or fix the token server`);
  return text;
}

/** Runs the command. Its stderr may hold anything and is not kept. */
async function outputOf(giver: TokenGiver, command: string, timeoutMs: number): Promise<string> {
  const { appId, setting } = giver;
  const action = t`run wechat-qr-jump:${setting}`;
  const env = { ...process.env, ...(appId !== undefined && { WECHAT_TOKEN_APP_ID: appId }) };
  try {
    const ended = await runCommand({ file: filledIn(command, appId), env }, { timeoutMs });
    const refused = relayedRefusal(action, ended.stdout, giver);
    if (refused) throw refused;
    const reason = badEnding(ended);
    if (reason) throw new CommandFailure(reason);
    return ended.stdout;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    const remedy = t`run it by hand to see why; it must print the current ${nameOf(giver)} and nothing else`;
    throw tokenError(action, t`it ${error.message}`, remedy);
  }
}

/** No blanks, no quotes. */
const TOKEN = /^[!#-&(-_a-~]{16,1024}$/;

function withoutQuotes(text: string): string {
  return (/^(["'`])(.*)\1$/s.exec(text.trim())?.[2] ?? text).trim();
}

function tokenIn(answer: Record<string, unknown> | undefined, { of }: TokenGiver): string | undefined {
  const own = of === "platform" ? answer?.["component_access_token"] : undefined;
  const value = own ?? answer?.["access_token"];
  return typeof value === "string" ? value : undefined;
}

/** WeChat's refusal, if a command or a token server passes it on instead of a token. */
function relayedRefusal(action: string, text: string, giver: TokenGiver): WechatError | undefined {
  const answer = parseObject(text.trim());
  const errcode = Number(answer?.["errcode"] ?? 0);
  if (!answer || tokenIn(answer, giver) || !Number.isInteger(errcode) || errcode === 0) return undefined;
  return refusal(action, errcode, errmsgOf(answer));
}

export function tokenError(action: string, reason: string, remedy: string): WechatError {
  return new WechatError({ action, outcome: "refused", reason, remedy });
}
