import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import { YamlSource } from "../../reading/yaml-source";
import { nearestProject, projectFile } from "../../system/project-folder";
import { isThere, readText } from "../../system/read-text";
import { t } from "../../text/message";
import { problemOf, textsOf } from "../../text/problem";
import { CommandError, UsageError } from "../outcome";
import { packageVersion } from "../../system/package-version";

const PACKAGE = "pulumi-wechat-qr-jump";
const PROGRAM = "program.cjs";
const PROGRAM_TEXT = `// What Pulumi runs: it reads the rules from the stack's YAML.
module.exports = require("./node_modules/${PACKAGE}/dist/program");
`;

/** The folder of the stack, and the files that it lacks to be a project, by name. */
export interface Project {
  folder: string;
  missing: Readonly<Record<string, string>>;
  /** Files of a project that are there and stay as they are. */
  kept: string[];
  /** False if no program can be seen that declares the rules. */
  hasProgram: boolean;
}

/** The project in this folder, or the one to make there. @throws UsageError, CommandError */
export function projectIn(cwd: string): Project {
  const found = nearestProject(cwd);
  if (found === undefined) return newProject(cwd);
  const file = basename(projectFile(found) ?? "");
  if (found === cwd) return presentProject(cwd, file);
  throw new UsageError(
    t`There is a ${file} in ${found}, above this folder; run this there to add a stack to that project, or outside of it to begin another.`,
  );
}

/** @throws CommandError if the project cannot have rules. */
function presentProject(folder: string, file: string): Project {
  const { text, reason = t`this file cannot be read` } = readText(join(folder, file));
  if (text === undefined) throw new CommandError(problemOf(file, reason).text);
  const source = new YamlSource(file, text, true);
  if (source.problems.length > 0) throw new CommandError(textsOf(source.problems).join("\n"));
  const { runtime, main } = (source.value ?? {}) as { runtime?: unknown; main?: unknown };
  const name = typeof runtime === "object" && runtime !== null && "name" in runtime ? runtime.name : runtime;
  if (name !== "nodejs") {
    throw new CommandError(
      source.problem(["runtime"], "value", t`rules need the runtime nodejs; make their stack in a project of its own`)
        .text,
    );
  }
  manifest(folder);
  return { folder, missing: {}, kept: [file], hasProgram: isOurs(folder) || namesPackage(folder, main) };
}

/** True if the package is named by the project's program, as far as that is one file. */
function namesPackage(folder: string, given: unknown): boolean {
  const main = [given, manifest(folder).main].find((one) => typeof one === "string") ?? ".";
  const path = join(folder, main);
  const files = [path, ...["index.ts", "index.js", "index.mjs", "index.cjs"].map((name) => join(path, name))];
  return path.includes(PACKAGE) || files.some((one) => readText(one).text?.includes(PACKAGE) === true);
}

/** What to install before Pulumi can run the project; undefined if everything is there. */
export function installation(folder: string): string | undefined {
  if (existsSync(join(folder, "node_modules", PACKAGE)) || isOurs(folder)) return undefined;
  return manifestNames(folder) ? "npm install" : `npm install ${PACKAGE}`;
}

/** Pulumi.yaml comes last: without it, a run that was killed is begun anew by the next one. */
function newProject(folder: string): Project {
  const wanted = {
    [PROGRAM]: PROGRAM_TEXT,
    "package.json": `${JSON.stringify({ private: true, dependencies: { [PACKAGE]: `^${packageVersion()}` } }, undefined, 2)}\n`,
    ".gitignore": "node_modules/\n",
    "Pulumi.yaml": newProjectFile(folder),
  };
  const isPresent = (name: string): boolean => isThere(join(folder, name)) !== false;
  for (const name of Object.keys(wanted).filter(isPresent)) refuseUnreadable(folder, name);
  manifest(folder);
  if (isPresent(PROGRAM) && readText(join(folder, PROGRAM)).text !== PROGRAM_TEXT) {
    throw new CommandError(
      t`${PROGRAM} is there already and does something else; rename it, or choose another folder.`,
    );
  }
  return {
    folder,
    missing: Object.fromEntries(Object.entries(wanted).filter(([name]) => !isPresent(name))),
    kept: Object.keys(wanted).filter(isPresent),
    hasProgram: true,
  };
}

/** Refuses a folder, a link to nothing and the like. */
function refuseUnreadable(folder: string, name: string): void {
  if (readText(join(folder, name)).text !== undefined) return;
  throw new CommandError(
    t`${name} is there, but is no file that can be read; rename or fix it, or choose another folder.`,
  );
}

function newProjectFile(folder: string): string {
  return stringify({
    name: projectName(folder),
    description: "WeChat QR jump rules, in YAML alone",
    runtime: { name: "nodejs", options: { typescript: false } },
    // Not the file in node_modules: Pulumi runs a program in its own folder, and looks for packages there.
    main: PROGRAM,
  });
}

/** The folder's name, if Pulumi takes it. */
function projectName(folder: string): string {
  const name = basename(folder);
  return /^[A-Za-z][\w.-]{0,99}$/.test(name) ? name : "qr-codes";
}

interface Manifest {
  name?: unknown;
  main?: unknown;
  dependencies?: Record<string, unknown>;
  devDependencies?: Record<string, unknown>;
}

function manifestNames(folder: string): boolean {
  const { dependencies, devDependencies } = manifest(folder);
  return PACKAGE in { ...dependencies, ...devDependencies };
}

/** A clone of this package's repository, which is a project itself. */
function isOurs(folder: string): boolean {
  return manifest(folder).name === PACKAGE && existsSync(join(folder, "node_modules"));
}

/** @throws CommandError if package.json is there and cannot be right. */
function manifest(folder: string): Manifest {
  if (isThere(join(folder, "package.json")) === false) return {};
  const content = parsed(readText(join(folder, "package.json")).text);
  if (typeof content === "object" && content !== null) return content;
  throw new CommandError(t`package.json is not valid JSON; fix it, and run this again.`);
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "");
  } catch {
    return undefined;
  }
}
