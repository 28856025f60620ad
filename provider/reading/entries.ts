import { doubtsAbout, parseDeclaredRule, type DeclaredRule, type RuleProblem } from "../rules/check-rule";
import { t } from "../text/message";
import type { Place, Problem } from "../text/problem";
import type { RuleList } from "./rule-list";

/** One rule of the stack, ready to be declared. */
export interface StackRule extends DeclaredRule {
  /** The rule's position, looked up on demand. */
  readonly at: Place | undefined;
}

/** One entry of a list, valid or not. */
export interface Entry {
  /** As written, if it is text. */
  prefix: string | undefined;
  /** The resource's name. */
  name: string | undefined;
  /** Undefined if something is wrong with it. */
  rule: StackRule | undefined;
  problems: Problem[];
  warnings: Problem[];
  where(): string;
  /** Makes a problem about one of its fields. */
  problem(field: string, reason: string): Problem;
}

/** Checks each rule of a list separately. */
export function readEntries(list: RuleList): Entry[] {
  return list.entries.map((raw, index) => readEntry(list, raw, index));
}

function readEntry(list: RuleList, raw: unknown, index: number): Entry {
  const common = {
    where: () => list.where(index),
    problem: (field: string, reason: string) => list.problem(index, [field], "value", reason),
  };
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    const problem = list.problem(index, [], "value", t`this is not a rule; write "prefix:" and "path:" in it`);
    return { ...common, prefix: undefined, name: undefined, rule: undefined, problems: [problem], warnings: [] };
  }
  const fields = raw as Record<string, unknown>;
  const { declared, problems } = parseDeclaredRule(fields);
  const say = ({ property, index: item, isUnknown, reason }: RuleProblem): Problem =>
    list.problem(index, item === undefined ? [property] : [property, item], isUnknown ? "key" : "value", reason);
  const prefix = text(fields["prefix"]);
  return {
    ...common,
    prefix,
    name: text(fields["name"]) ?? prefix,
    rule: declared && {
      ...declared,
      get at() {
        return list.at(index);
      },
    },
    problems: problems.map(say),
    warnings: declared ? doubtsAbout(declared.args).map(say) : [],
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
