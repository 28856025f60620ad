export { counted } from "../text/listed";

/** What every command works with: the folder it was called in, and the environment. */
export interface Surroundings {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** The result of a command, for people and for machines. */
export interface Outcome {
  text: string;
  json: Record<string, unknown>;
  /** True if there is something to fix: exit code 1. */
  findings: boolean;
  /** Printed on stdout exactly as it is; `text` then goes to stderr. */
  document?: string;
}

/** The value of `--out` that means stdout. */
export const STDOUT = "-";

/** The command failed. The message is one sentence that says what to do. Exit code 1. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}

/** The command line asks for something that does not exist. Exit code 2. */
export class UsageError extends CommandError {
  override readonly name = "UsageError";
}
