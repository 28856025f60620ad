import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa, { type ExecaChildProcess } from "execa";
import { parse, parseDocument } from "yaml";
import type { Emulator } from "../../emulator";
import { withPulumi } from "../../tools/pulumi-cli";
import { layStack, MADE_STACK, type MadeStack } from "./made-stack";

export const ACCOUNT = "wx0123456789abcdef";
export const SECRET = "emulator-secret";
export const PASSPHRASE = "correct horse battery staple";

const checkout = join(__dirname, "..", "..");
/** The packages of the projects under test: this checkout's, unless others are to be tried. */
const MODULES = process.env["TEST_NODE_MODULES"] ?? join(checkout, "node_modules");

export interface StoredResource {
  urn: string;
  type: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

export interface Result {
  exitCode: number;
  output: string;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  /** In a process group of its own, as a terminal starts it. */
  ownGroup?: boolean;
}

/** A copy of this project with a stack of its own, driven by the real CLI on a file backend in a temporary folder. */
export class Stack {
  /** Everything that the CLI has printed so far. */
  transcript = "";
  /** What must stand nowhere in clear, beside the emulator's tokens. */
  readonly secrets = [SECRET];
  /** Of every command, beside what all stacks have. */
  env: NodeJS.ProcessEnv = {};

  /** A project that stands in `folder` already, without a stack. */
  constructor(
    protected readonly emulator: Emulator,
    public folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-test-")),
    private readonly sharedBackend?: string,
    readonly name = "dev",
  ) {
    mkdirSync(this.backend, { recursive: true });
  }

  static async create(emulator: Emulator, env: NodeJS.ProcessEnv = {}): Promise<Stack> {
    const stack = new Stack(emulator).layProject();
    stack.env = env;
    await stack.makeIn("wechat-qr-jump");
    return stack;
  }

  /** Makes the stack in the project of this name, with the account and its secret. */
  protected async makeIn(project: string): Promise<void> {
    const made = process.env[MADE_STACK];
    // Only a folder is laid; another backend is the CLI's business.
    if (made !== undefined && this.env["PULUMI_BACKEND_URL"] === undefined) {
      writeFileSync(this.file, layStack(JSON.parse(made) as MadeStack, this.backend, project, this.name));
    } else {
      await this.succeed("stack", "init", this.name);
      await this.succeed("config", "set", "--secret", "wechat-qr-jump:appSecret", SECRET);
    }
    this.set("wechat-qr-jump:endpoint", this.emulator.url);
    this.set("wechat-qr-jump:appId", ACCOUNT);
  }

  /** The same stack checked out once more, on the same backend. */
  checkOutAgain(): Stack {
    const other = this.inFolder(mkdtempSync(join(tmpdir(), "wechat-qr-jump-test-"))).layProject();
    cpSync(this.file, other.file);
    return other;
  }

  private layProject(): this {
    for (const file of ["Pulumi.yaml", "package.json", "program.js", "dist"]) {
      cpSync(join(checkout, file), join(this.folder, file), { recursive: true });
    }
    symlinkSync(MODULES, join(this.folder, "node_modules"));
    return this;
  }

  get backend(): string {
    return this.sharedBackend ?? join(this.folder, "backend");
  }

  get file(): string {
    return join(this.folder, `Pulumi.${this.name}.yaml`);
  }

  /** Another stack of the same project, with the same account. */
  async beside(name: string): Promise<Stack> {
    const other = new Stack(this.emulator, this.folder, this.backend, name);
    await other.makeIn("wechat-qr-jump");
    return other;
  }

  /** A project in another folder whose state is in the same backend. */
  inFolder(folder: string): Stack {
    return new Stack(this.emulator, folder, this.backend);
  }

  moveTo(folder: string): void {
    renameSync(this.folder, folder);
    this.folder = folder;
  }

  /** Edits the stack file as a person would; `yaml` is what stands under `wechat-qr-jump:rules:`. */
  writeRules(yaml: string): void {
    this.set("wechat-qr-jump:rules", parse(yaml));
  }

  set(key: string, value: unknown): void {
    const document = parseDocument(readFileSync(this.file, "utf8"));
    document.setIn(["config", key], value);
    writeFileSync(this.file, document.toString());
  }

  unset(key: string): void {
    const document = parseDocument(readFileSync(this.file, "utf8"));
    document.deleteIn(["config", key]);
    writeFileSync(this.file, document.toString());
  }

  /** Starts a command and leaves it to the caller; what it printed is kept once it has ended. */
  start(args: string[], { env = {}, ownGroup = false }: RunOptions = {}): ExecaChildProcess {
    const cli = execa("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: { ...this.environment(), ...env },
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
      detached: ownGroup,
    });
    void cli.then(({ all = "" }) => (this.transcript += `$ pulumi ${args[0] ?? ""}\n${all}\n`));
    return cli;
  }

  async run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
    const { all = "", exitCode } = await this.start(args, { env });
    return { exitCode, output: all };
  }

  /** Runs a command that must end well; @returns what it printed. */
  async succeed(...args: string[]): Promise<string> {
    const { exitCode, output } = await this.run(args);
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${exitCode}:\n${output}`);
    return output;
  }

  async fail(args: string[], env?: NodeJS.ProcessEnv): Promise<string> {
    const { exitCode, output } = await this.run(args, env);
    if (exitCode === 0) throw new Error(`pulumi ${args.join(" ")} was to fail, but ended well:\n${output}`);
    return output;
  }

  async importState(state: object): Promise<void> {
    const file = join(this.folder, "state.json");
    writeFileSync(file, JSON.stringify(state));
    await this.succeed("stack", "import", "--file", file);
  }

  up(...flags: string[]): Promise<string> {
    return this.succeed("up", "--yes", "--skip-preview", ...flags);
  }

  destroy(...flags: string[]): Promise<string> {
    return this.succeed("destroy", "--yes", "--skip-preview", ...flags);
  }

  async resources(): Promise<StoredResource[]> {
    const { deployment } = JSON.parse(await this.exported()) as { deployment: { resources?: StoredResource[] } };
    return (deployment.resources ?? []).filter(({ type }) => type.endsWith(":QrCodeJumpRule"));
  }

  exported(): Promise<string> {
    return this.succeed("stack", "export");
  }

  /** Where a secret or a token of the emulator stands in clear: in the CLI's output, or in a file of the project or backend. */
  leaks(): string[] {
    const secrets = [...this.secrets, ...this.emulator.tokens()];
    const places = new Map([["output", this.transcript]]);
    for (const file of filesBelow(this.folder)) places.set(file, readFileSync(file, "utf8"));
    return [...places].filter(([, text]) => secrets.some((secret) => text.includes(secret))).map(([place]) => place);
  }

  environment(): NodeJS.ProcessEnv {
    const { PATH, HOME, XDG_CACHE_HOME } = process.env;
    return withPulumi(process.env["WECHAT_QR_JUMP_PULUMI_BIN"] || undefined, {
      PATH,
      HOME,
      XDG_CACHE_HOME,
      PULUMI_BACKEND_URL: `file://${this.backend}`,
      PULUMI_STACK: this.name,
      PULUMI_HOME: join(this.folder, "pulumi-home"),
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...this.env,
    });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
