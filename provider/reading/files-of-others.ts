import { resolve, relative, isAbsolute, sep } from "node:path";
import type { Dirent, readdirSync } from "node:fs";
import { globSync } from "tinyglobby";
import { realPath } from "../system/read-text";
import { exceptions, isGlob, patternsIn, RULES_FILES } from "./rules-files";
import { readStackFile, stackFilePath, stackNames } from "./stack-file";

/** The entries of `rulesFiles` of each other stack of a project. */
function patternsOfOthers(projectFolder: string, stackFile: string): string[][] {
  return stackNames(projectFolder)
    .map((name) => stackFilePath(projectFolder, name))
    .filter((path) => realPath(path) !== realPath(stackFile))
    .map((path) => patternsIn(readStackFile(projectFolder, path).config[RULES_FILES]) ?? []);
}

/** True if another stack of the project reads this file, or would read it if it were there. */
export function isReadByOthers(path: string, projectFolder: string, stackFile: string): boolean {
  return patternsOfOthers(projectFolder, stackFile).some((patterns) => wouldRead(patterns, projectFolder, path));
}

function wouldRead(patterns: string[], projectFolder: string, path: string): boolean {
  const ignore = exceptions(patterns, projectFolder);
  const fs = { readdirSync: onlyThis(path) as unknown as typeof readdirSync };
  return patterns.some((pattern) => {
    if (!isGlob(pattern, projectFolder)) return realPath(resolve(projectFolder, pattern)) === realPath(path);
    const found = globSync(pattern, { cwd: projectFolder, absolute: true, expandDirectories: false, ignore, fs });
    return found.some((file) => resolve(file) === path);
  });
}

/** A file system that holds this one file. */
function onlyThis(path: string): (folder: string) => Dirent[] {
  return (folder) => {
    const [name = "", ...below] = relative(folder, path).split(sep);
    if (name === "" || name === ".." || isAbsolute(name)) return [];
    const isFile = below.length === 0;
    return [
      { name, isFile: () => isFile, isDirectory: () => !isFile, isSymbolicLink: () => false } as unknown as Dirent,
    ];
  };
}
