import type { Call } from "./call";
import type { TokenEndpoint } from "./endpoints";
import type { JsonObject } from "./json";
import { Refusal } from "./refusal";
import { isAppId } from "./rule-fields";
import type { Success } from "./verdict";
import type { World } from "./world";

const REFRESH_TOKEN_PREFIX = "refreshtoken@@@";

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
  }
}

function classicToken(world: World, params: JsonObject): Success {
  const account = credentials(world, params);
  const token = world.tokens.classic(account, world.options.tokenTtlS);
  return { answer: { access_token: token.value, expires_in: world.tokens.secondsLeft(token) } };
}

function stableToken(world: World, params: JsonObject): Success {
  const account = credentials(world, params);
  const { tokens, options } = world;
  const token =
    params["force_refresh"] === true
      ? tokens.forcedStable(account, options.tokenTtlS)
      : (tokens.recentlyDead(account, "stable", options.tokenStaleMs) ?? tokens.stable(account, options.tokenTtlS));
  return { answer: { access_token: token.value, expires_in: tokens.secondsLeft(token) } };
}

function componentToken(world: World, params: JsonObject): Success {
  const component = appIdIn(params["component_appid"]);
  checkSecret(world, params["component_appsecret"]);
  const ticket = params["component_verify_ticket"];
  if (typeof ticket !== "string" || ticket === "") throw new Refusal(61006);
  const token = world.tokens.issue(component, "component", world.options.tokenTtlS);
  return { answer: { component_access_token: token.value, expires_in: world.tokens.secondsLeft(token) } };
}

function authorizerToken(world: World, call: Call, params: JsonObject): Success {
  const caller = world.tokens.require(call.query["component_access_token"], ["component"]);
  if (appIdIn(params["component_appid"]) !== caller.account) throw new Refusal(40013);
  const account = appIdIn(params["authorizer_appid"]);
  const refreshToken = REFRESH_TOKEN_PREFIX + account;
  if (params["authorizer_refresh_token"] !== refreshToken) throw new Refusal(61023);
  world.accounts.add(account);
  const { tokens, options } = world;
  const token =
    tokens.recentlyDead(account, "authorizer", options.tokenStaleMs) ??
    tokens.issue(account, "authorizer", options.tokenTtlS);
  return {
    answer: {
      authorizer_access_token: token.value,
      expires_in: tokens.secondsLeft(token),
      authorizer_refresh_token: refreshToken,
    },
  };
}

function credentials(world: World, params: JsonObject): string {
  if (params["grant_type"] !== "client_credential") throw new Refusal(40002);
  const account = appIdIn(params["appid"]);
  checkSecret(world, params["secret"]);
  world.accounts.add(account);
  return account;
}

function appIdIn(value: unknown): string {
  if (value === undefined || value === "") throw new Refusal(41002);
  if (!isAppId(value)) throw new Refusal(40013);
  return value;
}

function checkSecret(world: World, secret: unknown): void {
  if (secret === undefined || secret === "") throw new Refusal(41004);
  if (secret !== world.options.secret) throw new Refusal(40125);
}
