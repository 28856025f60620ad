import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import { projectProblem } from "../../reading/stack-file";
import { nearestProject } from "../../system/project-folder";
import { readText } from "../../system/read-text";
import { t } from "../../text/message";
import { CommandError, UsageError } from "../outcome";
import { packageVersion } from "../package-version";

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
}

/** The project in this folder, or the one to make there. @throws UsageError, CommandError */
export function projectIn(cwd: string): Project {
  const found = nearestProject(cwd);
  if (found === undefined) return newProject(cwd);
  const problem = projectProblem(found);
  if (problem) throw new CommandError(problem.text);
  if (found === cwd) return { folder: cwd, missing: {}, kept: ["Pulumi.yaml"] };
  throw new UsageError(
    t`There is a Pulumi.yaml in ${found}, above this folder; run this there to add a stack to that project, or outside of it to begin another.`,
  );
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
    "Pulumi.yaml": projectFile(folder),
  };
  const isPresent = (name: string): boolean => existsSync(join(folder, name));
  if (isPresent(PROGRAM) && readText(join(folder, PROGRAM)).text !== PROGRAM_TEXT) {
    throw new CommandError(
      t`${PROGRAM} is there already and does something else; rename it, or choose another folder.`,
    );
  }
  return {
    folder,
    missing: Object.fromEntries(Object.entries(wanted).filter(([name]) => !isPresent(name))),
    kept: Object.keys(wanted).filter(isPresent),
  };
}

function projectFile(folder: string): string {
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

function manifest(folder: string): Manifest {
  try {
    const content: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof content === "object" && content !== null ? content : {};
  } catch {
    return {};
  }
}
