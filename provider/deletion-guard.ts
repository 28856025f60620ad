import type { Stage } from "./handover";
import type { RunFacts } from "./run-facts";

/**
 * Refuses deletes that the program of the run cannot have meant, because it did not get to its end. Knows this from the engine and
 * from what the program handed over, not from the program's exit code, which should have stopped the run before.
 */
export class DeletionGuard {
  private facts: Promise<{ programRuns: boolean; stage: Stage | undefined }> | undefined;
  private deletes = 0;

  constructor(private readonly run: RunFacts) {}

  /**
   * Why a rule must not be deleted in this run; undefined where it may.
   *
   * @param rulesSeen how many rules the program has declared, as far as the provider was asked to check them.
   * @param maxDeletes how many rules one run may delete, where the user has said so.
   */
  async problem(rulesSeen: number, maxDeletes: number | undefined): Promise<string | undefined> {
    // All deletes of a run come when the program has ended.
    this.facts ??= this.run.programRuns().then((programRuns) => ({ programRuns, stage: this.run.handedOver() }));
    const { programRuns, stage } = await this.facts;
    if (!programRuns || stage === "complete") return undefined;
    if (stage === "begun") {
      return "the program ended before all its rules were declared, so it cannot tell which rules are to go; nothing was deleted, mend the program and run again";
    }
    // A program with rules of its own, without declareRules, has no list that could be complete.
    if (rulesSeen > 0) return undefined;
    this.deletes += 1;
    if (this.deletes <= (maxDeletes ?? 0)) return undefined;
    return (
      "the program of this run declared no rule at all, as one does that ended too early; nothing was deleted. " +
      "If all rules are to go, set WECHAT_MAX_DELETES for this run to how many they are"
    );
  }
}
