import type { Credentials } from "../settings/credentials";
import { t } from "../text/message";
import { NOT_AUTHORIZED } from "./error-codes";
import { hasCode, WechatError } from "./errors";
import { givenToken, tokenError } from "./given-token";
import type { Http } from "./http";
import { Platform, PlatformAccess } from "./platform";
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
  /** Undefined if the account's owner has the credentials. */
  readonly platform: Platform | undefined;
  private token: Promise<Token> | undefined;

  constructor(
    private readonly credentials: Credentials,
    private readonly http: Http,
    private readonly now: () => number = Date.now,
    private readonly commandTimeoutMs = COMMAND_TIMEOUT_MS,
    access?: PlatformAccess,
    /** Called with each token that is fetched. */
    private readonly claim: (value: string) => void = () => undefined,
    /** Names settings in errors; see `Settings.inOwnNames`. */
    private readonly inOwnNames: ((text: string) => string) | undefined = undefined,
  ) {
    this.platform =
      credentials.kind === "authorizer"
        ? new Platform(credentials, http, access ?? new PlatformAccess(credentials, http, commandTimeoutMs))
        : undefined;
  }

  /** @throws WechatError that names the setting to change. */
  get(): Promise<string> {
    return this.named(this.fresh());
  }

  private async named<T>(work: Promise<T>): Promise<T> {
    if (!this.inOwnNames) return work;
    try {
      return await work;
    } catch (error) {
      throw error instanceof WechatError ? error.inWords(this.inOwnNames) : error;
    }
  }

  private async fresh(): Promise<string> {
    this.token ??= this.fetchOwn();
    const pending = this.token;
    try {
      const token = await pending;
      if (this.now() < token.renewAtMs) return token.value;
      this.forget(pending);
      return await this.fresh();
    } catch (error) {
      this.forget(pending);
      throw error instanceof WechatError ? withRemedyFor(this.credentials.kind, error) : error;
    }
  }

  /** Makes a call with the token. A token that cannot be had is a call that was not sent; see also {@link refused}. */
  use<T>(call: (token: string) => Promise<T>): Promise<T> {
    return this.named(this.withToken(call));
  }

  private async withToken<T>(call: (token: string) => Promise<T>): Promise<T> {
    const token = await this.fresh().catch((error: unknown) => {
      throw error instanceof WechatError ? error.beforeCall() : error;
    });
    try {
      return await call(token);
    } catch (error) {
      throw isOfToken(error) ? await this.refused(token, error) : error;
    }
  }

  /**
   * WeChat refused this token with `error`: the next {@link get} fetches another one, if there can be another.
   *
   * @returns the error with what to do about these credentials.
   */
  async refused(value: string, error: WechatError): Promise<WechatError> {
    const remedy = remedyForToken(this.credentials, error);
    if (this.credentials.kind === "accessToken") return error.final(remedy);
    const pending = this.token;
    if (pending && (await pending.catch(() => undefined))?.value === value) this.forget(pending);
    return error.withRemedy(remedy);
  }

  private forget(pending: Promise<Token>): void {
    if (this.token === pending) this.token = undefined;
  }

  private async fetchOwn(): Promise<Token> {
    const token = await this.fetch();
    this.claim(token.value);
    return token;
  }

  private async fetch(): Promise<Token> {
    const { credentials } = this;
    switch (credentials.kind) {
      case "accessToken":
        return usedUntilRefused(credentials.accessToken);
      case "accessTokenCommand":
      case "accessTokenUrl": {
        const giver = { of: "account", setting: credentials.kind, ...credentials } as const;
        return usedUntilRefused(await givenToken(giver, this.http, this.commandTimeoutMs));
      }
      case "authorizer": {
        const platform = this.platform as Platform;
        return this.tokenIn(await platform.askForToken(), "authorizer_access_token", platform.action);
      }
      case "appSecret": {
        const action = t`fetch the access token of ${credentials.appId}`;
        const body = {
          grant_type: "client_credential",
          appid: credentials.appId,
          secret: credentials.appSecret,
          force_refresh: false,
        };
        return this.tokenIn(
          await this.http.json({ action, url: "/cgi-bin/stable_token", body }),
          "access_token",
          action,
        );
      }
    }
  }

  private tokenIn(answer: Record<string, unknown>, field: string, action: string): Token {
    const value = answer[field];
    const lifetimeMs = Number(answer["expires_in"]) * 1000;
    if (typeof value !== "string" || !value || !(lifetimeMs > 0)) {
      throw tokenError(action, t`the answer holds no token`, t`check wechat-qr-jump:endpoint`);
    }
    return { value, renewAtMs: this.now() + lifetimeMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 10) };
  }
}

function usedUntilRefused(value: string): Token {
  return { value, renewAtMs: Infinity };
}

/** True if another token may be accepted: after a new authorization the old one stays dead. */
function isOfToken(error: unknown): error is WechatError {
  return (error instanceof WechatError && error.retry === "freshToken") || hasCode(error, NOT_AUTHORIZED);
}
