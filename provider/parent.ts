import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 500;
const PS_TIMEOUT_MS = 5_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const LAUNCHER = "pulumi-resource-pulumi-nodejs";

interface Process {
  parent: number;
  command: string;
}

/**
 * Calls `end` once when this process is to end: when it is told so by a signal, or when the Pulumi CLI that runs it is gone. The
 * CLI sends SIGINT at the end of each run and after a second Ctrl-C, and then waits 5 seconds.
 */
export function whenToEnd(end: () => void): void {
  let told = false;
  const once = (): void => {
    if (told) return;
    told = true;
    end();
  };
  for (const signal of SIGNALS) process.on(signal, once);
  whenCliIsGone(once);
}

/** Pulumi starts the provider through a shell script that lives on when the CLI is killed: where there is one, its parent is watched. */
function whenCliIsGone(gone: () => void): void {
  const parent = process.ppid;
  const launcher = look(parent);
  const cli = launcher?.command.includes(LAUNCHER) ? launcher.parent : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && (cli === undefined || look(parent)?.parent === cli)) return;
    clearInterval(timer);
    gone();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** Undefined where it cannot be told. */
export function look(pid: number): Process | undefined {
  try {
    if (process.platform === "linux") {
      // `pid (name) state ppid …`, where the name may hold anything.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 1).split(" ")[2]);
      return { parent, command: readFileSync(`/proc/${pid}/cmdline`, "utf8") };
    }
    const options = { encoding: "utf8", timeout: PS_TIMEOUT_MS, killSignal: "SIGKILL" } as const;
    const [parent = "", ...command] = execFileSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], options)
      .trim()
      .split(/\s+/);
    return { parent: Number(parent), command: command.join(" ") };
  } catch {
    return undefined;
  }
}
