import type { Call } from "./call";
import type { TokenEndpoint } from "./endpoints";
import type { JsonObject } from "./json";
import { Refusal } from "./refusal";
import { isAppId } from "./rule-fields";
import type { Success } from "./verdict";
import type { World } from "./world";

const MOST_AUTHORIZERS = 500;

/** The answer of a token endpoint. Issuing a token changes no rule, so it needs no separate apply. */
export function tokenCall(world: World, call: Call, endpoint: TokenEndpoint, params: JsonObject): Success {
  switch (endpoint) {
    case "token":
      return classicToken(world, params);
    case "stable_token":
      return stableToken(world, params);
    case "api_component_token":
      return componentToken(world, params);
    case "api_authorizer_token":
      return authorizerToken(world, call, params);
    case "api_get_authorizer_list":
      return authorizerList(world, call, params);
  }
}

function classicToken(world: World, params: JsonObject): Success {
  const account = credentials(world, params);
  const token = world.tokens.classic(account, world.optionsOf(account).tokenTtlS);
  return { answer: { access_token: token.value, expires_in: world.tokens.secondsLeft(token) } };
}

function stableToken(world: World, params: JsonObject): Success {
  const account = credentials(world, params);
  const { tokens } = world;
  const { tokenTtlS, tokenStaleMs } = world.optionsOf(account);
  const token =
    params["force_refresh"] === true
      ? tokens.forcedStable(account, tokenTtlS)
      : (tokens.recentlyDead(account, "stable", tokenStaleMs) ?? tokens.stable(account, tokenTtlS));
  return { answer: { access_token: token.value, expires_in: tokens.secondsLeft(token) } };
}

function componentToken(world: World, params: JsonObject): Success {
  const component = appIdIn(params["component_appid"]);
  checkSecret(world, component, params["component_appsecret"]);
  const ticket = params["component_verify_ticket"];
  if (typeof ticket !== "string" || ticket === "") throw new Refusal(61006);
  const token = world.tokens.issue(component, "component", world.optionsOf(component).tokenTtlS);
  return { answer: { component_access_token: token.value, expires_in: world.tokens.secondsLeft(token) } };
}

function authorizerToken(world: World, call: Call, params: JsonObject): Success {
  requirePlatform(world, call, params);
  const account = appIdIn(params["authorizer_appid"]);
  const { tokens, options, authorizers } = world;
  const { tokenTtlS, tokenStaleMs } = world.optionsOf(account);
  if (!authorizers.has(account, options.authorizers)) throw new Refusal(61003);
  if (params["authorizer_refresh_token"] !== authorizers.refreshTokenOf(account)) throw new Refusal(61023);
  world.accounts.add(account);
  if (options.rotateRefreshTokens) authorizers.rotate(account);
  const token =
    tokens.recentlyDead(account, "authorizer", tokenStaleMs) ?? tokens.issue(account, "authorizer", tokenTtlS);
  return {
    answer: {
      authorizer_access_token: token.value,
      expires_in: tokens.secondsLeft(token),
      authorizer_refresh_token: authorizers.show(account),
    },
  };
}

/** @see https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/api_getauthorizerlist.html */
function authorizerList(world: World, call: Call, params: JsonObject): Success {
  requirePlatform(world, call, params);
  const { authorizers, accounts, options } = world;
  const [offset, count] = [wholeIn(params["offset"], 0), wholeIn(params["count"], 1)];
  if (count > MOST_AUTHORIZERS) throw new Refusal(40170);
  const all = authorizers.all(accounts, options.authorizers);
  const list = all.slice(offset, offset + count).map((account) => ({
    authorizer_appid: account,
    refresh_token: options.listedWithoutToken.includes(account) ? "" : authorizers.show(account),
    auth_time: authorizers.authorizedAtS(account),
  }));
  return { answer: { total_count: all.length, list } };
}

/** Newer pages of the documentation call the parameter `access_token`. */
function requirePlatform(world: World, { query }: Call, params: JsonObject): void {
  const token = query["component_access_token"] ?? query["access_token"];
  const { account } = world.tokens.require(token, ["component"]);
  if (appIdIn(params["component_appid"]) !== account) throw new Refusal(40013);
}

function wholeIn(value: unknown, least: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < least) throw new Refusal(40097);
  return value;
}

function credentials(world: World, params: JsonObject): string {
  if (params["grant_type"] !== "client_credential") throw new Refusal(40002);
  const account = appIdIn(params["appid"]);
  checkSecret(world, account, params["secret"]);
  world.accounts.add(account);
  return account;
}

function appIdIn(value: unknown): string {
  if (value === undefined || value === "") throw new Refusal(41002);
  if (!isAppId(value)) throw new Refusal(40013);
  return value;
}

function checkSecret(world: World, account: string, secret: unknown): void {
  if (secret === undefined || secret === "") throw new Refusal(41004);
  if (secret !== world.optionsOf(account).secret) throw new Refusal(40125);
}
