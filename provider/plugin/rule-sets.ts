import type { Handover } from "../pulumi/handover";
import { ToldLists } from "../pulumi/told-lists";
import { NAMESPACE } from "../settings/source";

/** The type of the component that has all rules of a list. */
export const RULE_SET_TYPE = `${NAMESPACE}:index:RuleSet`;

/** The rule sets that the program of this run declares with one provider, and what that provider is told of them. */
export class RuleSets {
  private told: Handover | undefined;
  private readonly declared: string[] = [];
  readonly lists = new ToldLists((handover) => (this.told = handover));

  /** What is told so far; undefined before the first set is declared. */
  handedOver(): Handover | undefined {
    return this.told;
  }

  /** @param rules how the URNs of the set's rules begin. */
  begin(rules: string): void {
    this.declared.push(rules);
    this.lists.begin();
  }

  /** True if the rule is one of a set that the program no longer declares. */
  hasLost(urn: string): boolean {
    return urn.includes(`${RULE_SET_TYPE}$`) && !this.declared.some((rules) => urn.startsWith(rules));
  }
}
