import { budgetProblem, rulesToPublish, type Wanted } from "./publish-budget";
import type { Rule } from "./rule";
import type { Session } from "./session";

/**
 * Looks at WeChat before anything is declared: credentials and network work, and the month's publishes suffice for the plan.
 *
 * @returns why the run must not begin, or undefined.
 * @throws WechatError where WeChat cannot be read.
 */
export async function preflight(rules: Rule[], { live }: Session): Promise<string | undefined> {
  const wanted: Wanted[] = await Promise.all(rules.map(async (want) => ({ want, live: await live.find(want) })));
  const toPublish = rulesToPublish(wanted);
  return budgetProblem(toPublish, live.publishQuota.left ?? 0);
}
