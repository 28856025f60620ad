import type { Authorizer } from "../settings/credentials";
import { t } from "../text/message";
import { NOT_AUTHORIZED, REFRESH_TOKEN_INVALID, TICKET_CODES } from "./error-codes";
import { hasCode, WechatError } from "./errors";
import { givenToken } from "./given-token";
import type { Http } from "./http";
import { listedToken, listRefreshTokens, refreshTokenInFile, tokensIn, type ListedTokens } from "./refresh-tokens";
import { withGiverRemedy, withPlatformRemedy } from "./token-remedies";

type PlatformItself = Pick<Authorizer, "componentAppId" | "component">;

/** What all accounts of one platform share: its own token, and WeChat's list of those who have authorized it. */
export class PlatformAccess {
  private component: Promise<string> | undefined;
  private listed: Promise<ListedTokens> | undefined;
  private file: { text: string; tokens: ReturnType<typeof tokensIn> } | undefined;

  constructor(
    private readonly platform: PlatformItself,
    private readonly http: Http,
    private readonly commandTimeoutMs: number,
  ) {}

  /** What was given, if it was. */
  get given(): Promise<string> | undefined {
    return this.component;
  }

  /** The platform's own token, as it was given. @throws WechatError */
  async componentToken(): Promise<string> {
    const pending = (this.component ??= this.give());
    try {
      return await pending;
    } catch (error) {
      this.forget(pending);
      throw error;
    }
  }

  /** The next call gets another token. */
  forget(pending: Promise<string> | undefined): void {
    if (this.component === pending) this.component = undefined;
  }

  /** @param afresh true if an earlier list is not to be believed. @throws WechatError */
  async refreshTokens(component: string, afresh: boolean): Promise<ListedTokens> {
    if (afresh) this.listed = undefined;
    const pending = (this.listed ??= listRefreshTokens(this.http, component, this.platform.componentAppId));
    try {
      return await pending;
    } catch (error) {
      if (this.listed === pending) this.listed = undefined;
      throw error;
    }
  }

  /** The refresh tokens in a file with this text. Thousands of accounts may have theirs in one. */
  tokensIn(text: string): ReturnType<typeof tokensIn> {
    if (this.file?.text !== text) this.file = { text, tokens: tokensIn(text) };
    return this.file.tokens;
  }

  private async give(): Promise<string> {
    const { setting, value } = this.platform.component;
    const from = { of: "platform", setting, appId: this.platform.componentAppId } as const;
    try {
      switch (setting) {
        case "componentAccessToken":
          return value;
        case "componentAccessTokenCommand":
          return await givenToken({ ...from, command: value }, this.http, this.commandTimeoutMs);
        case "componentAccessTokenUrl":
          return await givenToken({ ...from, url: value }, this.http, this.commandTimeoutMs);
      }
    } catch (error) {
      throw error instanceof WechatError ? withGiverRemedy(setting, error) : error;
    }
  }
}

/**
 * A third-party platform on behalf of one account that has authorized it. What is fetched is kept for the rest of the process, and
 * fetched once more if WeChat refuses it.
 */
export class Platform {
  /** For messages: what asking for a token does. */
  readonly action: string;
  private refreshToken: string | undefined;
  private hasAskedForList = false;

  constructor(
    private readonly credentials: Authorizer,
    private readonly http: Http,
    private readonly access: PlatformAccess,
  ) {
    this.action = t`fetch the access token of authorizer ${credentials.authorizerAppId}`;
  }

  /** The platform's own token, as it was given. @throws WechatError */
  componentToken(): Promise<string> {
    return this.access.componentToken();
  }

  /**
   * WeChat's answer with the authorizer's token.
   *
   * @throws WechatError with what to do about these credentials.
   * @see https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/api_authorizer_token.html
   */
  async askForToken(): Promise<Record<string, unknown>> {
    const kept = this.access.given;
    try {
      return await this.askWithRefreshToken(await this.componentToken());
    } catch (error) {
      if (!isOfComponentToken(error)) throw error;
      this.access.forget(kept ?? this.access.given);
      if (kept === undefined || this.credentials.component.setting === "componentAccessToken") throw error;
      return await this.askWithRefreshToken(await this.componentToken());
    }
  }

  private async askWithRefreshToken(component: string): Promise<Record<string, unknown>> {
    const kept = this.refreshToken;
    try {
      return await this.ask(component, kept ?? (await this.findRefreshToken(component)));
    } catch (error) {
      if (!hasCode(error, NOT_AUTHORIZED, REFRESH_TOKEN_INVALID)) throw error;
      this.refreshToken = undefined;
      if (kept === undefined) throw error;
      // The account may have authorized the platform again.
      return await this.ask(component, await this.findRefreshToken(component));
    }
  }

  private async ask(component: string, refreshToken: string): Promise<Record<string, unknown>> {
    const call = this.http.json({
      action: this.action,
      url: "/cgi-bin/component/api_authorizer_token",
      query: { component_access_token: component },
      body: {
        component_appid: this.credentials.componentAppId,
        authorizer_appid: this.credentials.authorizerAppId,
        authorizer_refresh_token: refreshToken,
      },
    });
    const answer = await this.withRemedy(call);
    const next = answer["authorizer_refresh_token"];
    this.refreshToken = typeof next === "string" && next !== "" ? next : refreshToken;
    return answer;
  }

  private async withRemedy<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw error instanceof WechatError ? withPlatformRemedy(this.credentials, error) : error;
    }
  }

  private async findRefreshToken(component: string): Promise<string> {
    const { credentials } = this;
    const { refresh, authorizerAppId } = credentials;
    switch (refresh?.setting) {
      case "authorizerRefreshToken":
        return refresh.value;
      case "authorizerRefreshTokens":
        return refreshTokenInFile(refresh.value, authorizerAppId, (text) => this.access.tokensIn(text));
      case undefined: {
        const afresh = this.hasAskedForList;
        this.hasAskedForList = true;
        return await this.withRemedy(
          this.access.refreshTokens(component, afresh).then((tokens) => listedToken(tokens, credentials)),
        );
      }
    }
  }
}

/** True if WeChat refuses the platform's own token. */
export function isOfComponentToken(error: unknown): boolean {
  return (error instanceof WechatError && error.retry === "freshToken") || hasCode(error, ...TICKET_CODES);
}
