import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import execa, { type ExecaChildProcess } from "execa";
import { parseDocument } from "yaml";
import type { CallRecord, EmulatorState } from "../emulator";
import { withPulumi } from "./pulumi-cli";

const checkout = join(__dirname, "..");
const ownGroup = process.platform !== "win32";
const START_MS = 60_000;
/** How long a stopped CLI may take to finish the calls in hand. */
const END_MS = 20_000;

/** What is to be unlike the user's own surroundings: no login, no settings, no WeChat account, no proxy before the emulator. */
const FOREIGN = /^(PULUMI_|WECHAT_|(https?|all|no)_proxy$)/i;

/** An emulated WeChat, and a stack on a file backend in a temporary folder. Nothing of the user's is read or changed. */
export class Stage {
  /** The emulator's address. */
  url = "";
  /** The signal that was to end the demo. */
  stoppedBy: NodeJS.Signals | undefined;
  private emulator: ExecaChildProcess | undefined;
  private cli: ExecaChildProcess | undefined;
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "wechat-qr-jump-demo-")));

  constructor(
    private readonly bin: string | undefined,
    private readonly options: { color: boolean },
  ) {
    const project = parseDocument(readFileSync(join(checkout, "Pulumi.yaml"), "utf8"));
    project.set("main", join(checkout, "dist", "program.js"));
    writeFileSync(join(this.folder, "Pulumi.yaml"), project.toString());
    mkdirSync(join(this.folder, "backend"));
  }

  /** The stack's config file. */
  get file(): string {
    return join(this.folder, "Pulumi.demo.yaml");
  }

  async startEmulator(): Promise<void> {
    const main = join(checkout, "emulator", "main.ts");
    this.emulator = execa(process.execPath, ["-r", "ts-node/register", main, "--port", "0"], {
      cwd: checkout,
      detached: ownGroup,
      stdin: "ignore",
      reject: false,
    });
    this.url = await addressOf(this.emulator);
  }

  /**
   * Runs the real CLI and hands over its output line by line.
   * @throws Error when it does not end well, and after {@link stop}.
   */
  async pulumi(args: string[], onLine: (line: string) => void = () => undefined): Promise<void> {
    if (this.stoppedBy) throw new Error("stopped");
    this.cli = execa("pulumi", args, {
      cwd: this.folder,
      env: this.environment(),
      extendEnv: false,
      // Ctrl-C in a terminal goes to the whole group; the CLI is to hear it once, from here.
      detached: ownGroup,
      stdin: "ignore",
      all: true,
      buffer: false,
      reject: false,
    });
    if (this.cli.all) for await (const line of createInterface({ input: this.cli.all })) onLine(line);
    const { exitCode, failed } = await this.cli;
    this.cli = undefined;
    if (failed || this.stoppedBy)
      throw new Error(`"pulumi ${args.join(" ")}" ended with exit code ${exitCode ?? "unknown"}.`);
  }

  /** What WeChat holds now. */
  async state(): Promise<EmulatorState> {
    return (await this.ask("state")) as EmulatorState;
  }

  /** Every call that WeChat has received so far. */
  async calls(): Promise<CallRecord[]> {
    return (await this.ask("calls")) as CallRecord[];
  }

  /** Ends what runs, in good order: the work in hand fails. */
  stop(signal: NodeJS.Signals): void {
    if (this.stoppedBy) return;
    this.stoppedBy = signal;
    const { cli } = this;
    if (!cli) {
      this.emulator?.kill("SIGTERM");
      return;
    }
    cli.kill("SIGINT");
    setTimeout(() => cli.kill("SIGKILL"), END_MS).unref();
  }

  /** Leaves nothing behind. */
  async close(): Promise<void> {
    this.emulator?.kill("SIGTERM");
    await this.emulator;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ask(what: string): Promise<unknown> {
    const response = await fetch(`${this.url}/__emulator/${what}`);
    return response.json();
  }

  private environment(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
    return withPulumi(this.bin, {
      ...Object.fromEntries(own),
      PULUMI_HOME: join(this.folder, "pulumi-home"),
      PULUMI_BACKEND_URL: pathToFileURL(join(this.folder, "backend")).href,
      PULUMI_CONFIG_PASSPHRASE: "demo",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_OPTION_NON_INTERACTIVE: "true",
      PULUMI_OPTION_SUPPRESS_PROGRESS: "true",
      PULUMI_OPTION_COLOR: this.options.color ? "always" : "never",
    });
  }
}

/** Waits for the line in which the emulator tells its address. */
async function addressOf(emulator: ExecaChildProcess): Promise<string> {
  const late = setTimeout(() => emulator.kill("SIGTERM"), START_MS);
  try {
    if (emulator.stdout) {
      for await (const line of createInterface({ input: emulator.stdout })) {
        const address = /listening on (http:\S+)/.exec(line)?.[1];
        if (address) return address;
      }
    }
    const { stderr } = await emulator;
    throw new Error(`The WeChat emulator did not start.\n${stderr}`);
  } finally {
    clearTimeout(late);
  }
}
