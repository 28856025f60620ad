import { appidOf, type Rule } from "../../rules/rule";
import { t } from "../../text/message";
import { visible } from "../../text/visible";
import type { WechatClient } from "../../wechat/client";
import { hasCode } from "../../wechat/errors";
import type { LiveAnswer } from "../../wechat/wire";
import { NOT_PERMITTED } from "../doctor-wechat";
import { byPrefix } from "../import";
import { counted } from "../outcome";

const MAX_SHOWN = 50;

/**
 * Everything that is live: the link rules, and the service-account rules that open the named mini programs. A service account
 * need not be permitted to read link rules, which it cannot have.
 *
 * @throws WechatError
 */
export async function readEverything(client: WechatClient, appids: string[]): Promise<LiveAnswer> {
  const [links, ...services] = await Promise.all([
    client.getLinkRules().catch((error: unknown) => {
      if (appids.length > 0 && error instanceof Error && hasCode(error, ...NOT_PERMITTED)) return undefined;
      throw error;
    }),
    ...appids.map((appid) => client.getAllServiceAccountRules(appid)),
  ]);
  const answers = [links, ...services].filter((answer) => answer !== undefined);
  return {
    rules: answers.flatMap(({ rules }) => rules).sort(byPrefix),
    odd: answers.flatMap(({ odd }) => odd),
    publishQuotaLeft: Math.min(...answers.map(({ publishQuotaLeft }) => publishQuotaLeft)),
    switchedOn: answers[0]?.switchedOn,
    total: answers.reduce((sum, { total }) => sum + total, 0),
  };
}

/** What is live, for people: how many rules, and the first 50 of them. */
export function liveText(rules: Rule[]): string {
  if (rules.length === 0) return t`WeChat has no rule that this account shows.`;
  const published = rules.filter((rule) => rule.published).length;
  const more = rules.length - MAX_SHOWN;
  return [
    t`Live in WeChat: ${counted(rules.length, "rule")}, of which ${published} published.`,
    ...rules.slice(0, MAX_SHOWN).map(lineOf),
    ...(more > 0 ? [t`And ${more} more.`] : []),
  ].join("\n");
}

function lineOf(rule: Rule): string {
  const appid = appidOf(rule);
  const page = appid === undefined ? visible(rule.path) : `${visible(rule.path)} (${appid})`;
  return `  ${visible(rule.prefix)} → ${page}, ${rule.published ? t`published` : t`not published`}`;
}
