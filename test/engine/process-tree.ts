import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** The processes that one run of the CLI consists of. */
export interface RunProcesses {
  cli: number;
  /** The process that speaks to WeChat while resources are changed. */
  provider: number;
  /** All of them, with the language host, the stack program and the provider's launcher. */
  all: number[];
}

const LOOK_EVERY_MS = 100;

/**
 * Waits until the run of `cli` has its provider process.
 *
 * @param script that the provider runs.
 */
export async function processesOf(cli: number, script = "dynamic-provider/index.js"): Promise<RunProcesses> {
  for (;;) {
    const all = withDescendants(cli, runningProcesses());
    // Not the one in which the launcher looks for the script.
    const provider = all.find(({ command }) => command.includes(script));
    if (provider) return { cli, provider: provider.pid, all: all.map(({ pid }) => pid) };
    if (all.length === 0) throw new Error("the CLI ended before it had started the provider");
    await sleep(LOOK_EVERY_MS);
  }
}

/** A process and all that it has started and is still there. */
export function descendantsOf(pid: number): number[] {
  return withDescendants(pid, runningProcesses()).map((process) => process.pid);
}

/** How many milliseconds it takes a process to end; undefined if it is still there after `limitMs`. */
export async function timeToEnd(pid: number, limitMs: number): Promise<number | undefined> {
  for (const from = Date.now(); Date.now() - from <= limitMs; await sleep(LOOK_EVERY_MS)) {
    if (!runningProcesses().some((process) => process.pid === pid)) return Date.now() - from;
  }
  return undefined;
}

export function kill(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // Ended by itself.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

function runningProcesses(): Process[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s(.*)$/.exec(line))
    .flatMap((match) => (match && !match[3]?.startsWith("Z") ? [match] : []))
    .map(([, pid, parent, , command = ""]) => ({ pid: Number(pid), parent: Number(parent), command }));
}

function withDescendants(root: number, processes: Process[]): Process[] {
  const found = processes.filter(({ pid }) => pid === root);
  for (const one of found) found.push(...processes.filter(({ parent }) => parent === one.pid));
  return found;
}
