import { sameContent, type Rule } from "../rules/rule";
import type { Guards } from "../settings/settings";
import { OCCUPIED } from "../wechat/error-codes";
import { isWriteRefused } from "../wechat/errors";
import type { AccountsOfRun } from "./accounts-of-run";
import type { Session } from "./session";
import type { ToldRules } from "./told-rules";

/** Makes rules of the stack as wanted, in whichever of its accounts they are. */
export class Bringing {
  constructor(
    private readonly accounts: AccountsOfRun,
    private readonly told: ToldRules,
    private readonly guards: () => Guards | undefined,
  ) {}

  /** @param from the accounts that may have the rule, in one of the forms of `was`. */
  async bring(to: Session, from: readonly Session[], was: Rule[], want: Rule): Promise<void> {
    const moving = { mayBeLost: this.guards()?.allowOverBudget ?? false, mayBeHere: from.includes(to) };
    const others = [...new Set(from)].filter((session) => session !== to);
    for (const other of others) {
      if (others.length > 1 && !(await other.live.findFirstNow([...was, want]))) continue;
      return to.reconciler.takeOver(other.reconciler, was, want, moving);
    }
    try {
      await to.reconciler.update(was, want);
    } catch (error) {
      const left = isWriteRefused(error, OCCUPIED) ? await this.leftElsewhere(to, want) : undefined;
      if (!left) throw error;
      await to.reconciler.takeOver(left.session.reconciler, [...was, left.rule], want, moving);
    }
  }

  /** The rule in another account, if a run that was interrupted left it there. */
  private async leftElsewhere(to: Session, { prefix }: Rule): Promise<{ session: Session; rule: Rule } | undefined> {
    for (const { account, want } of this.told.changesOf(prefix)) {
      const known = account === undefined ? undefined : this.accounts.ownerIn(account);
      const session = known && this.accounts.session(known.owner);
      if (!session || session === to) continue;
      const rule = await session.live.findNow(want);
      if (rule && sameContent(rule, want)) return { session, rule };
    }
    return undefined;
  }
}
