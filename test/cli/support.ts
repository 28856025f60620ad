import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import {
  startEmulator,
  TOKEN_ENDPOINTS,
  type AccountRule,
  type CallRecord,
  type Emulator,
  type OptionsInput,
} from "../../emulator";

export const ACCOUNT = "wx0123456789abcdef";
export const SECRET = "emulator-secret";
export const SHOP = "https://qr.example.com/shop/";
export const BUS = "https://qr.example.com/bus";
export const DOOR = "http://weixin.qq.com/q/02P5KzM_door";
export const APPID = "wxe5f52902cf4de896";

export const BIN = join(__dirname, "..", "..", "dist", "cli", "main.js");

const READS = new Set<string>([...TOKEN_ENDPOINTS, "qrcodejumpget", "qrcodejumpdownload", "getwxacodeunlimit"]);

export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A Pulumi project in a temporary folder with the stack dev, and the command as users start it: a process of its own. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-cli-"));
  /** Everything that the command has printed so far. */
  transcript = "";

  constructor(readonly emulator: Emulator) {
    this.write("Pulumi.yaml", "name: wechat-qr-jump\nruntime: nodejs\n");
    this.config();
  }

  /** Writes the stack's file; `yaml` is what stands under `config:` beside the account. */
  config(yaml = ""): void {
    const account = `  wechat-qr-jump:endpoint: ${this.emulator.url}\n  wechat-qr-jump:appId: ${ACCOUNT}\n`;
    this.write("Pulumi.dev.yaml", `config:\n${account}${yaml.replace(/^\n/, "")}`);
  }

  /** As {@link config}; `yaml` is the list of rules. */
  rules(yaml: string): void {
    this.config(`  wechat-qr-jump:rules:\n${yaml.trim().replace(/^\s*/gm, "    ")}\n`);
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  mkdir(folder: string): void {
    mkdirSync(join(this.folder, folder));
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  async run(args: string[], env: NodeJS.ProcessEnv = {}, node: string[] = []): Promise<Ended> {
    const { PATH, HOME } = process.env;
    const { stdout, stderr, exitCode } = await execa(process.execPath, [...node, BIN, ...args], {
      cwd: this.folder,
      env: { PATH, HOME, WECHAT_APP_SECRET: SECRET, ...env },
      extendEnv: false,
      reject: false,
    });
    this.transcript += `${stdout}\n${stderr}\n`;
    return { exitCode, stdout, stderr };
  }

  /** Runs a command that must fail with one clear sentence on stderr and nothing else. @returns the sentence. */
  async fail(args: string[], env: NodeJS.ProcessEnv = {}, wanted = 1): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(args, env);
    expect({ exitCode, stdout }).toEqual({ exitCode: wanted, stdout: "" });
    expect(stderr).not.toMatch(/^\s+at |\n/m);
    return stderr;
  }

  plant(...rules: Omit<AccountRule, "account">[]): void {
    this.emulator.putRules(rules.map((rule) => ({ account: ACCOUNT, ...rule })));
  }

  /** Calls that could change something in WeChat. */
  writes(): CallRecord[] {
    return this.emulator.calls().filter(({ endpoint }) => !READS.has(endpoint));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Runs `test` in a fresh project, and sees to it that nothing was written to WeChat and no secret was printed.
 *
 * @param mayWrite endpoints that may be called all the same
 */
export async function withProject(
  test: (project: Project) => Promise<void>,
  options: OptionsInput = {},
  mayWrite: readonly string[] = [],
): Promise<void> {
  const emulator = await startEmulator(options);
  const project = new Project(emulator);
  try {
    await test(project);
    expect(project.writes().filter(({ endpoint }) => !mayWrite.includes(endpoint))).toEqual([]);
    for (const secret of [SECRET, ...emulator.tokens()]) expect(project.transcript).not.toContain(secret);
  } finally {
    project.dispose();
    await emulator.close();
  }
}
