import type { Credentials } from "../settings/settings";
import { t } from "../text/message";
import type { WechatError } from "./errors";

type Kind = Credentials["kind"];

const BAD_APP_ID = 40013;
const BAD_SECRET = 40125;
/** The account has not authorized the platform. */
const NOT_AUTHORIZED = 61003;

/** What to do if WeChat refuses the token that these credentials gave. */
const TOKEN_REFUSED: Record<Kind, () => string> = {
  accessToken: () => t`give a new one in wechat-qr-jump:accessToken or WECHAT_ACCESS_TOKEN`,
  accessTokenCommand: () =>
    t`let wechat-qr-jump:accessTokenCommand (or WECHAT_ACCESS_TOKEN_COMMAND) print the account's current token, and ${alone()}`,
  accessTokenUrl: () =>
    t`let wechat-qr-jump:accessTokenUrl (or WECHAT_ACCESS_TOKEN_URL) answer with the account's current token, and ${alone()}`,
  authorizer: () =>
    t`check wechat-qr-jump:authorizerAppId and wechat-qr-jump:authorizerRefreshToken, and see to it that no other run of the platform renews the token at the same time`,
  appSecret: () => t`check wechat-qr-jump:appId and wechat-qr-jump:appSecret, and ${alone()}`,
};

function alone(): string {
  return t`see to it that nothing else fetches tokens for this account by /cgi-bin/token or force_refresh`;
}

/** What to do if a fetch with these credentials fails in this way; undefined if the code's own remedy fits. */
const FETCH_REFUSED: Record<Kind, (error: WechatError) => string | undefined> = {
  accessToken: () => undefined,
  accessTokenCommand: relayed("accessTokenCommand"),
  accessTokenUrl: relayed("accessTokenUrl"),
  authorizer: ({ code, retry }) => {
    if (retry === "freshToken")
      return t`give the platform's current token in wechat-qr-jump:componentAccessToken or WECHAT_COMPONENT_ACCESS_TOKEN (it lives two hours)`;
    if (code === BAD_APP_ID) return t`correct wechat-qr-jump:componentAppId or wechat-qr-jump:authorizerAppId`;
    if (code === NOT_AUTHORIZED)
      return t`let the account authorize the platform again, or correct wechat-qr-jump:authorizerAppId`;
    return code === BAD_SECRET ? t`correct wechat-qr-jump:componentAccessToken` : undefined;
  },
  appSecret: ({ retry }) =>
    retry === "freshToken"
      ? t`check wechat-qr-jump:appId and wechat-qr-jump:appSecret (or WECHAT_APP_SECRET)`
      : undefined,
};

/** The remedy for a token that WeChat refused. */
export function remedyForToken(kind: Kind): string {
  return TOKEN_REFUSED[kind]();
}

/** The failure of a fetch; its remedy names the settings of these credentials. */
export function withRemedyFor(kind: Kind, error: WechatError): WechatError {
  const remedy = FETCH_REFUSED[kind](error);
  return remedy === undefined ? error : error.withRemedy(remedy);
}

function relayed(setting: "accessTokenCommand" | "accessTokenUrl"): (error: WechatError) => string | undefined {
  return ({ code, retry }) => {
    if (retry === "freshToken") return t`renew the credentials that wechat-qr-jump:${setting} uses`;
    if (code === BAD_APP_ID) return t`correct the app id that wechat-qr-jump:${setting} uses`;
    return code === BAD_SECRET ? t`correct the app secret that wechat-qr-jump:${setting} uses` : undefined;
  };
}
