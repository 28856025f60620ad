import { appidOf, type Rule } from "../rules/rule";
import type { WechatClient } from "../wechat/client";

/** What is live in the account. */
export interface LiveAccount {
  rules: Rule[];
  publishQuotaLeft: number;
}

/**
 * Reads what is live. WeChat lists link rules per account and service-account rules per mini program. So this reads the rules
 * of the mini programs that are named or that declared rules open. It reads link rules too, unless all of these show that the
 * account is a service account.
 *
 * @throws WechatError
 */
export async function readLive(client: WechatClient, declared: Rule[], named: string[] = []): Promise<LiveAccount> {
  const appids = [...new Set([...named, ...declared.flatMap((rule) => appidOf(rule) ?? [])])];
  const readLinks = appids.length === 0 || declared.some((rule) => appidOf(rule) === undefined);
  const reads = [
    ...(readLinks ? [client.getLinkRules()] : []),
    ...appids.map((appid) => client.getAllServiceAccountRules(appid)),
  ];
  const answers = await Promise.all(reads);
  return {
    rules: answers.flatMap(({ rules }) => rules),
    publishQuotaLeft: Math.min(...answers.map(({ publishQuotaLeft }) => publishQuotaLeft)),
  };
}
