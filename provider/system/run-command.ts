import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { onExit } from "signal-exit";
import { t } from "../text/message";

export interface Command {
  file: string;
  /** Without arguments, `file` is a command line for the shell. */
  args?: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Keeps stderr, which is discarded otherwise. */
  wantsStderr?: true;
  /** What the command reads from stdin: the way for a secret, because everybody on the machine can read arguments. */
  input?: string;
}

export interface RunLimits {
  timeoutMs: number;
  /** Ends the command when it aborts from now on. */
  signal?: AbortSignal;
  /** How long a background process that the command left may be silent before its output is no longer waited for. */
  graceMs?: number;
  /** How much the command may print on each output. @default 1 MB */
  maxBytes?: number;
}

/** How a command ended by itself, and what it printed, which may be secret. */
export interface Ended {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A command that did not end by itself. The message says why, e.g. "did not end within 30 s", and repeats none of its output. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";

  /** @param code why it could not be started, e.g. `ENOENT`. */
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

const GRACE_MS = 300;
const MAX_BYTES = 1_000_000;
const POSIX = process.platform !== "win32";

/**
 * Runs a command. At the deadline the command is killed with everything that it started, and the promise settles,
 * whoever may still hold its output. If the command ends by itself, what it leaves in the background is left alone.
 *
 * @throws CommandFailure
 */
export function runCommand(command: Command, limits: RunLimits): Promise<Ended> {
  return new Promise((resolve, reject) => new Run(command, limits, resolve, reject));
}

/** Why a finished command did not succeed, e.g. "ended with exit code 3"; undefined if it did. */
export function badEnding({ exitCode, signal }: Ended): string | undefined {
  if (signal) return t`was ended by signal ${signal}`;
  return exitCode === 0 ? undefined : t`ended with exit code ${exitCode ?? t`unknown`}`;
}

class Run {
  private child: ChildProcess | undefined;
  private readonly stdout: Output;
  private readonly stderr: Output;
  private ending: Pick<Ended, "exitCode" | "signal"> | undefined;
  private readonly deadline: NodeJS.Timeout;
  private silence: NodeJS.Timeout | undefined;
  private isSettled = false;

  constructor(
    command: Command,
    private readonly limits: RunLimits,
    private readonly resolve: (ended: Ended) => void,
    private readonly reject: (error: CommandFailure) => void,
  ) {
    const { maxBytes = MAX_BYTES } = limits;
    this.stdout = new Output(maxBytes);
    this.stderr = new Output(maxBytes);
    this.deadline = afterEvents(limits.timeoutMs, () => this.atDeadline());
    limits.signal?.addEventListener("abort", this.interrupt);
    try {
      this.start(command);
    } catch (error) {
      this.notStarted(error);
    }
  }

  private start(command: Command): void {
    const child = started(command);
    this.child = child;
    killedWithUs.add(child);
    child.stdout?.on("data", (chunk: Buffer) => this.print(chunk));
    child.stderr?.on("data", (chunk: Buffer) => this.stderr.add(chunk));
    child.on("error", (error) => this.notStarted(error));
    // A command that ends without reading its input closes the pipe.
    child.stdin?.on("error", () => undefined).end(command.input);
    child.on("exit", (exitCode, signal) => {
      killedWithUs.delete(child);
      this.ending = { exitCode, signal };
      this.awaitSilence();
    });
    child.on("close", () => this.end());
  }

  private print(chunk: Buffer): void {
    if (this.stdout.add(chunk)) return;
    this.fail(new CommandFailure(t`printed more than ${this.stdout.maxBytes / 1_000_000} MB`));
  }

  private awaitSilence(): void {
    if (this.isSettled) return;
    const printed = this.stdout.bytes;
    this.silence = afterEvents(this.limits.graceMs ?? GRACE_MS, () => {
      if (this.stdout.bytes === printed) this.end();
      else this.awaitSilence();
    });
  }

  private atDeadline(): void {
    if (this.ending) this.end();
    else this.fail(new CommandFailure(t`did not end within ${this.limits.timeoutMs / 1000} s`));
  }

  private readonly interrupt = (): void => this.fail(new CommandFailure(t`was interrupted`));

  private notStarted(error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? t`unknown`;
    this.fail(new CommandFailure(t`cannot be started (${code})`, code));
  }

  private end(): void {
    if (this.isSettled || !this.ending) return;
    this.settle();
    this.resolve({ ...this.ending, stdout: this.stdout.text(), stderr: this.stderr.text() });
  }

  private fail(error: CommandFailure): void {
    if (this.isSettled) return;
    if (this.child && !this.ending) killGroup(this.child);
    this.settle();
    this.reject(error);
  }

  /** From here on, nothing of the command keeps this process alive. */
  private settle(): void {
    this.isSettled = true;
    clearTimeout(this.deadline);
    clearTimeout(this.silence);
    this.limits.signal?.removeEventListener("abort", this.interrupt);
    if (!this.child) return;
    killedWithUs.delete(this.child);
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    this.child.unref();
  }
}

class Output {
  private readonly chunks: Buffer[] = [];
  bytes = 0;

  constructor(readonly maxBytes: number) {}

  /** @returns false if there is no room for the chunk, which is then dropped. */
  add(chunk: Buffer): boolean {
    if (this.bytes + chunk.length > this.maxBytes) return false;
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    return true;
  }

  text(): string {
    return Buffer.concat(this.chunks).toString("utf8");
  }
}

/** A timer that first lets events that have already happened run, such as the command's end. */
function afterEvents(delayMs: number, work: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(work), delayMs);
}

function started({ file, args, cwd, env, wantsStderr, input }: Command): ChildProcess {
  return spawn(file, args ?? [], {
    ...(cwd !== undefined && { cwd }),
    ...(env && { env }),
    shell: args === undefined,
    // A separate process group can be killed as a whole. On Windows it would open its own console.
    detached: POSIX,
    windowsHide: true,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", wantsStderr ? "pipe" : "ignore"],
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    if (POSIX) process.kill(-pid, "SIGKILL");
    else spawnSync("taskkill", ["/PID", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
  } catch {
    // It has already ended.
  }
}

/** The commands that are running. A separate process group gets no Ctrl-C, and does not end with this process unless it is killed. */
class KilledWithUs {
  private readonly children = new Set<ChildProcess>();
  private stopWatching: () => void = () => undefined;

  add(child: ChildProcess): void {
    if (this.children.size === 0) this.stopWatching = onExit(() => this.children.forEach(killGroup));
    this.children.add(child);
  }

  delete(child: ChildProcess): void {
    if (this.children.delete(child) && this.children.size === 0) this.stopWatching();
  }
}

const killedWithUs = new KilledWithUs();
