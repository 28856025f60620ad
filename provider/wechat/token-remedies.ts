import { environmentVariable, type SettingName } from "../settings/table";
import type { Authorizer, Credentials } from "../settings/credentials";
import { t } from "../text/message";
import { NOT_AUTHORIZED, REFRESH_TOKEN_INVALID, TICKET_CODES } from "./error-codes";
import { hasCode, type WechatError } from "./errors";

type Kind = Credentials["kind"];

const BAD_APP_ID = 40013;
const BAD_SECRET = 40125;
function alone(): string {
  return t`see to it that nothing else fetches tokens for this account by /cgi-bin/token or force_refresh`;
}

/** What to do if WeChat refuses the token that these credentials gave. */
const TOKEN_REFUSED: Record<Exclude<Kind, "authorizer">, () => string> = {
  accessToken: () => t`give a new one in wechat-qr-jump:accessToken or WECHAT_ACCESS_TOKEN`,
  accessTokenCommand: () =>
    t`let wechat-qr-jump:accessTokenCommand (or WECHAT_ACCESS_TOKEN_COMMAND) print the account's current token, and ${alone()}`,
  accessTokenUrl: () =>
    t`let wechat-qr-jump:accessTokenUrl (or WECHAT_ACCESS_TOKEN_URL) answer with the account's current token, and ${alone()}`,
  appSecret: () => t`check wechat-qr-jump:appId and wechat-qr-jump:appSecret, and ${alone()}`,
};

/** What to do if a fetch with these credentials fails in this way; undefined if the error's own remedy fits. */
const FETCH_REFUSED: Record<Kind, (error: WechatError) => string | undefined> = {
  accessToken: () => undefined,
  accessTokenCommand: relayed("accessTokenCommand"),
  accessTokenUrl: relayed("accessTokenUrl"),
  // A platform has several fetches, each with its own remedy.
  authorizer: () => undefined,
  appSecret: ({ retry }) =>
    retry === "freshToken"
      ? t`check wechat-qr-jump:appId and wechat-qr-jump:appSecret (or WECHAT_APP_SECRET)`
      : undefined,
};

/** The remedy for a token that WeChat refused. */
export function remedyForToken(credentials: Credentials, refusal: WechatError): string {
  if (hasCode(refusal, NOT_AUTHORIZED)) {
    return t`let the account authorize the platform again, and run again`;
  }
  if (credentials.kind !== "authorizer") return TOKEN_REFUSED[credentials.kind]();
  const names = ["authorizerAppId", ...(credentials.refresh ? [credentials.refresh.setting] : [])] as const;
  return t`check ${names.map((name) => `wechat-qr-jump:${name}`).join(", ")}, and see to it that no other run of the platform renews
    the token at the same time`;
}

/** The failure of a fetch; its remedy names the settings of these credentials. */
export function withRemedyFor(kind: Kind, error: WechatError): WechatError {
  return withRemedy(error, FETCH_REFUSED[kind](error));
}

/** The failure to get a platform's own token from a command or a URL. */
export function withGiverRemedy(setting: SettingName, error: WechatError): WechatError {
  return withRemedy(error, relayed(setting)(error));
}

/** The failure of a call with the platform's own token. */
export function withPlatformRemedy(credentials: Authorizer, error: WechatError): WechatError {
  return withRemedy(error, platformRemedy(credentials, error));
}

function withRemedy(error: WechatError, remedy: string | undefined): WechatError {
  return remedy === undefined ? error : error.withRemedy(remedy);
}

function platformRemedy({ component, refresh }: Authorizer, { code = 0, retry }: WechatError): string | undefined {
  const { setting } = component;
  if (retry === "freshToken" || TICKET_CODES.includes(code)) {
    const variable = environmentVariable(setting);
    return setting === "componentAccessToken"
      ? t`give the platform's current token in wechat-qr-jump:${setting} or ${variable} (it lives two hours)`
      : t`let wechat-qr-jump:${setting} (or ${variable}) give the platform's current token`;
  }
  switch (code) {
    case BAD_APP_ID:
      return t`correct wechat-qr-jump:componentAppId or wechat-qr-jump:authorizerAppId`;
    case BAD_SECRET:
      return t`correct wechat-qr-jump:${setting}`;
    case NOT_AUTHORIZED:
      return t`let the account authorize the platform again, or correct wechat-qr-jump:authorizerAppId`;
    case REFRESH_TOKEN_INVALID:
      return refresh
        ? t`give that of the account's last authorization in wechat-qr-jump:${refresh.setting}, or leave the setting out: it is then taken
            from WeChat's list of authorizers`
        : t`let the account authorize the platform again`;
    default:
      return undefined;
  }
}

function relayed(setting: SettingName): (error: WechatError) => string | undefined {
  return ({ code, retry }) => {
    if (retry === "freshToken") return t`renew the credentials that wechat-qr-jump:${setting} uses`;
    if (code === BAD_APP_ID) return t`correct the app id that wechat-qr-jump:${setting} uses`;
    return code === BAD_SECRET ? t`correct the app secret that wechat-qr-jump:${setting} uses` : undefined;
  };
}
