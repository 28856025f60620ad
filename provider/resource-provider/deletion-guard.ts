import { t } from "../text/message";
import type { Outcomes } from "./outcomes";
import type { RunFacts } from "./run-facts";
import type { ToldRules } from "./told-rules";

/** What to do about a delete: make it, leave the rule to the resource of another name, or refuse it. */
export type Judgement =
  { kind: "delete" } | { kind: "leave"; name: string | undefined } | { kind: "refuse"; reason: string };

interface Facts {
  programRuns: boolean;
  destroys: boolean | undefined;
}

const DELETE: Judgement = { kind: "delete" };

/**
 * Judges deletes by the rest of the run: how far the program got, which rules it declares under other names, and whether a rule
 * that may be the successor could be made. It learns this from the engine and from what the program handed over. It does not
 * rely on the program's exit code, which should have stopped the run earlier.
 */
export class DeletionGuard {
  private facts: Promise<Facts> | undefined;
  private deletes = 0;

  constructor(
    private readonly run: RunFacts,
    private readonly told: ToldRules,
    private readonly outcomes: Outcomes,
  ) {}

  /**
   * @param maxDeletes how many rules one run may delete, if the user has set it.
   * @param isOfLostList true if the program no longer declares the list that had the rule.
   */
  async judge(prefix: string, maxDeletes: number | undefined, isOfLostList = false): Promise<Judgement> {
    const facts = await this.factsOfRun();
    // All deletes come after the program has ended. What another run handed over says nothing about a run without a program.
    const name = facts.programRuns ? this.told.nameOf(prefix) : undefined;
    const isDeclared = name !== undefined || this.outcomes.isDeclared(prefix);
    if (isDeclared && this.outcomes.has(prefix)) return { kind: "leave", name };
    const reason =
      this.whyUnfinished(facts) ??
      this.whyNoList(facts, maxDeletes, isOfLostList) ??
      (isDeclared && !facts.destroys ? this.whyHeld(prefix, name, facts) : undefined) ??
      this.whySuccessor();
    return reason === undefined ? DELETE : { kind: "refuse", reason };
  }

  private factsOfRun(): Promise<Facts> {
    this.facts ??= this.run.programRuns().then((programRuns) => ({ programRuns, destroys: this.run.destroys() }));
    return this.facts;
  }

  /** The stack declares the rule under another name, but it is not certain that the resource of that name has it. */
  private whyHeld(prefix: string, name: string | undefined, { destroys }: Facts): string {
    const other = name === undefined || name === prefix ? t`another resource` : t`the resource "${name}"`;
    if (this.outcomes.hasFailed(prefix)) {
      return t`the stack still declares this rule, by ${other}, which failed in this run; nothing was deleted, and the old resource
        stays in the state: fix what failed and run again`;
    }
    const wayOut = destroys === undefined ? t`; to delete all rules, run "pulumi destroy" without --run-program` : "";
    return t`the stack still declares this rule, by ${other}, which is not part of this run (--target or --exclude), so its code
      would go dead; nothing was deleted: run "pulumi up" with both resources, or with all${wayOut}`;
  }

  private whySuccessor(): string | undefined {
    const failed = this.outcomes.firstFailed;
    if (failed === undefined) return undefined;
    return t`${failed} failed in this run and may be what is to replace this rule; nothing was deleted: fix that and run again,
      which then deletes it`;
  }

  private whyUnfinished({ programRuns }: Facts): string | undefined {
    if (!programRuns || this.run.handedOver()?.stage !== "begun") return undefined;
    return t`the program ended before all its rules were declared, so it cannot tell which rules are to go; nothing was deleted,
      fix the program and run again`;
  }

  private whyNoList(
    { programRuns, destroys }: Facts,
    maxDeletes: number | undefined,
    isOfLostList: boolean,
  ): string | undefined {
    if (!programRuns || (destroys && isOfLostList)) return undefined;
    // A program that declares rules directly, without a list, has none that could be complete.
    const hasRules = this.run.handedOver() !== undefined || this.outcomes.count > 0;
    if (hasRules && !isOfLostList) return undefined;
    this.deletes += 1;
    if (this.deletes <= (maxDeletes ?? 0)) return undefined;
    if (isOfLostList) {
      return t`the program of this run no longer declares the rule set that has this rule, which may be a mistake; nothing was deleted. If
        all rules of the set are to go, set WECHAT_MAX_DELETES for this run to their number`;
    }
    return t`the program of this run declared no rule at all, and may have ended too early; nothing was deleted. If all rules are to
      go, set WECHAT_MAX_DELETES for this run to their number`;
  }
}
