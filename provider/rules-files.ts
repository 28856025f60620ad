import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { globSync, isDynamicPattern, type FileSystemAdapter } from "tinyglobby";
import { closest } from "./did-you-mean";
import { problemOf, quoted, type Problem } from "./problem";
import { listInFile, type RuleList } from "./rule-list";
import { messageOf } from "./wechat/errors";
import { YamlSource } from "./yaml-source";

const HOW = 'write "- prefix: …" and "  path: …" for each rule, or the same list under "rules:"';

interface Found {
  files: string[];
  /** Why the pattern cannot be followed. */
  reasons: string[];
}

/**
 * The files that a pattern of `rulesFiles` names, sorted. Whatever cannot be looked into is a reason not to go on: rules that
 * are not seen would be deleted in WeChat.
 */
export function findRulesFiles(pattern: string, projectFolder: string): Found {
  const path = resolve(projectFolder, pattern);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return { files: [path], reasons: [] };
    return { files: [], reasons: [`${pattern} is a folder; write ${pattern.replace(/\/*$/, "/*.yaml")}`] };
  }
  if (!isDynamicPattern(pattern)) return { files: [], reasons: [`there is no file ${pattern} in ${projectFolder}`] };
  const reasons: string[] = [];
  const onFailure = (failed: string, code: string): void => {
    reasons.push(`${shownPath(failed, projectFolder)}, which ${pattern} names, cannot be read (${code})`);
  };
  const options = { cwd: projectFolder, absolute: true, expandDirectories: false, fs: watchedFileSystem(onFailure) };
  const files = globSync(pattern, options)
    .map((file) => resolve(file))
    .sort();
  if (files.length === 0 && reasons.length === 0) reasons.push(`no file in ${projectFolder} matches ${pattern}`);
  return { files, reasons };
}

/** The glob library goes on silently where a folder or a link cannot be read. */
function watchedFileSystem(onFailure: (path: string, code: string) => void): FileSystemAdapter {
  const watched = <F extends (...args: never[]) => unknown>(call: F): F =>
    ((...args: Parameters<F>) => {
      try {
        return call(...args);
      } catch (error) {
        const path = String(args[0]);
        if (lstatSync(path, { throwIfNoEntry: false })) onFailure(path, reasonOf(error));
        throw error;
      }
    }) as F;
  return { readdirSync: watched(readdirSync), realpathSync: watched(realpathSync), statSync: watched(statSync) };
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

/** A file's text, or why there is none. */
export function readText(path: string): { text?: string; reason?: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    const code = reasonOf(error);
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return { reason: "this file is not UTF-8; save it as UTF-8" };
    return { reason: code === "ENOENT" ? "there is no such file" : `this file cannot be read (${code})` };
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? messageOf(error);
}

/** A path as people see it: relative to the project. */
export function shownPath(path: string, projectFolder: string): string {
  const shown = relative(projectFolder, path);
  return isAbsolute(shown) ? shown : shown.split(sep).join("/");
}
