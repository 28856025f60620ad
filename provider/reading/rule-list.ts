import { isDeepStrictEqual } from "node:util";
import { placeText, problemOf, quoted, type Place, type Problem } from "../text/problem";
import type { Path, YamlSource } from "./yaml-source";

/** A list of rules as written, and the position of each rule. */
export interface RuleList {
  entries: unknown[];
  /** The account of the rules that name none, if the list says one. */
  account?: { written: unknown; problem: (reason: string) => Problem } | undefined;
  /** The rule's position, for messages about another rule. */
  where(index: number): string;
  at(index: number): Place | undefined;
  /** Makes a problem about a rule's field, or about the rule if it lacks the field. */
  problem(index: number, field: Path, on: "key" | "value", reason: string): Problem;
}

/** The rules in a YAML file. @param account a key beside the list. */
export function listInFile(source: YamlSource, base: Path, entries: unknown[], account?: unknown): RuleList {
  return {
    entries,
    account:
      account === undefined
        ? undefined
        : {
            written: account,
            problem: (reason) => source.problem(["account"], "value", reason),
          },
    where: (index) => placeText(source.place([...base, index])),
    at: (index) => source.place([...base, index]),
    problem: (index, field, on, reason) => source.problem([...base, index, ...field], on, reason),
  };
}

/**
 * Rules that Pulumi handed over. The stack's file only provides positions, and only if it says the same: Pulumi may have read
 * another file (`--config-file`, the Automation API).
 *
 * @param file is read only if there is something to report.
 */
export function listFromConfig(key: string, entries: unknown[], file: () => RuleList | undefined): RuleList {
  const inFile = (index: number): RuleList | undefined => {
    const list = file();
    const isSame = list?.entries.length === entries.length && isDeepStrictEqual(list.entries[index], entries[index]);
    return isSame ? list : undefined;
  };
  const label = (index: number): string => {
    const { prefix } = (entries[index] ?? {}) as { prefix?: unknown };
    return `${key}[${index}]${typeof prefix === "string" && prefix ? ` (${quoted(prefix)})` : ""}`;
  };
  return {
    entries,
    where: (index) => inFile(index)?.where(index) ?? label(index),
    at: (index) => inFile(index)?.at(index),
    problem: (index, field, on, reason) =>
      inFile(index)?.problem(index, field, on, reason) ?? problemOf(label(index), reason),
  };
}
