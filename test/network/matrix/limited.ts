import type { ExecaChildProcess } from "execa";
import { descendantsOf, kill } from "../../engine/process-tree";

/** How a command ended. */
export interface End {
  /** Undefined: it had to be killed. */
  exitCode: number | undefined;
  seconds: number;
  stdout: string;
  /** All that it printed. */
  output: string;
}

/** Waits for a command's end, and kills it with all its processes where that takes too long. */
export async function ending(command: ExecaChildProcess, limitMs: number): Promise<End> {
  const startedAtMs = Date.now();
  let killed = false;
  const timer = setTimeout(() => {
    killed = true;
    if (command.pid !== undefined) kill(descendantsOf(command.pid), "SIGKILL");
  }, limitMs);
  const { exitCode, stdout, all = "" } = await command;
  clearTimeout(timer);
  const seconds = (Date.now() - startedAtMs) / 1000;
  return { exitCode: killed ? undefined : exitCode, seconds, stdout, output: all };
}
