import { spawnSync } from "node:child_process";
import execa, { type ExecaChildProcess } from "execa";

/** True if there is the `script` of util-linux, which gives a command a terminal. */
const HAS_SCRIPT = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") ?? false;

/** Machines of people may lack `script`; that of CI may not. */
export const HAS_TERMINALS = HAS_SCRIPT || Boolean(process.env["CI"]);

/** A key to press, or what to type, as soon as the terminal shows something. */
export type Step = [shown: string, typed: string, first?: () => void];

/** Runs a command of the shell in a terminal. @returns what the terminal showed. */
export async function inTerminal(
  command: string,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
  steps: readonly Step[],
  begun: (child: ExecaChildProcess) => void = () => undefined,
): Promise<{ exitCode: number; shown: string }> {
  const child = execa("script", ["-qec", command, "/dev/null"], {
    cwd,
    env: { ...env, SHELL: "/bin/sh", TERM: "xterm", NO_COLOR: "1" },
    extendEnv: false,
    reject: false,
    timeout: 60_000,
  });
  begun(child);
  let shown = "";
  let from = 0;
  const left = [...steps];
  child.stdout?.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    const [next] = left;
    if (!next || !shown.slice(from).includes(next[0])) return;
    left.shift();
    from = shown.length;
    next[2]?.();
    // The question is drawn before it listens.
    setTimeout(() => child.stdin?.write(next[1]), 50);
  });
  const { exitCode } = await child;
  expect(left).toEqual([]);
  return { exitCode, shown };
}
