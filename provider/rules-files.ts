import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { globSync, isDynamicPattern, type FileSystemAdapter } from "tinyglobby";
import { closest } from "./did-you-mean";
import { problemOf, quoted, type Problem } from "./problem";
import { isFolder, isThere, readText, reasonOf } from "./read-text";
import { listInFile, type RuleList } from "./rule-list";
import { YamlSource } from "./yaml-source";

const HOW = 'write "- prefix: …" and "  path: …" for each rule, or the same list under "rules:"';

/** A folder of this name is thought to be a mistake where a pattern matches it; others are just not looked into. */
const NAME_OF_FILE = /\.(ya?ml|json)$/i;

interface Found {
  files: string[];
  /** Why the pattern cannot be followed. */
  reasons: string[];
  /** There is nothing of that name, as far as can be seen. */
  isMissing?: boolean;
}

/**
 * The files that a pattern of `rulesFiles` names, sorted. Whatever cannot be looked into is a reason not to go on: rules that
 * are not seen would be deleted in WeChat. What is no file, but lies where one is named, is among the files, for
 * {@link readRulesFile} to say what it is.
 */
export function findRulesFiles(pattern: string, projectFolder: string): Found {
  const path = resolve(projectFolder, pattern);
  const isOne = isThere(path) ?? !isDynamicPattern(pattern);
  if (isOne && isFolder(path)) {
    return { files: [], reasons: [`${pattern} is a folder; write ${pattern.replace(/\/*$/, "/*.yaml")}`] };
  }
  if (isOne) return { files: [path], reasons: [] };
  if (isDynamicPattern(pattern)) return matchingFiles(pattern, projectFolder);
  return { files: [], reasons: [`there is no file ${pattern} in ${projectFolder}`], isMissing: true };
}

function matchingFiles(pattern: string, projectFolder: string): Found {
  const reasons: string[] = [];
  const onFailure = (failed: string, code: string): void => {
    reasons.push(`${shownPath(failed, projectFolder)}, which ${pattern} names, cannot be read (${code})`);
  };
  const options = { cwd: projectFolder, absolute: true, expandDirectories: false, fs: watchedFileSystem(onFailure) };
  const files = globSync(pattern, options)
    .map((file) => resolve(file))
    .sort();
  if (files.length > 0 || reasons.length > 0) return { files, reasons };
  return { files, reasons: [`no file in ${projectFolder} matches ${pattern}`], isMissing: true };
}

/** The glob library goes on silently where a folder or a link cannot be read, and past what is no file. */
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

function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return [entry];
    const isDirectory = entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name)));
    if (isDirectory) return NAME_OF_FILE.test(entry.name) ? [entry, asFile(entry)] : [entry];
    return entry.isSymbolicLink() ? [entry] : [asFile(entry)];
  });
}

function asFile(entry: Dirent): Dirent {
  const no = (): boolean => false;
  const file = { isFile: () => true, isDirectory: no, isSymbolicLink: no };
  return Object.assign(Object.create(entry) as Dirent, file);
}

/** Reads one file of rules: a list, or a list under `rules`. */
export function readRulesFile(path: string, projectFolder: string): { list?: RuleList; problems: Problem[] } {
  const file = shownPath(path, projectFolder);
  const { text, reason } = readText(path);
  if (text === undefined) return { problems: [problemOf(file, reason ?? "this file cannot be read")] };
  const source = new YamlSource(file, text);
  if (source.value === undefined && source.problems.length > 0) return { problems: source.problems };
  const { list, problems } = listOf(source);
  return { ...(list && { list }), problems: [...source.problems, ...problems] };
}

function listOf(source: YamlSource): { list?: RuleList; problems: Problem[] } {
  const { value } = source;
  if (value === null || value === undefined) {
    return {
      problems: [source.problem([], "value", `this file is empty; ${HOW}, write [] for no rules, or remove the file`)],
    };
  }
  if (Array.isArray(value)) return { list: listInFile(source, [], value), problems: [] };
  if (typeof value !== "object") return { problems: [source.problem([], "value", `this is no list of rules; ${HOW}`)] };
  const { rules, ...others } = value as Record<string, unknown>;
  // Keys that start with x- hold what is shared by an anchor.
  const unknown = Object.keys(others).filter((key) => !key.startsWith("x-"));
  const problems = unknown.map((key) => source.problem([key], "key", unknownKeyReason(key)));
  if (Array.isArray(rules)) return { list: listInFile(source, ["rules"], rules), problems };
  if ("rules" in value || problems.length === 0)
    problems.push(source.problem(["rules"], "value", `rules is no list; ${HOW}`));
  return { problems };
}

function unknownKeyReason(key: string): string {
  const ours = closest(key.replace(/^.*:/, ""), ["rules"]);
  if (ours) return `${quoted(key)} is not known in a rules file; did you mean ${ours}?`;
  return `${quoted(key)} is not known in a rules file; ${HOW}`;
}

/** A path as people see it: relative to the project. */
export function shownPath(path: string, projectFolder: string): string {
  const shown = relative(projectFolder, path);
  return isAbsolute(shown) ? shown : shown.split(sep).join("/");
}
