import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 500;
const PS_TIMEOUT_MS = 5_000;
/** Linux counts the start of processes in hundredths of a second. */
const MS_A_TICK = 10;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const LAUNCHER = "pulumi-resource-pulumi-nodejs";
const LANGUAGE_HOST = "pulumi-language-nodejs";
/** How many processes to look through: a shell or a Node version manager may stand between the language host and the program. */
const MAX_BETWEEN = 5;

interface Process {
  parent: number;
  /** As the system reports it. */
  startedAt: string;
  command: string;
}

/**
 * Calls `end` once when this process must end: on a signal, or when the Pulumi CLI that runs it is gone. The CLI sends SIGINT
 * at the end of each run and after a second Ctrl-C, and then waits 5 seconds.
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

/** Pulumi starts the provider through a shell script that outlives a killed CLI. If there is one, its parent is watched. */
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

/**
 * Identifies the process of the CLI that runs this program. It is the same for the preview and the update of one `pulumi up`.
 * No other process gets the same name, even if its number is reused. Undefined if it cannot be determined, as on Windows.
 */
export function processOfCli(): string | undefined {
  const host = languageHost();
  const cli = host && look(host.parent);
  return host && cli && nameOf(host.parent, cli);
}

/** The same, for the CLI that runs this process as a provider. */
export function processOfProvidersCli(): string | undefined {
  const launcher = look(process.ppid);
  const cli = launcher?.command.includes(LAUNCHER) ? look(launcher.parent) : undefined;
  return launcher && cli && nameOf(launcher.parent, cli);
}

/** The same, for the CLI that runs this process as a plugin: without a launcher that stays between them. */
export function processOfPluginsCli(): string | undefined {
  const cli = look(process.ppid);
  return cli && nameOf(process.ppid, cli);
}

const nameOf = (pid: number, { startedAt }: Process): string => `${pid}-${startedAt}`;

/** True if the command that runs this program was told to leave out some resources, as far as can be determined. */
export function cliLeavesOut(): boolean {
  const host = languageHost();
  const cli = host && look(host.parent);
  return cli !== undefined && argumentsOf(cli).some((word) => /^(-t|--target|--exclude)\b/.test(word));
}

/** The language host that started this program. */
function languageHost(): Process | undefined {
  let host = look(process.ppid);
  for (let steps = 0; host && !host.command.includes(LANGUAGE_HOST); steps++) {
    host = steps < MAX_BETWEEN ? look(host.parent) : undefined;
  }
  return host;
}

/** Undefined if it cannot be determined. */
export function look(pid: number): Process | undefined {
  try {
    if (process.platform === "linux") {
      // `pid (name) state ppid …`, where the name may hold anything.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 1).split(" ");
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return { parent: Number(fields[2]), startedAt: fields[20] ?? "", command };
    }
    const options = { encoding: "utf8", timeout: PS_TIMEOUT_MS, killSignal: "SIGKILL" } as const;
    // E.g. `1 Mon Nov 25 13:09:04 2024 pulumi up`.
    const [parent = "", ...words] = execFileSync("ps", ["-o", "ppid=,lstart=,args=", "-p", String(pid)], options)
      .trim()
      .split(/\s+/);
    return { parent: Number(parent), startedAt: words.slice(0, 5).join(" "), command: words.slice(5).join(" ") };
  } catch {
    return undefined;
  }
}

const DESTROY = ["destroy", "down", "dn"];
const OTHERS = ["up", "update", "preview", "pre", "refresh", "import", "watch"];

/**
 * True if the Pulumi CLI that runs this process was told to destroy. Undefined if that cannot be determined: other processes may not
 * be read, or the words of the command are ambiguous (a stack named "up").
 */
export function cliDestroys(): boolean | undefined {
  const cli = cliOfProvider();
  return cli && destroys(argumentsOf(cli));
}

/**
 * When the Pulumi CLI that runs this provider started, in milliseconds since 1970, right to about a second. Undefined if that
 * cannot be determined, as on Windows.
 */
export function cliStartedAtMs(): number | undefined {
  const cli = cliOfProvider();
  if (!cli) return undefined;
  if (process.platform !== "linux") return Date.parse(cli.startedAt) || undefined;
  const afterCliMs = (Number(look(process.pid)?.startedAt) - Number(cli.startedAt)) * MS_A_TICK;
  return afterCliMs > 0 ? performance.timeOrigin - afterCliMs : undefined;
}

/** The CLI that runs this process as a provider. */
function cliOfProvider(): Process | undefined {
  const parent = look(process.ppid);
  return parent?.command.includes(LAUNCHER) ? look(parent.parent) : parent;
}

function argumentsOf({ command }: Process): string[] {
  return command.split(command.includes("\0") ? "\0" : /\s+/).slice(1);
}

/** The same, from the CLI's arguments. */
export function destroys(args: readonly string[]): boolean | undefined {
  const has = (words: readonly string[]): boolean => args.some((word) => words.includes(word));
  if (has(DESTROY) === has(OTHERS)) return undefined;
  return has(DESTROY);
}
