import { filledIn } from "../settings/any-account";
import type { Credentials } from "../settings/settings";
import { badEnding, CommandFailure, runCommand } from "../system/run-command";
import { t } from "../text/message";
import { refusal, WechatError } from "./errors";
import { errmsgOf, parseObject, type Http } from "./http";
import { remedyForToken, withRemedyFor } from "./token-remedies";

interface Token {
  value: string;
  renewAtMs: number;
}

const RENEW_BEFORE_MS = 5 * 60_000;
export const COMMAND_TIMEOUT_MS = 30_000;

/**
 * One access token for the whole process: fetched on first use, shared, and renewed before it expires.
 * @see https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/getStableAccessToken.html
 */
export class TokenSource {
  private token: Promise<Token> | undefined;

  constructor(
    private readonly credentials: Credentials,
    private readonly http: Http,
    private readonly now: () => number = Date.now,
    private readonly commandTimeoutMs = COMMAND_TIMEOUT_MS,
  ) {}

  /** @throws WechatError that names the setting to change. */
  async get(): Promise<string> {
    this.token ??= this.fetch();
    const pending = this.token;
    try {
      const token = await pending;
      if (this.now() < token.renewAtMs) return token.value;
      this.forget(pending);
      return await this.get();
    } catch (error) {
      this.forget(pending);
      throw error instanceof WechatError ? withRemedyFor(this.credentials.kind, error) : error;
    }
  }

  /** Makes a call with the token. A token that cannot be had is a call that was not sent; see also {@link refused}. */
  async use<T>(call: (token: string) => Promise<T>): Promise<T> {
    const token = await this.get().catch((error: unknown) => {
      throw error instanceof WechatError ? error.beforeCall() : error;
    });
    try {
      return await call(token);
    } catch (error) {
      throw error instanceof WechatError && error.retry === "freshToken" ? await this.refused(token, error) : error;
    }
  }

  /**
   * WeChat refused this token with `error`: the next {@link get} fetches another one, if there can be another.
   *
   * @returns the error with what to do about these credentials.
   */
  async refused(value: string, error: WechatError): Promise<WechatError> {
    const { kind } = this.credentials;
    if (kind === "accessToken") return error.final(remedyForToken(kind));
    const pending = this.token;
    if (pending && (await pending.catch(() => undefined))?.value === value) this.forget(pending);
    return error.withRemedy(remedyForToken(kind));
  }

  private forget(pending: Promise<Token>): void {
    if (this.token === pending) this.token = undefined;
  }

  private async fetch(): Promise<Token> {
    const { credentials } = this;
    switch (credentials.kind) {
      case "accessToken":
        return { value: credentials.accessToken, renewAtMs: Infinity };
      case "accessTokenCommand":
        return printedToken("accessTokenCommand", await outputOf(credentials, this.commandTimeoutMs));
      case "accessTokenUrl": {
        const action = t`fetch the access token from wechat-qr-jump:accessTokenUrl`;
        const { status, text } = await this.http.text({
          action,
          method: "GET",
          url: filledIn(credentials.url, credentials.appId),
        });
        const refused = relayedRefusal(action, text);
        if (refused) throw refused;
        if (status !== 200) throw tokenError(action, `HTTP ${status}`, t`correct the setting, or fix the token server`);
        return printedToken("accessTokenUrl", text);
      }
      case "authorizer":
        return this.ask("authorizer_access_token", {
          action: t`fetch the access token of authorizer ${credentials.authorizerAppId}`,
          url: "/cgi-bin/component/api_authorizer_token",
          query: { component_access_token: credentials.componentAccessToken },
          body: {
            component_appid: credentials.componentAppId,
            authorizer_appid: credentials.authorizerAppId,
            authorizer_refresh_token: credentials.authorizerRefreshToken,
          },
        });
      case "appSecret":
        return this.ask("access_token", {
          action: t`fetch the access token of ${credentials.appId}`,
          url: "/cgi-bin/stable_token",
          body: {
            grant_type: "client_credential",
            appid: credentials.appId,
            secret: credentials.appSecret,
            force_refresh: false,
          },
        });
    }
  }

  private async ask(field: string, call: Parameters<Http["json"]>[0]): Promise<Token> {
    const answer = await this.http.json(call);
    const value = answer[field];
    const lifetimeMs = Number(answer["expires_in"]) * 1000;
    if (typeof value !== "string" || !value || !(lifetimeMs > 0)) {
      throw tokenError(call.action, t`the answer holds no token`, t`check wechat-qr-jump:endpoint`);
    }
    return { value, renewAtMs: this.now() + lifetimeMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 10) };
  }
}

type TokenCommand = Extract<Credentials, { kind: "accessTokenCommand" }>;

/** Runs the command. Its stderr may hold anything and is not kept. */
async function outputOf({ command, appId }: TokenCommand, timeoutMs: number): Promise<string> {
  const action = t`run wechat-qr-jump:accessTokenCommand`;
  const env = { ...process.env, ...(appId !== undefined && { WECHAT_TOKEN_APP_ID: appId }) };
  try {
    const ended = await runCommand({ file: filledIn(command, appId), env }, { timeoutMs });
    const refused = relayedRefusal(action, ended.stdout);
    if (refused) throw refused;
    const reason = badEnding(ended);
    if (reason) throw new CommandFailure(reason);
    return ended.stdout;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    const remedy = t`run it by hand to see why; it must print the current access token and nothing else`;
    throw tokenError(action, t`it ${error.message}`, remedy);
  }
}

/** A token as a command or a URL gives it: the bare token, or WeChat's own JSON with `access_token`. Used until WeChat refuses it. */
function printedToken(setting: string, printed: string): Token {
  const text = printed.trim();
  const value = withoutQuotes(text.startsWith("{") ? (tokenIn(parseObject(text)) ?? "") : text);
  if (!TOKEN.test(value)) {
    throw tokenError(
      t`read the access token from wechat-qr-jump:${setting}`,
      t`what it gave is not a token`,
      t`it must give the current access token and nothing else`,
    );
  }
  return { value, renewAtMs: Infinity };
}

/** No blanks, no quotes. */
const TOKEN = /^[!#-&(-_a-~]{16,1024}$/;

function withoutQuotes(text: string): string {
  return (/^(["'`])(.*)\1$/s.exec(text.trim())?.[2] ?? text).trim();
}

function tokenIn(answer: Record<string, unknown> | undefined): string | undefined {
  const token = answer?.["access_token"];
  return typeof token === "string" ? token : undefined;
}

/** WeChat's refusal, if a command or a token server passes it on instead of a token. */
function relayedRefusal(action: string, text: string): WechatError | undefined {
  const answer = parseObject(text.trim());
  const errcode = Number(answer?.["errcode"] ?? 0);
  if (!answer || tokenIn(answer) || !Number.isInteger(errcode) || errcode === 0) return undefined;
  return refusal(action, errcode, errmsgOf(answer));
}

function tokenError(action: string, reason: string, remedy: string): WechatError {
  return new WechatError({ action, outcome: "refused", reason, remedy });
}
