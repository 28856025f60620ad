import { realpathSync, statSync, type Dirent, type readdirSync } from "node:fs";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { escapePath, globSync, isDynamicPattern, type FileSystemAdapter } from "tinyglobby";
import { nearestProject } from "../system/project-folder";
import { isFolder, readText, realPath, utf8OrGb18030 } from "../system/read-text";
import { closest } from "../text/did-you-mean";
import { listed } from "../text/listed";
import { t } from "../text/message";
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
import { NAME_OF_TABLE } from "./rules-table";
import { readStackFile, stackFilePath, stackNames } from "./stack-file";
import { TableSource } from "./table-source";
import { YamlSource } from "./yaml-source";

/** Folders that hold no rules files, but may hold many others. */
const OTHER_FOLDERS = new Set(["node_modules", ".git", ".hg", ".svn", ".github", ".pulumi", ".vscode", ".idea"]);
/** Files of npm, TypeScript and pnpm, and those that Emacs (`.#`) and macOS (`._`) keep next to a user's file. */
const OTHER_FILES =
  /^(package|package-lock|npm-shrinkwrap|pnpm-(lock|workspace)|[tj]sconfig(\..+)?)\.(ya?ml|json)$|^\.[#_]/;
/** A glob may point into a home folder, so at most this many folders are looked into. */
const MAX_FOLDERS = 5_000;

/** The known rules files of a stack. */
interface Known {
  /** The entries of `rulesFiles`. */
  patterns: readonly string[];
  /** The files that they name. */
  files: readonly string[];
  projectFolder: string;
  /** The config file of this stack. */
  stackFile: string;
  readers: Readers;
}

/**
 * Which stacks read a file: by project folder, then by the file's real path, the config files of the stacks. Filled on demand;
 * a command that reads many stacks keeps it for all of them.
 */
export type Readers = Map<string, Map<string, Set<string>>>;

/** What is wrong with an entry of `rulesFiles`. */
interface Unread {
  /** The entry's index in the list. */
  index: number;
  reason: string;
}

/**
 * Finds rules files where a glob of `rulesFiles` looks, or below, that no entry names: renamed, moved into a folder, or with
 * another extension. Their rules would silently be deleted in WeChat. Skips rules files of other stacks, and files that hold
 * something else.
 */
export function unreadRulesFiles({ patterns, files, projectFolder, stackFile, readers }: Known): Unread[] {
  const read = files.map(realPath);
  const known = new Set(read);
  const leftOut = exceptions(patterns, projectFolder);
  // A table beside YAML files is more often the source of something else.
  const readsTables = [...patterns, ...files].some((name) => /\bcsv\b/i.test(name));
  const isOfOtherStack = stacksOfOthers(projectFolder, stackFile, readers);
  const isNew = ({ path }: FileAround): boolean => !known.has(path) && Boolean(known.add(path));
  return patterns.flatMap((pattern, index) => {
    if (!isGlob(pattern, projectFolder)) return [];
    const unread = filesAround(pattern, projectFolder, leftOut, readsTables)
      .filter(isNew)
      .map(({ name }) => name)
      .filter((file) => !isOfTool(file) && !isOfOtherStack(file) && !isOfOther(file, read));
    return unread.length === 0 ? [] : [{ index, reason: reasonFor(unread, pattern, projectFolder) }];
  });
}

/** Tells whether another stack reads a file: one of this project, or of the project that contains the file. */
function stacksOfOthers(projectFolder: string, stackFile: string, readers: Readers): (file: string) => boolean {
  const self = realPath(stackFile);
  return (file) =>
    [projectFolder, nearestProject(dirname(file)) ?? projectFolder].some((project) => {
      const ofProject = readers.get(project) ?? readersIn(project);
      readers.set(project, ofProject);
      return [...(ofProject.get(realPath(file)) ?? [])].some((stack) => stack !== self);
    });
}

function reasonFor(files: string[], pattern: string, projectFolder: string): string {
  const paths = files.map((file) => shownPath(file, projectFolder));
  const leftOut = `"!${escapePath(paths[0] ?? "")}"`;
  return paths.length === 1
    ? t`${listed(paths)} lies where ${pattern} looks, but no entry of rulesFiles matches it, and rules that are not read are
        deleted in WeChat; rename it, write it into rulesFiles, move it elsewhere, or leave it out with ${leftOut} in rulesFiles`
    : t`${listed(paths)} lie where ${pattern} looks, but no entry of rulesFiles matches them, and rules that are not read are
        deleted in WeChat; rename them, write them into rulesFiles, move them elsewhere, or leave them out with entries such as ${leftOut} in rulesFiles`;
}

interface FileAround {
  /** As it was found. */
  name: string;
  /** With links resolved. */
  path: string;
}

/**
 * Everything named like a rules file in the folders that a glob looks into, and below them. Files inside the project come
 * before those reached through links.
 */
function filesAround(pattern: string, projectFolder: string, leftOut: string[], withTables: boolean): FileAround[] {
  const options = { cwd: projectFolder, absolute: true, dot: true, expandDirectories: false, ignore: leftOut };
  const found = globSync(foldersOf(pattern), { ...options, fs: tolerantFileSystem() })
    .map((file) => resolve(file))
    .filter((file) => NAME_OF_FILE.test(file) || (withTables && NAME_OF_TABLE.test(file)))
    .sort()
    .map((name) => ({ name, path: realPath(name) }));
  const root = realPath(projectFolder);
  const isPlain = ({ name, path }: FileAround): boolean => path === resolve(root, relative(projectFolder, name));
  return [...found.filter(isPlain), ...found.filter((file) => !isPlain(file))];
}

/** Globs for the contents of the folder where the glob starts, and for everything below the folders of its last step. */
function foldersOf(pattern: string): string[] {
  const steps = pattern.split("/");
  // Braces around several steps leave a part in each step.
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

/** Reports nothing: what the globs themselves cannot look into is reported where they are evaluated. */
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

function isOfTool(path: string): boolean {
  const name = basename(path);
  return FILE_OF_PULUMI.test(name) || OTHER_FILES.test(name);
}

function isOfOther(path: string, read: string[]): boolean {
  if (isFolder(path)) return read.some((file) => file.startsWith(`${realPath(path)}${sep}`));
  return holdsSomethingElse(path);
}

/** True for a readable file that is clearly not a list of rules: a JSON Schema, the settings of a tool. */
function holdsSomethingElse(path: string): boolean {
  if (NAME_OF_TABLE.test(path)) return !isTableOfRules(path);
  const { text } = readText(path);
  const value = text === undefined ? undefined : valueOf(text);
  if (!isMap(value) || Object.keys(value).length === 0) return false;
  const mayBeRules = Object.entries(value).some(([key, below]) => closest(key, ["rules"]) && !isMap(below));
  return !mayBeRules && !hasRule(value, new Set());
}

/** True for a table whose first row has the fields that every rule has. The index of exported codes begins with the file of each. */
function isTableOfRules(path: string): boolean {
  const { text } = readText(path, utf8OrGb18030);
  const [head] = text === undefined ? [] : new TableSource("", text).rows;
  return ["prefix", "path"].every((field) => head?.cells.includes(field)) && head?.cells[0] !== "file";
}

/** Undefined if it is not clear what the text says. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { value, problems } = new YamlSource("", text);
    return problems.length === 0 ? value : undefined;
  }
}

/** @param seen needed because aliases may share values or form a cycle. */
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

function readersIn(projectFolder: string): Map<string, Set<string>> {
  const readers = new Map<string, Set<string>>();
  for (const name of stackNames(projectFolder)) {
    const stackFile = stackFilePath(projectFolder, name);
    const patterns = patternsIn(readStackFile(projectFolder, stackFile).config[RULES_FILES]) ?? [];
    const files = findRulesFiles(patterns, projectFolder).flatMap((found) => found.files.map(realPath));
    for (const file of files) readers.set(file, (readers.get(file) ?? new Set()).add(realPath(stackFile)));
  }
  return readers;
}
