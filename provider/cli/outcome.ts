export { counted } from "../text/listed";

/** What every command works with: where it was called, and the environment. */
export interface Surroundings {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** What a command has to say, for people and for machines. */
export interface Outcome {
  text: string;
  json: Record<string, unknown>;
  /** Whether there is something to be fixed: exit code 1. */
  findings: boolean;
}

/** The command could not do its work; the message is one sentence that says what to do. Exit code 1. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}

/** The command line asks for something that is not there. Exit code 2. */
export class UsageError extends CommandError {
  override readonly name = "UsageError";
}
