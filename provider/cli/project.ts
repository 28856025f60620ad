import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { projectProblem, stackFilePath, stackNames } from "../reading/stack-file";
import { nearestProject } from "../system/project-folder";
import { t } from "../text/message";
import { CommandError, UsageError } from "./outcome";

/** A stack of a Pulumi project, by its config file. */
export interface Stack {
  /** The folder of `Pulumi.yaml`. */
  folder: string;
  /** As the user names it. An organization before it (`org/dev`) matters only to the CLI. */
  name: string;
  /** The config file's name, relative to the folder. */
  file: string;
}

/**
 * Every stack with a config file, or only the named one. @throws UsageError if there is none, CommandError if the project
 * cannot be read.
 */
export function stacksOf(cwd: string, name?: string): Stack[] {
  const folder = nearestProject(cwd);
  if (!folder) {
    throw new UsageError(t`There is no Pulumi.yaml in ${cwd} or above it; run this in the folder of a Pulumi project.`);
  }
  const problem = projectProblem(folder);
  if (problem) throw new CommandError(problem.text);
  const names = stackNames(folder);
  // A pipeline may set PULUMI_STACK to nothing.
  if (!name) return names.map((each) => stackAt(folder, each));
  const stack = stackAt(folder, name);
  if (existsSync(join(folder, stack.file))) return [stack];
  throw new UsageError(t`There is no stack ${name}: ${folder} has no ${stack.file}; ${thereAre(names)}.`);
}

/** The named stack, or the only one there is. @throws UsageError */
export function oneStack(cwd: string, name?: string): Stack {
  const [first, ...others] = stacksOf(cwd, name);
  if (first && others.length === 0) return first;
  const names = [first, ...others].flatMap((stack) => stack?.name ?? []);
  throw new UsageError(t`Say which stack with --stack; ${thereAre(names)}.`);
}

/** Like {@link oneStack}, but undefined if no stack is named and this is not a Pulumi project. */
export function stackOrNone(cwd: string, name?: string): Stack | undefined {
  return !name && !nearestProject(cwd) ? undefined : oneStack(cwd, name);
}

function stackAt(folder: string, name: string): Stack {
  return { folder, name, file: relative(folder, stackFilePath(folder, name)) };
}

function thereAre(names: string[]): string {
  if (names.length === 0) return t`there is none yet, make one with "pulumi stack init" and "pulumi config set"`;
  return names.length === 1 ? t`there is ${names.join()}` : t`there are ${names.join(", ")}`;
}
