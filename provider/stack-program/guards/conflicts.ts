import { shadowed } from "../../rules/coverage";
import { describe, type Rule } from "../../rules/rule";
import type { OnExisting } from "../../settings/settings";
import { t } from "../../text/message";
import { visible } from "../../text/visible";
import { ALREADY_EXISTS } from "../../wechat/error-codes";

/**
 * Why a rule cannot be added if its prefix is live for another mini program. No `onExisting` takes such a rule over.
 *
 * @param live the rule that has the prefix.
 */
export function otherMiniProgramProblem(live: Rule, want: Rule, onExisting: OnExisting): string {
  const how = onExisting === "fail" ? t` with WECHAT_ON_EXISTING=adoptIdentical` : "";
  return t`create ${want.prefix}: ${ALREADY_EXISTS} the account already has a rule with this prefix: it opens ${describe(live)}, the
    stack wants ${describe(want)}; declare it as it is live, let one "pulumi up"${how} take it over, and change it after that.
    Nothing was changed.`;
}

/** WeChat's documented limit. It is only a warning, because some accounts may have been given more. */
const LINK_RULES_AT_MOST = 100;

/** The warning for a run that adds more link rules than an account may have. */
export function linkLimitWarning(live: number, added: number): string | undefined {
  if (added === 0 || live + added <= LINK_RULES_AT_MOST) return undefined;
  return t`WeChat documents at most ${LINK_RULES_AT_MOST} link rules an account: ${live} are live, and this run adds ${added} before
    it deletes any, so WeChat may refuse some (85073); delete rules that are not needed in a run before this one.`;
}

/**
 * Why an unpublished rule must not be added: the most specific rule wins even if it is unpublished, so codes that a shorter
 * published rule opens now would open nothing.
 *
 * @param published the published rules that are live and stay live.
 */
export function shadowingProblem(want: Rule, published: Rule[]): string | undefined {
  const loser = published.find((rule) => shadowed(want, rule));
  if (!loser) return undefined;
  return t`${want.prefix} is not to be published, but would take over codes that ${visible(loser.prefix)} opens, which then open
    nothing for the public: nothing was changed. Leave the rule out until it can be published; if no code under it is in use, set
    WECHAT_ALLOW_SHADOWING=true for this run, or wechat-qr-jump:allowShadowing in the stack's config.`;
}
