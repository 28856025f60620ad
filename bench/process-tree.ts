import { readdirSync, readFileSync } from "node:fs";

/** What a command and its child processes used. CPU time and memory are known on Linux only. */
export interface Usage {
  wallMs: number;
  /** Processor time of the command and its children. */
  cpuMs: number | undefined;
  /** Peak memory of the process of dynamic resources, or of the plugin. */
  providerPeakBytes: number | undefined;
}

interface Seen {
  cpuMs: number;
  peakBytes: number;
  isProvider: boolean;
}

const LOOK_EVERY_MS = 100;
/** Linux counts processor time in hundredths of a second, whatever the machine. */
const TICK_MS = 10;
/** The scripts that Pulumi starts for dynamic resources, and for the plugin. */
const PROVIDER = /dynamic-provider|\/plugin\/start\.js$/;

/** Waits for a command to end and watches its processes, including those that lose their parent. */
export async function measured(command: PromiseLike<unknown> & { pid?: number | undefined }): Promise<Usage> {
  const beganAtMs = performance.now();
  const seen = new Map<number, Seen>();
  const { pid } = command;
  const look = (): void => void (pid !== undefined && process.platform === "linux" && lookAt(pid, seen));
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  try {
    await command;
    const processes = [...seen.values()];
    const providers = processes.filter(({ isProvider }) => isProvider);
    return {
      wallMs: performance.now() - beganAtMs,
      cpuMs: processes.length > 0 ? processes.reduce((sum, { cpuMs }) => sum + cpuMs, 0) : undefined,
      providerPeakBytes: providers.length > 0 ? Math.max(...providers.map(({ peakBytes }) => peakBytes)) : undefined,
    };
  } finally {
    clearInterval(timer);
  }
}

function lookAt(root: number, seen: Map<number, Seen>): void {
  const stats = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
  // Repeat until nothing new is found: children may be listed before their parents.
  const family = new Set([root, ...seen.keys()]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of stats) if (family.has(parent)) family.add(pid);
  }
  for (const { pid, cpuMs } of stats.filter((stat) => family.has(stat.pid))) {
    const { isProvider: known = false, peakBytes: before = 0 } = seen.get(pid) ?? {};
    const isProvider = known || isProviderProcess(pid);
    // A process that has ended, but is still listed, has no memory.
    seen.set(pid, { cpuMs, isProvider, peakBytes: isProvider ? Math.max(before, peakOf(pid)) : 0 });
  }
}

function statOf(pid: number): { pid: number; parent: number; cpuMs: number } | undefined {
  const stat = read(pid, "stat");
  if (stat === undefined) return undefined;
  // `pid (name) state ppid …`, where the name may hold anything; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { pid, parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
}

function isProviderProcess(pid: number): boolean {
  const [program = "", script = ""] = (read(pid, "cmdline") ?? "").split("\0");
  return /(^|\/)node$/.test(program) && PROVIDER.test(script);
}

function peakOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(read(pid, "status") ?? "")?.[1] ?? 0) * 1024;
}

function read(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
