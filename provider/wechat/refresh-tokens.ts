import type { Authorizer } from "../settings/credentials";
import { isBareSecret } from "../settings/table";
import { inProject } from "../system/project-folder";
import { readText } from "../system/read-text";
import { counted } from "../text/listed";
import { t } from "../text/message";
import { WechatError } from "./errors";
import { tokenError } from "./given-token";
import type { Http } from "./http";

const SETTING = "wechat-qr-jump:authorizerRefreshTokens";
const PAGE = 500;

/**
 * An account's refresh token from a file, which has a map of app id → refresh token.
 *
 * @param file relative to the folder of the project.
 * @param parse {@link tokensIn}, or what keeps its result for the next account.
 * @throws WechatError that shows nothing of the file.
 */
export function refreshTokenInFile(file: string, appId: string, parse: typeof tokensIn = tokensIn): string {
  const wrong = (reason: string, remedy: string): WechatError =>
    tokenError(t`read the refresh token of ${appId} from ${SETTING}`, `${file}: ${reason}`, remedy);
  const { text, reason } = readText(inProject(file));
  if (text === undefined) throw wrong(reason ?? "", t`write a map of app id → refresh token there`);
  const tokens = parse(text);
  if (!tokens) throw wrong(t`this is not a map in YAML or JSON`, t`write one of app id → refresh token`);
  const token = tokens.get(appId);
  if (token === undefined) {
    throw wrong(t`${appId} is not in it`, t`add it, or correct wechat-qr-jump:authorizerAppId`);
  }
  if (typeof token === "string" && isBareSecret(token)) return token;
  throw wrong(t`what it has for ${appId} is not a refresh token`, t`write the bare token`);
}

/** Undefined if the text is not a map. */
export function tokensIn(text: string): Map<string, unknown> | undefined {
  try {
    // Loaded here because few runs need it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- one of the two builds of yaml, that of CommonJS, is enough
    const { parse } = require("yaml") as typeof import("yaml");
    const value: unknown = parse(text, { logLevel: "error" });
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return new Map(Object.entries(value));
  } catch {
    // Its message has an excerpt of the file.
    return undefined;
  }
}

/** WeChat's list of the accounts that have authorized a platform: the refresh token of each, as listed. */
export type ListedTokens = ReadonlyMap<unknown, unknown>;

/**
 * Reads the whole list.
 *
 * @param component the platform's own token.
 * @throws WechatError
 * @see https://developers.weixin.qq.com/doc/knowledge/07e2d7fc2d6a1edf.html for how long a refresh token lives
 * @see https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/api_getauthorizerlist.html
 */
export async function listRefreshTokens(http: Http, component: string, componentAppId: string): Promise<ListedTokens> {
  const action = t`read the authorizers of platform ${componentAppId}`;
  const tokens = new Map<unknown, unknown>();
  for (let seen = 0; ;) {
    const answer = await http.json({
      action,
      url: "/cgi-bin/component/api_get_authorizer_list",
      query: { component_access_token: component },
      body: { component_appid: componentAppId, offset: seen, count: PAGE },
    });
    const { total, page } = pageOf(answer, action);
    for (const account of page) tokens.set(account["authorizer_appid"], account["refresh_token"]);
    seen += page.length;
    if (seen >= total) return tokens;
    if (page.length === 0) throw notBelieved(action);
  }
}

function pageOf(answer: Record<string, unknown>, action: string): { total: number; page: Record<string, unknown>[] } {
  const { total_count: total, list } = answer;
  if (!Array.isArray(list) || !Number.isInteger(Number(total ?? NaN))) throw notBelieved(action);
  const page = list.map((one: unknown) => (typeof one === "object" && one !== null ? one : {}));
  return { total: Number(total), page: page as Record<string, unknown>[] };
}

/** The refresh token that WeChat lists for an account. @throws WechatError */
export function listedToken(tokens: ListedTokens, { authorizerAppId, componentAppId }: Wanted): string {
  const action = t`look for authorizer ${authorizerAppId} of platform ${componentAppId}`;
  if (!tokens.has(authorizerAppId)) throw notListed(action, tokens.size);
  const token = tokens.get(authorizerAppId);
  if (typeof token === "string" && token !== "") return token;
  const reason = t`WeChat lists it without a refresh token`;
  throw tokenError(
    action,
    reason,
    t`give the refresh token in ${SETTING}, or let the account authorize the platform again`,
  );
}

type Wanted = Pick<Authorizer, "authorizerAppId" | "componentAppId">;

function notListed(action: string, total: number): WechatError {
  const reason = t`it is not among the ${counted(total, "account")} that authorized the platform: it never did, or has revoked it`;
  return tokenError(action, reason, t`let it authorize the platform, or correct wechat-qr-jump:authorizerAppId`);
}

/** The next answer may be right. */
function notBelieved(action: string): WechatError {
  const reason = t`WeChat's list of authorizers is not whole`;
  return new WechatError({ action, outcome: "unknown", reason, remedy: t`run again in a few minutes` });
}
