import { basename, relative, resolve, sep } from "node:path";
import type { StackRule } from "../../reading/read-rules";
import { readRulesTable } from "../../reading/rules-table";
import { parseDeclaredRule } from "../../rules/check-rule";
import { SERVICE_ACCOUNT_PREFIX } from "../../rules/prefix";
import { readText, utf8OrGb18030 } from "../../system/read-text";
import { t } from "../../text/message";
import { quoted, textsOf, type Problem } from "../../text/problem";
import { CommandError } from "../outcome";

/** A code to make, and the rule to write for it. */
export interface WantedCode {
  scene: string;
  /** The rule's fields as they are in the table, without `scene`. */
  fields: Record<string, unknown>;
}

type ReadTable = ReturnType<typeof readRulesTable>;
type List = NonNullable<ReadTable["list"]>;

/** Stands for the prefix that WeChat will give. */
const PREFIX = `${SERVICE_ACCOUNT_PREFIX}02`;

/**
 * The rows of a table of codes: a scene each, and the fields of a rule.
 *
 * @param given the file as the user names it, relative to `cwd`.
 * @param declared rules that are there already; a row may not take the name of one.
 * @throws CommandError that names every mistake
 */
export function readWantedCodes(cwd: string, given: string, declared: readonly StackRule[]): WantedCode[] {
  const path = resolve(cwd, given);
  const shown = relative(cwd, path).split(sep).join("/") || basename(path);
  const { text, reason } = readText(path, utf8OrGb18030);
  if (text === undefined) throw new CommandError(t`${shown}: ${reason ?? ""}.`);
  const { list, problems } = readRulesTable(shown, text);
  if (!list) throw new CommandError(textsOf(problems).join("\n"));
  const entries = list.entries as Record<string, unknown>[];
  if (entries.length === 0) {
    throw new CommandError(t`${shown} has no row below its first one; write a row for each code.`);
  }
  const mistakes = [
    ...entries.flatMap((fields, index) => mistakesIn(list, fields, index)),
    ...repeated(list, entries, "scene"),
    ...repeated(list, entries, "name"),
    ...namesInUse(list, entries, declared),
  ];
  if (mistakes.length > 0) throw new CommandError(textsOf(mistakes).join("\n"));
  return entries.map(({ scene, ...fields }) => ({ scene: String(scene), fields }));
}

function mistakesIn(list: List, fields: Record<string, unknown>, index: number): Problem[] {
  const given = ["prefix", "account", "expires"].filter((field) => field in fields);
  if (given.length > 0) {
    return given.map((field) => list.problem(index, [field], "value", reasonAgainst(field)));
  }
  if (fields["scene"] === undefined) {
    const reason = t`scene is missing; write 1 to 64 characters that no other code has, e.g. door-17`;
    return [list.problem(index, ["scene"], "value", reason)];
  }
  const { problems } = parseDeclaredRule({ ...fields, prefix: PREFIX + String(index) });
  return problems.map(({ property, reason }) => list.problem(index, [property], "value", reason));
}

function reasonAgainst(field: string): string {
  if (field === "prefix")
    return t`prefix is what WeChat gives each new code; remove it, or write this rule into a rules file`;
  return field === "account"
    ? t`account cannot be here: one run makes codes of one account; remove it, and name the account with --account`
    : t`expires cannot be here: it follows from --expires; remove it`;
}

/** Values that a field may have once. */
function repeated(list: List, entries: readonly Record<string, unknown>[], field: "scene" | "name"): Problem[] {
  const seen = new Map<string, number>();
  return entries.flatMap((fields, index) => {
    const value = fields[field];
    if (typeof value !== "string") return [];
    const first = seen.get(value);
    if (first === undefined) {
      seen.set(value, index);
      return [];
    }
    const there = list.where(first);
    const reason =
      field === "scene"
        ? t`scene ${quoted(value)} is already at ${there}; give each code its own`
        : t`name ${quoted(value)} is already at ${there}; give each rule its own`;
    return [list.problem(index, [field], "value", reason)];
  });
}

/** A name may only be that of the rule that an earlier run wrote for this scene. */
function namesInUse(
  list: List,
  entries: readonly Record<string, unknown>[],
  declared: readonly StackRule[],
): Problem[] {
  const byName = new Map(declared.map((rule) => [rule.name, rule]));
  return entries.flatMap(({ name, scene }, index) => {
    const rule = typeof name === "string" ? byName.get(name) : undefined;
    if (!rule || rule.code?.scene === scene) return [];
    const reason = t`name ${quoted(rule.name)} is that of the rule ${rule.args.prefix}; give each rule its own`;
    return [list.problem(index, ["name"], "value", reason)];
  });
}
