import type { Call, Caller } from "./call";
import { CODE_ENDPOINT, isTokenEndpoint, PARAMETRIC_CODE_ENDPOINT, type RuleEndpoint } from "./endpoints";
import type { JsonObject } from "./json";
import { isServicePrefix } from "./links";
import { Refusal } from "./refusal";
import type { World } from "./world";

const CALLER_IP = "203.0.113.7";

/** On whose behalf a call is made. Refuses one without the right method or a live token. */
export function identify(world: World, call: Call): Caller {
  checkMethod(call);
  return callerOf(world, call);
}

/** What WeChat's gateway checks before it looks at a call whose caller it knows: address and rates. */
export function admit(world: World, call: Call, { account, thirdParty }: Caller): void {
  const allowed = (thirdParty ? world.options : world.optionsOf(account)).ipAllowList;
  if (allowed && !allowed.includes(CALLER_IP)) throw new Refusal(thirdParty ? 61004 : 40164);
  if (account !== null) checkRates(world, account, call);
}

function checkRates(world: World, account: string, { endpoint, params, at }: Call): void {
  const { windows } = world;
  const options = world.optionsOf(account);
  if (endpoint === CODE_ENDPOINT) return windows.checkCodes(options, account, at);
  // How often WeChat makes parametric codes is not documented: it is taken to be as often as it makes rules.
  if (endpoint === PARAMETRIC_CODE_ENDPOINT) return windows.check(options, account, endpoint, false, at);
  if (!isTokenEndpoint(endpoint)) windows.check(options, account, endpoint, concernsServiceRules(endpoint, params), at);
}

function checkMethod(call: Call): void {
  if (call.endpoint === "token" && call.method !== "GET") throw new Refusal(43001);
  if (call.endpoint !== "token" && call.method !== "POST") throw new Refusal(43002);
}

function callerOf(world: World, call: Call): Caller {
  const { endpoint, params } = call;
  switch (endpoint) {
    case "token":
    case "stable_token":
      return { account: nameIn(params["appid"]), thirdParty: false };
    case "api_component_token":
    case "api_get_authorizer_list":
      return { account: nameIn(params["component_appid"]), thirdParty: true };
    case "api_authorizer_token":
      return { account: nameIn(params["authorizer_appid"]), thirdParty: true };
    default: {
      const token = world.tokens.require(call.query["access_token"], ["classic", "stable", "authorizer"]);
      return { account: token.account, thirdParty: token.kind === "authorizer" };
    }
  }
}

function concernsServiceRules(endpoint: RuleEndpoint, body: JsonObject): boolean {
  if (endpoint === "qrcodejumpdownload") return false;
  if (endpoint === "qrcodejumpget") return typeof body["appid"] === "string" && body["appid"] !== "";
  return typeof body["prefix"] === "string" && isServicePrefix(body["prefix"]);
}

function nameIn(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
