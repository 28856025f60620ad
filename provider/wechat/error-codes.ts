import { t } from "../text/message";

/** How a refused call may still succeed. */
export type Retry = "freshToken" | "slower" | "nextMinute";

export const ALREADY_EXISTS = 85071;
export const OCCUPIED = 85072;
export const INVALID_ARGUMENT = 40097;
export const PUBLISHES_USED_UP = 886000;
export const DAMAGED = 85095;
/** The account has not authorized the third-party platform, or no longer. */
export const NOT_AUTHORIZED = 61003;
export const REFRESH_TOKEN_INVALID = 61023;
/** The ticket for a platform's own token has expired, or is wrong. */
export const TICKET_CODES: readonly number[] = [61005, 61006];

export interface CodeMeaning {
  meaning: () => string;
  remedy: () => string;
  outcome?: "unknown";
  retry?: Retry;
  /** The refusal may end soon by itself. */
  passes?: true;
}

const BUSY = {
  meaning: () => t`WeChat's system is busy`,
  remedy: () => t`run "pulumi up" again in a few minutes`,
  outcome: "unknown",
} as const;
const TOKEN = {
  meaning: () => t`the access token is invalid or has expired`,
  remedy: () =>
    t`check the credentials, and that nothing else fetches tokens for this account by /cgi-bin/token or force_refresh`,
  retry: "freshToken",
} as const;
const TICKET = {
  remedy: () => t`use the latest ticket, which WeChat posts to the platform every 10 minutes`,
  passes: true,
} as const;
const BUG = {
  meaning: () => t`WeChat could not read the request`,
  remedy: () => t`this is a fault of pulumi-wechat-qr-jump; please report it with the rid`,
};

/**
 * Codes of the jump-rule endpoints:
 * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpAdd.html
 * @see https://developers.weixin.qq.com/doc/offiaccount/Account_Management/QRCodeJumpAdd.html
 * Codes of every endpoint:
 * @see https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html
 */
export const CODES: Readonly<Record<number, CodeMeaning>> = {
  [-1]: BUSY,
  886001: BUSY,
  40001: TOKEN,
  40014: TOKEN,
  41001: TOKEN,
  42001: TOKEN,
  44990: {
    meaning: () => t`more than 5 calls a second`,
    remedy: () => t`lower wechat-qr-jump:callsPerSecond, or run again when no other pipeline uses the account`,
    retry: "slower",
  },
  45011: {
    meaning: () => t`too many calls this minute`,
    remedy: () => t`wait a minute and run again`,
    retry: "nextMinute",
  },
  40053: { meaning: () => t`WeChat does not take this scene`, remedy: () => t`write another one` },
  45029: { meaning: () => t`WeChat makes no more codes for now`, remedy: () => t`run again later` },
  45009: {
    meaning: () => t`the account's daily quota of API calls is used up`,
    remedy: () => t`run again after midnight Beijing time, when it is reset`,
  },
  40013: { meaning: () => t`WeChat does not know this app id`, remedy: () => t`correct wechat-qr-jump:appId` },
  40125: {
    meaning: () => t`the app secret is wrong`,
    remedy: () =>
      t`set WECHAT_APP_SECRET to the present one, or run "pulumi config set --secret wechat-qr-jump:appSecret SECRET" and then "pulumi up" (refresh and destroy use the config of the last up)`,
  },
  40164: {
    meaning: () => t`the caller's IP address is not in the account's allow-list`,
    remedy: () => t`add the address to the IP allow-list in WeChat's console (it takes up to 10 minutes)`,
    // Calls may leave from several addresses.
    passes: true,
  },
  61004: {
    meaning: () => t`the caller's IP address is not in the third-party platform's allow-list`,
    remedy: () => t`add the address to the allow-list in WeChat's open platform`,
    passes: true,
  },
  61003: {
    meaning: () => t`the account has not authorized the third-party platform, or has revoked it`,
    remedy: () => t`let the account authorize the platform again`,
    // Nothing is given up that is dark: the account may authorize again.
    passes: true,
  },
  61005: { ...TICKET, meaning: () => t`the third-party platform's component_verify_ticket has expired` },
  61006: { ...TICKET, meaning: () => t`the third-party platform's component_verify_ticket is wrong` },
  61023: {
    meaning: () => t`the authorizer's refresh token is invalid`,
    remedy: () => t`correct wechat-qr-jump:authorizerRefreshToken, or let the account authorize the platform again`,
  },
  48001: {
    meaning: () => t`the account has no permission for this API`,
    remedy: () =>
      t`service accounts must be certified, and the QR-code jump feature be switched on in WeChat's console`,
  },
  61007: {
    meaning: () =>
      t`the third-party platform lacks permission set 3 or 18, or the mini program is not linked to the service account`,
    remedy: () => t`grant the permission set, or link the mini program in WeChat's console`,
  },
  40097: {
    meaning: () => t`WeChat calls an argument invalid (a published rule cannot be modified)`,
    remedy: () => t`check the rule's fields`,
  },
  40166: { meaning: () => t`WeChat does not know the mini program`, remedy: () => t`correct the rule's appid` },
  85066: { meaning: () => t`WeChat does not accept the prefix`, remedy: () => t`correct the rule's prefix` },
  85068: { meaning: () => t`a debug URL is not under the prefix`, remedy: () => t`correct the rule's debugUrls` },
  85069: {
    meaning: () => t`WeChat did not find the ownership file`,
    remedy: () =>
      t`download the check file in WeChat's console and serve it in the last directory named in the prefix, without redirects`,
  },
  85070: {
    meaning: () => t`the link is blacklisted`,
    remedy: () => t`use another domain, or appeal in WeChat's console`,
  },
  85071: {
    meaning: () => t`the account already has a rule with this prefix`,
    remedy: () =>
      t`declare it as it is live, or remove it in WeChat's console (a service-account rule may open another mini program there)`,
  },
  85072: {
    meaning: () => t`another account occupies the prefix`,
    remedy: () => t`let its owner remove it; WeChat does not tell whose it is`,
  },
  85073: {
    meaning: () => t`the account cannot have more rules`,
    remedy: () =>
      t`remove rules that are not needed; link rules are limited to 100, service-account rules to 100,000 adds per mini program`,
  },
  85074: {
    meaning: () => t`the mini program has no released version`,
    remedy: () => t`release it, then run "pulumi up" again`,
  },
  85075: {
    meaning: () => t`personal mini programs cannot have rules`,
    remedy: () => t`use a mini program of a company`,
  },
  85076: {
    meaning: () => t`the domain has no ICP filing`,
    remedy: () => t`file it; a fresh filing takes up to 3 working days to reach WeChat`,
  },
  85095: {
    meaning: () => t`the rule's record is damaged in WeChat`,
    remedy: () => t`the rule has to be deleted and added again`,
  },
  886000: {
    meaning: () => t`the publishes of this month (about 100 an account) are used up`,
    remedy: () => t`wait for the first of next month, Beijing time`,
  },
  43002: BUG,
  44002: BUG,
  47001: BUG,
};
