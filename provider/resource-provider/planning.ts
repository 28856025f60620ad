import { ruleOf, type Props } from "../pulumi/state";
import { isUnknown } from "../pulumi/unknown";
import { usesPublish, type Rule } from "../rules/rule";
import type { Guards } from "../settings/settings";
import { counted } from "../text/listed";
import { t } from "../text/message";
import type { AccountsOfRun } from "./accounts-of-run";
import type { Session } from "./session";

/** What a preview can tell of rules that are to be made or changed, where nobody has the list of all. */
export class Planning {
  private readonly publishes = new Map<Session, number>();

  constructor(
    private readonly accounts: AccountsOfRun,
    private readonly guards: () => Guards | undefined,
  ) {}

  /**
   * What the rule will be: its inputs, and its account, if known.
   *
   * @throws Error if the run needs more publishes than its account has left.
   */
  async plan(inputs: Props): Promise<Props> {
    if (isUnknown(inputs["account"])) return inputs;
    const session = this.accounts.knownSession(this.accounts.check(inputs["account"], true).owner);
    if (!session) return inputs;
    if (!isUnknown(inputs)) await this.count(ruleOf(inputs), session);
    const { account } = session.settings;
    return { ...inputs, ...(account !== undefined && { account }) };
  }

  private async count(want: Rule, session: Session): Promise<void> {
    if (!want.published || this.guards()?.allowOverBudget) return;
    const live = await session.live.find(want);
    if (!usesPublish(want, live)) return;
    const needed = (this.publishes.get(session) ?? 0) + 1;
    this.publishes.set(session, needed);
    const left = session.live.publishQuota.left ?? needed;
    if (needed <= left) return;
    throw new Error(
      t`publish ${want.prefix}: the changes so far need ${counted(needed, "publish", "publishes")}, but the account has ${left} left
        this month. Leave some of the changes for the next month, or write "published: false" in new rules that can wait;
        WECHAT_ALLOW_OVER_BUDGET=true for this run publishes as many as it can.`,
    );
  }
}
