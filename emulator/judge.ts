import type { Call, Caller } from "./call";
import { codeCall } from "./code-calls";
import { CODE_ENDPOINT, isTokenEndpoint, PARAMETRIC_CODE_ENDPOINT } from "./endpoints";
import { parametricCodeCall } from "./parametric-code-calls";
import { Refusal, refusalBody } from "./refusal";
import { ruleCall } from "./rule-calls";
import { tokenCall } from "./token-calls";
import type { Success, Verdict } from "./verdict";
import type { World } from "./world";

/** WeChat's verdict on an admitted call. Changes no rule; the verdict's `apply` does that. */
export function judge(world: World, call: Call, caller: Caller): Verdict {
  try {
    return { errcode: 0, ...decide(world, call, caller) };
  } catch (error) {
    if (error instanceof Refusal) return { errcode: error.errcode, answer: refusalBody(error, world.now()) };
    throw error;
  }
}

function decide(world: World, call: Call, caller: Caller): Success {
  if (call.unreadable) throw new Refusal(call.unreadable);
  if (isTokenEndpoint(call.endpoint)) return tokenCall(world, call, call.endpoint, call.params);
  const account = caller.account ?? "";
  checkGrants(world, account, call.params["appid"], caller.thirdParty);
  if (call.endpoint === CODE_ENDPOINT) return codeCall(world, account, call.params);
  if (call.endpoint === PARAMETRIC_CODE_ENDPOINT) return parametricCodeCall(world, account, call.params);
  if (world.options.personal.includes(account)) throw new Refusal(85075);
  return ruleCall(world, account, call.endpoint, call.params);
}

function checkGrants(world: World, account: string, target: unknown, thirdParty: boolean): void {
  const { notGranted, notGrantedToThirdParty } = world.options;
  if (notGranted.includes(account)) throw new Refusal(48001);
  const barred = notGrantedToThirdParty.some((appid) => appid === account || appid === target);
  if (thirdParty && barred) throw new Refusal(61007);
}
