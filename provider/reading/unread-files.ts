import { realpathSync, statSync, type Dirent, type readdirSync } from "node:fs";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { escapePath, globSync, isDynamicPattern, type FileSystemAdapter } from "tinyglobby";
import { isFolder, readText } from "../system/read-text";
import { closest } from "../text/did-you-mean";
import { listed } from "../text/listed";
import {
  entriesOf,
  exceptions,
  FILE_OF_PULUMI,
  findRulesFiles,
  isGlob,
  NAME_OF_FILE,
  patternsIn,
  RULES_FILES,
  shownPath,
} from "./rules-files";
import { nearestProject, readStackFile, stackFilePath, stackNames } from "./stack-file";
import { YamlSource } from "./yaml-source";

/** Folders that hold no rules files, but may hold many others. */
const OTHER_FOLDERS = new Set(["node_modules", ".git", ".hg", ".svn", ".github", ".pulumi", ".vscode", ".idea"]);
/** Of npm, TypeScript and pnpm; of Emacs (`.#`) and macOS (`._`), which keep a file of theirs beside one of the user's. */
const OTHER_FILES =
  /^(package|package-lock|npm-shrinkwrap|pnpm-(lock|workspace)|[tj]sconfig(\..+)?)\.(ya?ml|json)$|^\.[#_]/;
/** A glob may look into a home folder: this many folders below it are looked into. */
const MAX_FOLDERS = 5_000;

/** The rules files of a stack, as far as they are known. */
interface Known {
  /** The entries of `rulesFiles`. */
  patterns: readonly string[];
  /** The files that they name. */
  files: readonly string[];
  projectFolder: string;
  /** The config file of this stack. */
  stackFile: string;
}

/** What is wrong with an entry of `rulesFiles`. */
interface Unread {
  /** The entry's place in the list. */
  index: number;
  reason: string;
}

/**
 * Rules files that lie where a glob of `rulesFiles` looks, or below, and that none of its entries names: renamed, moved into a folder,
 * with another ending. Their rules would be deleted in WeChat without a word. Another stack's rules files are none of those, nor are
 * files that hold something else.
 */
export function unreadRulesFiles({ patterns, files, projectFolder, stackFile }: Known): Unread[] {
  const read = files.map(realPath);
  const known = new Set(read);
  const leftOut = exceptions(patterns, projectFolder);
  const isOfOtherStack = stacksOfOthers(projectFolder, stackFile);
  const isNew = ({ path }: FileAround): boolean => !known.has(path) && Boolean(known.add(path));
  return patterns.flatMap((pattern, index) => {
    if (!isGlob(pattern, projectFolder)) return [];
    const unread = filesAround(pattern, projectFolder, leftOut)
      .filter(isNew)
      .map(({ name }) => name)
      .filter((file) => !isOfOther(file, read) && !isOfOtherStack(file));
    return unread.length === 0 ? [] : [{ index, reason: reasonFor(unread, pattern, projectFolder) }];
  });
}

/** Tells whether another stack reads a file, be it one of this project or of a project that has the file. */
function stacksOfOthers(projectFolder: string, stackFile: string): (file: string) => boolean {
  const filesOf = new Map<string, Set<string>>();
  return (file) =>
    [projectFolder, nearestProject(dirname(file)) ?? projectFolder].some((project) => {
      const files = filesOf.get(project) ?? filesOfStacks(project, stackFile);
      filesOf.set(project, files);
      return files.has(realPath(file));
    });
}

function reasonFor(files: string[], pattern: string, projectFolder: string): string {
  const paths = files.map((file) => shownPath(file, projectFolder));
  const [lies, it, leaveOut] =
    paths.length === 1 ? ["lies", "it", "leave it out with"] : ["lie", "them", "leave them out with entries such as"];
  return (
    `${listed(paths)} ${lies} where ${pattern} looks, but no entry of rulesFiles matches ${it}, and rules that are not read are ` +
    `deleted in WeChat; rename ${it}, write ${it} into rulesFiles, move ${it} elsewhere, or ` +
    `${leaveOut} "!${escapePath(paths[0] ?? "")}" in rulesFiles`
  );
}

interface FileAround {
  /** As it was found. */
  name: string;
  /** Without links. */
  path: string;
}

/**
 * All that is named like a rules file in the folders that a glob looks into, and below them. What lies below the project comes
 * before what is reached through links.
 */
function filesAround(pattern: string, projectFolder: string, leftOut: string[]): FileAround[] {
  const options = { cwd: projectFolder, absolute: true, dot: true, expandDirectories: false, ignore: leftOut };
  const found = globSync(foldersOf(pattern), { ...options, fs: tolerantFileSystem() })
    .map((file) => resolve(file))
    .filter((file) => NAME_OF_FILE.test(file))
    .sort()
    .map((name) => ({ name, path: realPath(name) }));
  const root = realPath(projectFolder);
  const isPlain = ({ name, path }: FileAround): boolean => path === resolve(root, relative(projectFolder, name));
  return [...found.filter(isPlain), ...found.filter((file) => !isPlain(file))];
}

/** What lies where the glob begins, and everything below the folders that its last step is looked for in. */
function foldersOf(pattern: string): string[] {
  const steps = pattern.split("/");
  // Of braces around several steps each step has a part.
  const begin = steps.findIndex((step) => isDynamicPattern(step) || !isBalanced(step));
  const base = steps
    .slice(0, begin)
    .map((step) => `${step}/`)
    .join("");
  const folder = steps.every(isBalanced) ? steps.slice(0, -1).map((step) => `${step}/`) : [base];
  return [`${base}*`, `${folder.join("")}**`];
}

function isBalanced(step: string): boolean {
  const count = (letters: RegExp): number => step.match(letters)?.length ?? 0;
  return count(/[{(]/g) === count(/[})]/g);
}

/** Reports nothing: what the globs themselves cannot look into is reported where they are followed. */
function tolerantFileSystem(): FileSystemAdapter {
  let folders = 0;
  const readdir = (folder: string): Dirent[] => {
    folders += 1;
    if (folders > MAX_FOLDERS) return [];
    try {
      return entriesOf(folder).filter(({ name }) => !OTHER_FOLDERS.has(name));
    } catch {
      return [];
    }
  };
  return { readdirSync: readdir as unknown as typeof readdirSync, realpathSync, statSync };
}

function isOfOther(path: string, read: string[]): boolean {
  const name = basename(path);
  if (FILE_OF_PULUMI.test(name) || OTHER_FILES.test(name)) return true;
  if (isFolder(path)) return read.some((file) => file.startsWith(`${realPath(path)}${sep}`));
  return holdsSomethingElse(path);
}

/** What can be read, and is plainly no list of rules: a JSON Schema, the settings of a tool. */
function holdsSomethingElse(path: string): boolean {
  const { text } = readText(path);
  const value = text === undefined ? undefined : valueOf(text);
  if (!isMap(value) || Object.keys(value).length === 0) return false;
  const mayBeRules = Object.entries(value).some(([key, below]) => closest(key, ["rules"]) && !isMap(below));
  return !mayBeRules && !hasRule(value, new Set());
}

/** Undefined where it is not plain what the text says. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { value, problems } = new YamlSource("", text);
    return problems.length === 0 ? value : undefined;
  }
}

/** @param seen since aliases may share values, or make a circle. */
function hasRule(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  const { prefix, path } = value as Record<string, unknown>;
  const isRule = typeof prefix === "string" && typeof path === "string";
  return isRule || Object.values(value).some((below) => hasRule(below, seen));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the other stacks of a project name in their `rulesFiles`. */
function filesOfStacks(projectFolder: string, except: string): Set<string> {
  const files = stackNames(projectFolder)
    .map((name) => stackFilePath(projectFolder, name))
    .filter((path) => realPath(path) !== realPath(except))
    .map((path) => readStackFile(projectFolder, path).config[RULES_FILES])
    .flatMap((json) => findRulesFiles(patternsIn(json) ?? [], projectFolder).flatMap(({ files }) => files));
  return new Set(files.map(realPath));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
