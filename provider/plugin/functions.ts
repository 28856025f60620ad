import { InvokeResponse, type InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import * as z from "zod";
import type { Props } from "../pulumi/state";
import type { RuleProvider } from "../resource-provider/rule-provider";
import { stackFields } from "../rules/file-fields";
import { serviceAccountRule } from "../rules/rule-schema";
import { NAMESPACE } from "../settings/source";
import { listed } from "../text/listed";
import { t } from "../text/message";
import type { LiveAnswer } from "../wechat/wire";
import { received, structOf } from "./props";
import { checkFailure } from "./rules-service";

/** Which list of live rules: WeChat shows those of a service account by the mini program that they open. */
export const ARGUMENTS = {
  account: stackFields.account,
  appid: serviceAccountRule.shape.appid
    .optional()
    .meta({ description: "For a service account: the app id of the mini program that its rules open." }),
};

const FUNCTIONS: Readonly<Record<string, (live: LiveAnswer) => Props>> = {
  [`${NAMESPACE}:index:getRules`]: ({ rules }) => ({ rules }),
  [`${NAMESPACE}:index:getPublishQuota`]: ({ publishQuotaLeft }) => ({ left: publishQuotaLeft }),
};

/** Answers a function of the plugin from a read of its own. @throws Error if there is no such function, or if WeChat cannot be read. */
export async function invoke(request: InvokeRequest, lifecycle: RuleProvider): Promise<InvokeResponse> {
  const answer = FUNCTIONS[request.getTok()];
  if (!answer) {
    throw new Error(t`${request.getTok()} is not a function; the functions are ${Object.keys(FUNCTIONS).join(", ")}.`);
  }
  const { props } = received(request.getArgs());
  const { data, error } = z.object(ARGUMENTS).safeParse(props);
  const unknown = Object.keys(props).filter((name) => !(name in ARGUMENTS));
  const problems = [
    ...unknown.map((property) => ({
      property,
      reason: t`${property} is not an argument; the arguments are ${Object.keys(ARGUMENTS).join(", ")}`,
    })),
    ...(error?.issues.map(({ path, message }) => ({ property: path.join("."), reason: message })) ?? []),
  ];
  if (!data || problems.length > 0) return new InvokeResponse().setFailuresList(problems.map(checkFailure));
  const live = await lifecycle.list(data.account, data.appid);
  if (live.odd.length > 0) {
    const prefixes = live.odd.map(({ prefix = "?" }) => prefix);
    console.log(t`What WeChat lists for ${listed(prefixes)} is not a rule as documented, and is left out.`);
  }
  return new InvokeResponse().setReturn(structOf(answer(live)));
}
