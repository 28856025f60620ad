import { shadowed } from "./coverage";
import { describe, sameContent, type Rule } from "./rule";
import type { OnExisting } from "./settings";

/**
 * Why a rule that is already live cannot become the stack's, as clauses for a message: what is so, and what to do. Undefined when
 * it can: because it is identical, or because `onExisting` says so.
 */
export function whyNotAdopted(
  live: Rule,
  want: Rule,
  onExisting: OnExisting,
): { reason: string; remedy: string } | undefined {
  const identical = sameContent(live, want) && (want.published || !live.published);
  if (onExisting === "adopt" || (onExisting === "adoptIdentical" && identical)) return undefined;
  return {
    reason: `the account already has this rule: it opens ${describe(live)}, the stack wants ${describe(want)}`,
    remedy: "write the rule as it is live, or set wechat-qr-jump:onExisting to adopt to let this stack take it over",
  };
}

/**
 * Why an unpublished rule must not be added: the most specific rule wins even unpublished, so codes that a shorter published rule
 * opens now would open nothing.
 *
 * @param published the published rules that are live and stay so.
 */
export function shadowingProblem(want: Rule, published: Rule[]): string | undefined {
  const loser = published.find((rule) => shadowed(want, rule));
  if (!loser) return undefined;
  return (
    `${want.prefix} is not to be published, but would take over codes that ${loser.prefix} opens, which then open nothing for the public: ` +
    `nothing was changed. Leave the rule out until it can be published, or set wechat-qr-jump:allowShadowing to true if no code under it is in use.`
  );
}
