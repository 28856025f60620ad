import { existsSync, readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { escapePath, globSync, isDynamicPattern, type FileSystemAdapter } from "tinyglobby";
import { isFolder, isThere, readText, reasonOf, utf8OrGb18030 } from "../system/read-text";
import { closest } from "../text/did-you-mean";
import { t } from "../text/message";
import { problemOf, quoted, type Problem } from "../text/problem";
import { listInFile, type RuleList } from "./rule-list";
import { NAME_OF_TABLE, readRulesTable } from "./rules-table";
import { YamlSource } from "./yaml-source";

export const RULES_FILES = "wechat-qr-jump:rulesFiles";

/** The entries of `rulesFiles`, as Pulumi hands them over; undefined if they are not a list of names. */
export function patternsIn(json: string | undefined): string[] | undefined {
  try {
    const list: unknown = JSON.parse(json ?? "[]");
    const isName = (entry: unknown): boolean => typeof entry === "string" && entry !== "";
    return Array.isArray(list) && list.every(isName) ? (list as string[]) : undefined;
  } catch {
    return undefined;
  }
}

const how = (): string => t`write "- prefix: …" and "  path: …" for each rule, or the same list under "rules:"`;

/**
 * The usual names of a rules file. A folder with such a name counts as a mistake if a pattern matches it; other folders are
 * simply not looked into.
 */
export const NAME_OF_FILE = /\.(ya?ml|json)$/i;

/** What one entry of `rulesFiles` names. */
export interface Found {
  files: string[];
  /** Why the pattern cannot be followed. */
  reasons: string[];
  /** True if nothing has that name, as far as can be seen. */
  isMissing?: boolean;
}

/**
 * The files that each entry of `rulesFiles` names, sorted. Anything that cannot be looked into is a reason to stop: rules that
 * are not seen would be deleted in WeChat. Anything that is not a file but sits where one is named is included, so that
 * {@link readRulesFile} can say what it is.
 */
export function findRulesFiles(patterns: readonly string[], projectFolder: string): Found[] {
  const leftOut = exceptions(patterns, projectFolder);
  return patterns.map((pattern) => {
    if (isException(pattern, projectFolder)) return { files: [], reasons: [] };
    return isGlob(pattern, projectFolder)
      ? matchingFiles(pattern, projectFolder, leftOut)
      : namedFile(pattern, projectFolder);
  });
}

/** The globs for what other globs must not read: entries that start with `!`. A file named without a glob is read anyway. */
export function exceptions(patterns: readonly string[], projectFolder: string): string[] {
  const excepted = patterns.filter((pattern) => isException(pattern, projectFolder)).map((pattern) => pattern.slice(1));
  return excepted.map((pattern) => (isThere(resolve(projectFolder, pattern)) ? escapePath(pattern) : pattern));
}

function isException(pattern: string, projectFolder: string): boolean {
  return /^!(?!\()/.test(pattern) && isThere(resolve(projectFolder, pattern)) !== true;
}

/** A name that exists as written is not a glob, whatever it looks like. */
export function isGlob(pattern: string, projectFolder: string): boolean {
  const looksSo = isDynamicPattern(pattern) && !isException(pattern, projectFolder);
  return looksSo && isThere(resolve(projectFolder, pattern)) !== true;
}

function namedFile(pattern: string, projectFolder: string): Found {
  const path = resolve(projectFolder, pattern);
  if (isFolder(path)) {
    return { files: [], reasons: [t`${pattern} is a folder; write ${pattern.replace(/\/*$/, "/*.yaml")}`] };
  }
  if (isThere(path) !== false) return { files: [path], reasons: [] };
  return { files: [], reasons: [t`there is no file ${pattern} in ${projectFolder}`], isMissing: true };
}

function matchingFiles(pattern: string, projectFolder: string, ignore: string[]): Found {
  const reasons: string[] = [];
  const onFailure = (failed: string, code: string): void => {
    reasons.push(t`${shownPath(failed, projectFolder)}, which ${pattern} names, cannot be read (${code})`);
  };
  const fs = watchedFileSystem(onFailure);
  const files = globSync(pattern, { cwd: projectFolder, absolute: true, expandDirectories: false, ignore, fs })
    .map((file) => resolve(file))
    .sort();
  if (files.length > 0 || reasons.length > 0) return { files, reasons };
  return { files, reasons: [t`no file in ${projectFolder} matches ${pattern}`], isMissing: true };
}

/** The glob library silently skips folders and links that it cannot read, and anything that is not a file. */
function watchedFileSystem(onFailure: (path: string, code: string) => void): FileSystemAdapter {
  const watched = <F extends (...args: never[]) => unknown>(call: F): F =>
    ((...args: Parameters<F>) => {
      try {
        return call(...args);
      } catch (error) {
        const path = String(args[0]);
        if (isThere(path) !== false) onFailure(path, reasonOf(error));
        throw error;
      }
    }) as F;
  return {
    readdirSync: watched(entriesOf) as unknown as typeof readdirSync,
    realpathSync: watched(realpathSync),
    statSync: watched(statSync),
  };
}

/** Makes anything that is not a file look like one. */
export function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return [entry];
    if (isLockOfEditor(folder, entry)) return [];
    const isDirectory = entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name)));
    if (isDirectory) return NAME_OF_FILE.test(entry.name) ? [entry, asFile(entry)] : [entry];
    return entry.isSymbolicLink() ? [entry] : [asFile(entry)];
  });
}

/** Emacs marks a file that is being edited with a dangling link `.#NAME`. */
function isLockOfEditor(folder: string, entry: Dirent): boolean {
  return entry.name.startsWith(".#") && !existsSync(join(folder, entry.name));
}

function asFile(entry: Dirent): Dirent {
  const no = (): boolean => false;
  const file = { isFile: () => true, isDirectory: no, isSymbolicLink: no };
  return Object.assign(Object.create(entry) as Dirent, file);
}

/** Reads one file of rules: a list, a list under `rules`, or a table. */
export function readRulesFile(path: string, projectFolder: string): { list?: RuleList; problems: Problem[] } {
  const file = shownPath(path, projectFolder);
  const isTable = NAME_OF_TABLE.test(path);
  const { text, reason } = isTable ? readText(path, utf8OrGb18030) : readText(path);
  if (text === undefined) return { problems: [problemOf(file, reason ?? t`this file cannot be read`)] };
  if (isTable) return readRulesTable(file, text);
  const source = new YamlSource(file, text, FILE_OF_PULUMI.test(basename(path)));
  if (source.value === undefined && source.problems.length > 0) return { problems: source.problems };
  const { list, problems } = listOf(source);
  return { ...(list && { list }), problems: [...source.problems, ...problems] };
}

/** Pulumi's files for a project or a stack. */
export const FILE_OF_PULUMI = /^Pulumi(\..+)?\.(ya?ml|json)$/;
const ofPulumi = (): string =>
  t`this is a file of Pulumi, not of rules; write "!Pulumi*.yaml" into rulesFiles to leave it out`;

function listOf(source: YamlSource): { list?: RuleList; problems: Problem[] } {
  const { value } = source;
  if (value === null || value === undefined) {
    const reason = t`this file is empty; ${how()}, write [] for no rules, or remove the file`;
    return { problems: [source.problem([], "value", reason)] };
  }
  if (Array.isArray(value)) return { list: listInFile(source, [], value), problems: [] };
  if (typeof value !== "object")
    return { problems: [source.problem([], "value", t`this is not a list of rules; ${how()}`)] };
  if (FILE_OF_PULUMI.test(basename(source.file)) && !("rules" in value)) {
    return { problems: [source.problem([], "value", ofPulumi())] };
  }
  const { rules, account, ...others } = value as Record<string, unknown>;
  // Keys that start with x- hold content shared through an anchor.
  const unknown = Object.keys(others).filter((key) => !key.startsWith("x-"));
  const problems = unknown.map((key) => source.problem([key], "key", unknownKeyReason(key)));
  if (Array.isArray(rules)) return { list: listInFile(source, ["rules"], rules, account), problems };
  if ("rules" in value || problems.length === 0)
    problems.push(source.problem(["rules"], "value", t`rules is not a list; ${how()}`));
  return { problems };
}

function unknownKeyReason(key: string): string {
  const ours = closest(key.replace(/^.*:/, ""), ["rules", "account"]);
  if (ours) return t`${quoted(key)} is not known in a rules file; did you mean ${ours}?`;
  return t`${quoted(key)} is not known in a rules file; ${how()}`;
}

/** A path as people see it, relative to the project. */
export function shownPath(path: string, projectFolder: string): string {
  const shown = relative(projectFolder, path);
  return isAbsolute(shown) ? shown : shown.split(sep).join("/");
}
