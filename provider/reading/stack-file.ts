import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { nearestProject, projectFile } from "../system/project-folder";
import { readText } from "../system/read-text";
import { t } from "../text/message";
import { problemOf, type Problem } from "../text/problem";
import { shownPath } from "./rules-files";
import { YamlSource, type Path } from "./yaml-source";

/** The stack's config as its file has it. */
export interface StackFile {
  path: string;
  source: YamlSource | undefined;
  /** By full key, lists as JSON, as Pulumi hands it over. Secrets stay encrypted. */
  config: Record<string, string>;
  problems: Problem[];
}

/**
 * The folder of `Pulumi.yaml`: the one that Pulumi reports or, if its language host is too old to report it, the nearest one
 * from the program's folder upwards.
 */
export function projectFolderOf(rootDirectory: string, programFolder: string): string {
  return projectFile(rootDirectory) ? rootDirectory : (nearestProject(programFolder) ?? programFolder);
}

/**
 * The path of a stack's config: `Pulumi.<stack>.yaml` next to `Pulumi.yaml`, or in its `stackConfigDir`.
 *
 * @param stack the stack's name; an organization before it (`org/dev`) is ignored.
 */
export function stackFilePath(projectFolder: string, stack: string): string {
  const { stackConfigDir, extension } = readProject(projectFolder);
  return join(resolve(projectFolder, stackConfigDir), `Pulumi.${stack.replace(/^.*\//, "")}${extension}`);
}

/** The names of a project's stacks that have a config file, sorted. */
export function stackNames(projectFolder: string): string[] {
  const example = stackFilePath(projectFolder, "dev");
  if (!existsSync(dirname(example))) return [];
  const end = extname(example);
  return readdirSync(dirname(example))
    .filter((file) => file.startsWith("Pulumi.") && file.endsWith(end) && file.length > `Pulumi${end}`.length)
    .map((file) => file.slice("Pulumi.".length, -end.length))
    .sort();
}

/** Reads a stack's config without Pulumi. */
export function readStackFile(projectFolder: string, path: string): StackFile {
  const file = shownPath(path, projectFolder);
  const { text, reason } = readText(path);
  if (text === undefined) {
    return { path, source: undefined, config: {}, problems: [problemOf(file, reason ?? t`this file cannot be read`)] };
  }
  const source = new YamlSource(file, text, true);
  const project = readProject(projectFolder);
  const own = configOf(source.value, project.name, (value) => value);
  const shared = configOf(project.content, project.name, defaultOf);
  const problem = projectProblem(projectFolder);
  return { path, source, config: { ...shared, ...own }, problems: [...(problem ? [problem] : []), ...source.problems] };
}

/** Why `Pulumi.yaml` cannot be read, if it exists. */
export function projectProblem(folder: string): Problem | undefined {
  const path = projectFile(folder);
  const { reason } = path === undefined ? {} : readText(path);
  return path !== undefined && reason !== undefined ? problemOf(basename(path), reason) : undefined;
}

/** The position and the value of a config key in the file, which may leave out the project's name. */
export function written(
  { source }: StackFile,
  key: string,
): { source: YamlSource; path: Path; value: unknown } | undefined {
  const config = mapOf(mapOf(source?.value)["config"]);
  const name = [key, key.replace(/^.*:/, "")].find((candidate) => candidate in config);
  return source && name !== undefined ? { source, path: ["config", name], value: config[name] } : undefined;
}

function readProject(folder: string): { name: string; stackConfigDir: string; extension: string; content: unknown } {
  const path = projectFile(folder) ?? join(folder, "Pulumi.yaml");
  const content = new YamlSource("Pulumi.yaml", readText(path).text ?? "", true).value;
  const { name, stackConfigDir, config } = mapOf(content);
  // "config" is the old name of stackConfigDir.
  const configDir = stackConfigDir ?? (typeof config === "string" ? config : ".");
  return {
    name: typeof name === "string" ? name : "",
    stackConfigDir: typeof configDir === "string" ? configDir : ".",
    extension: path.slice(path.lastIndexOf(".")),
    content,
  };
}

function configOf(content: unknown, project: string, valueOf: (raw: unknown) => unknown): Record<string, string> {
  const entries = Object.entries(mapOf(mapOf(content)["config"])).flatMap(([key, raw]): [string, string][] => {
    const value = valueOf(raw);
    if (value === undefined || value === null) return [];
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return [[key.includes(":") ? key : `${project}:${key}`, text]];
  });
  return Object.fromEntries(entries);
}

/** `Pulumi.yaml` describes a key: its value for every stack, or its default. */
function defaultOf(raw: unknown): unknown {
  if (typeof raw !== "object") return raw;
  const { value, default: otherwise } = mapOf(raw);
  return value ?? otherwise;
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
