import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 500;
const LAUNCHER = "pulumi-resource-pulumi-nodejs";

interface Process {
  parent: number;
  command: string;
}

/**
 * Calls `gone` once when the Pulumi CLI that runs this process has ended. Pulumi starts the provider through a shell script that
 * lives on when the CLI is killed, so where there is one, its parent is watched.
 */
export function whenCliIsGone(gone: () => void): void {
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
function look(pid: number): Process | undefined {
  try {
    if (process.platform === "linux") {
      // `pid (name) state ppid …`, where the name may hold anything.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 1).split(" ")[2]);
      return { parent, command: readFileSync(`/proc/${pid}/cmdline`, "utf8") };
    }
    const [parent = "", ...command] = execFileSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" })
      .trim()
      .split(/\s+/);
    return { parent: Number(parent), command: command.join(" ") };
  } catch {
    return undefined;
  }
}
