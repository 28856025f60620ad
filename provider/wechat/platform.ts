import type { Authorizer } from "../settings/settings";
import { t } from "../text/message";
import { NOT_AUTHORIZED, REFRESH_TOKEN_INVALID, TICKET_CODES } from "./error-codes";
import { hasCode, WechatError } from "./errors";
import { givenToken } from "./given-token";
import type { Http } from "./http";
import { listedRefreshToken, refreshTokenInFile } from "./refresh-tokens";
import { withGiverRemedy, withPlatformRemedy } from "./token-remedies";

/**
 * A third-party platform on behalf of one account that has authorized it. What is fetched is kept for the rest of the process, and
 * fetched once more if WeChat refuses it.
 */
export class Platform {
  /** For messages: what asking for a token does. */
  readonly action: string;
  private component: Promise<string> | undefined;
  private refreshToken: string | undefined;

  constructor(
    private readonly credentials: Authorizer,
    private readonly http: Http,
    private readonly commandTimeoutMs: number,
  ) {
    this.action = t`fetch the access token of authorizer ${credentials.authorizerAppId}`;
  }

  /** The platform's own token, as it was given. @throws WechatError */
  async componentToken(): Promise<string> {
    const pending = (this.component ??= this.giveComponentToken());
    try {
      return await pending;
    } catch (error) {
      this.forgetComponent(pending);
      throw error;
    }
  }

  private async giveComponentToken(): Promise<string> {
    const { setting, value } = this.credentials.component;
    const from = { of: "platform", setting, appId: this.credentials.componentAppId } as const;
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

  private forgetComponent(pending: Promise<string> | undefined): void {
    if (this.component === pending) this.component = undefined;
  }

  /**
   * WeChat's answer with the authorizer's token.
   *
   * @throws WechatError with what to do about these credentials.
   * @see https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/api_authorizer_token.html
   */
  async askForToken(): Promise<Record<string, unknown>> {
    const kept = this.component;
    try {
      return await this.askWithRefreshToken(await this.componentToken());
    } catch (error) {
      if (!isOfComponentToken(error)) throw error;
      this.forgetComponent(this.component);
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
    const { refresh, authorizerAppId, componentAppId } = this.credentials;
    switch (refresh?.setting) {
      case "authorizerRefreshToken":
        return refresh.value;
      case "authorizerRefreshTokens":
        return refreshTokenInFile(refresh.value, authorizerAppId);
      case undefined:
        return await this.withRemedy(listedRefreshToken(this.http, { component, componentAppId, authorizerAppId }));
    }
  }
}

/** True if WeChat refuses the platform's own token. */
export function isOfComponentToken(error: unknown): boolean {
  return (error instanceof WechatError && error.retry === "freshToken") || hasCode(error, ...TICKET_CODES);
}
