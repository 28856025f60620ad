import { describe, sameContent, type Rule } from "../rules/rule";
import type { OnExisting } from "../settings/settings";
import { t } from "../text/message";

/**
 * Why the stack cannot take over a rule that is already live, as clauses for a message: the reason and what to do. Undefined if
 * it can, because the rule is identical or because `onExisting` allows it.
 */
export function whyNotAdopted(
  live: Rule,
  want: Rule,
  onExisting: OnExisting,
): { reason: string; remedy: string } | undefined {
  const identical = sameContent(live, want) && (want.published || !live.published);
  if (onExisting === "adopt" || (onExisting === "adoptIdentical" && identical)) return undefined;
  return {
    reason: t`the account already has this rule: it opens ${describe(live)}, the stack wants ${describe(want)}`,
    remedy:
      identical && onExisting === "fail"
        ? t`set WECHAT_ON_EXISTING=adoptIdentical for this run, or wechat-qr-jump:onExisting in the stack's config, to let this
            stack take it over`
        : t`write the rule as it is live, or set WECHAT_ON_EXISTING=adopt for this run, or wechat-qr-jump:onExisting in the stack's
            config, to let this stack take it over`,
  };
}
