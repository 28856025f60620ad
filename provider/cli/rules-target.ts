import { readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { isMap, parseDocument } from "yaml";
import { configSize } from "../reading/config-size";
import { findRulesFiles, RULES_FILES } from "../reading/rules-files";
import { NAME_OF_TABLE } from "../reading/rules-table";
import { readStackFile, written, type StackFile } from "../reading/stack-file";
import { readText } from "../system/read-text";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { patternsOf } from "./declared-rules";
import { writeWhole } from "./files";
import { CommandError, UsageError } from "./outcome";
import type { Stack } from "./project";
import { withRows } from "./table-addition";
import { NotEditable, withItems } from "./yaml-addition";

/** The file to write rules into. */
export interface RulesTarget {
  /** For messages, relative to the project's folder. */
  name: string;
  /** The account of its rules that name none, if the file says one. */
  account: string | undefined;
  /**
   * Appends rules and makes sure that the stack reads them. Writes nothing if nothing changes.
   *
   * @throws CommandError if the file cannot be changed or the config would get too large for Pulumi.
   */
  add(rules: Record<string, unknown>[]): void;
  /** Like {@link add}, but only finds out whether it would work. */
  try(rules: Record<string, unknown>[]): void;
}

/** @param prepare finds out whether rules can be added, and returns what adds them. */
function target(
  name: string,
  account: string | undefined,
  prepare: (rules: Record<string, unknown>[]) => () => void,
): RulesTarget {
  return { name, account, add: (rules) => prepare(rules)(), try: (rules) => void prepare(rules) };
}

const RULES_KEY = "wechat-qr-jump:rules";

export function stackFileTarget(stack: Stack): RulesTarget {
  return target(stack.file, undefined, (rules) => {
    if (rules.length === 0) return () => undefined;
    refuseTooMuch(stack, rules);
    return withStackFile(stack, RULES_KEY, rules);
  });
}

/** @param given the rules file as the user names it, relative to `cwd`. @throws UsageError, CommandError */
export function rulesFileTarget(stack: Stack, cwd: string, given: string): RulesTarget {
  const path = resolve(cwd, given);
  const name = relative(stack.folder, path).split(sep).join("/");
  if (isAbsolute(name) || name.startsWith("..")) {
    throw new UsageError(t`--file ${given} is outside of the project's folder ${stack.folder}; name a file below it.`);
  }
  if (NAME_OF_TABLE.test(name)) return tableTarget(stack, path, name);
  if (!/\.ya?ml$/.test(name)) {
    throw new UsageError(
      t`--file ${given} is neither a YAML file nor a table; give it a name that ends in .yaml or .csv.`,
    );
  }
  const text = presentText(path, name);
  return target(name, accountOf(text), (rules) => {
    const added = rules.length > 0 ? edited(name, text, listPath(text), rules) : undefined;
    const listing = (added ?? text) === "" ? undefined : listingIn(stack, path, name);
    return () => {
      if (added !== undefined) writeWhole(path, added);
      listing?.();
    };
  });
}

function tableTarget(stack: Stack, path: string, name: string): RulesTarget {
  const text = presentText(path, name);
  return target(name, undefined, (rules) => {
    if (rules.length === 0) return () => undefined;
    const added = editing(
      () => withRows(text, rules),
      (why) => t`${name} cannot be added to: ${why}. Nothing was written to it.`,
    );
    const listing = listingIn(stack, path, name);
    return () => {
      writeWhole(path, text !== "" && startsWithMark(path) ? `\uFEFF${added}` : added);
      listing?.();
    };
  });
}

/** What lets the stack read a file; undefined if a pattern names it, which only the file itself shows once it is there. */
function listingIn(stack: Stack, path: string, name: string): (() => void) | undefined {
  if (isReadBy(stack, path)) return undefined;
  withStackFile(stack, RULES_FILES, [name]);
  return () => {
    if (!isReadBy(stack, path)) addToStackFile(stack, RULES_FILES, [name]);
  };
}

/** What is read has no byte order mark any more. */
function startsWithMark(path: string): boolean {
  return readFileSync(path).subarray(0, 3).equals(Buffer.from("\uFEFF"));
}

/** The text of a new file with these rules. */
export function rulesFileText(rules: Record<string, unknown>[]): string {
  return withItems("", [], rules);
}

/** Adds a rules file to those that the stack reads. */
export function addRulesFile(stack: Stack, name: string): void {
  addToStackFile(stack, RULES_FILES, [name]);
}

/** True if a pattern of the stack names this file. */
export function isReadBy(stack: Stack, path: string): boolean {
  const { config } = stackFile(stack);
  return findRulesFiles(patternsOf(config), stack.folder).some(({ files }) => files.includes(path));
}

function stackFile({ folder, file }: Stack): StackFile {
  return readStackFile(folder, join(folder, file));
}

function addToStackFile(stack: Stack, key: string, items: unknown[]): void {
  withStackFile(stack, key, items)();
}

/** Uses the key as the file has it: a project's own keys may leave out its name. @returns what writes it */
function withStackFile(stack: Stack, key: string, items: unknown[]): () => void {
  const path = join(stack.folder, stack.file);
  const where = written(stackFile(stack), key)?.path.map(String) ?? ["config", key];
  const text = edited(stack.file, presentText(path, stack.file), where, items);
  return () => writeWhole(path, text);
}

/** True if the stack's file can take these rules too. @param more settings that it will have then */
export function hasRoom(stack: Stack, rules: unknown[], more: Readonly<Record<string, string>> = {}): boolean {
  const { config } = stackFile(stack);
  const all = [...(JSON.parse(config[RULES_KEY] ?? "[]") as unknown[]), ...rules];
  return configSize({ ...config, ...more, [RULES_KEY]: JSON.stringify(all) }).doubt === undefined;
}

function refuseTooMuch(stack: Stack, rules: unknown[]): void {
  if (hasRoom(stack, rules)) return;
  throw new CommandError(
    t`${stack.file} would get too large with ${rules.length} more rules: Pulumi can hand over 128 KiB of config, and beyond them every
      command fails; write the rules into a file of their own with --file rules/imported.yaml.`,
  );
}

/** A rules file is a list, or has one under `rules`. */
function listPath(text: string): string[] {
  return isMap(parseDocument(text).contents) ? ["rules"] : [];
}

/** Undefined also where it is malformed: the stack cannot be read then. */
function accountOf(text: string): string | undefined {
  const { contents } = parseDocument(text);
  const written = isMap(contents) ? contents.get("account") : undefined;
  return typeof written === "string" ? written : undefined;
}

/** The file's text; empty if there is no file yet. @throws CommandError */
function presentText(path: string, name: string): string {
  const { text, reason, isMissing } = readText(path);
  if (text !== undefined || isMissing) return text ?? "";
  throw new CommandError(t`${name}: ${reason}, or name another one.`);
}

function edited(name: string, text: string, path: string[], items: unknown[]): string {
  return editing(
    () => withItems(text, path, items),
    (why) =>
      t`${name} cannot be added to: ${why}; nothing was written to it. Write it as a plain list, or name another file with --file.`,
  );
}

/** @throws CommandError that names the file if it cannot be added to. */
function editing(work: () => string, refusal: (why: string) => string): string {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NotEditable)) throw error;
    throw new CommandError(refusal(messageOf(error)));
  }
}
