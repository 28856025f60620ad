import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import execa, { type ExecaChildProcess } from "execa";
import { startEmulator, type Emulator, type OptionsInput } from "../../emulator";
import { filesBelow, Stack } from "../engine/stack";
import { writes } from "../engine/support";
import { ACCOUNT, APPID, BIN, SECRET, type Ended } from "./support";
import { inTerminal, type Step } from "./terminal";

const checkout = join(__dirname, "..", "..");

/** A folder, empty at first, with a CLI that notes its arguments. */
export class Folder extends Stack {
  readonly root = mkdtempSync(join(tmpdir(), "wechat-qr-jump-init-"));

  constructor(emulator: Emulator) {
    super(
      emulator,
      join(mkdtempSync(join(tmpdir(), "wechat-qr-jump-init-")), "codes"),
      mkdtempSync(join(tmpdir(), "wechat-qr-jump-state-")),
    );
    mkdirSync(this.folder);
    mkdirSync(join(this.root, "bin"));
    this.beforePulumi("");
    this.env = { PULUMI_HOME: join(this.root, "home"), WECHAT_ENDPOINT: emulator.url };
  }

  /** The arguments of every call of the CLI by the command. */
  get argumentsOfPulumi(): string {
    return existsSync(this.log) ? readFileSync(this.log, "utf8") : "";
  }

  /** Lets a shell script run before every call of the CLI by the command, with its arguments. */
  beforePulumi(script: string): void {
    const real = process.env["WECHAT_QR_JUMP_PULUMI_BIN"];
    const path = [...(real ? [real] : []), process.env["PATH"]].join(delimiter);
    const file = join(this.root, "bin", "pulumi");
    writeFileSync(file, `#!/bin/sh\necho "$@" >> '${this.log}'\nexport PATH='${path}'\n${script}\nexec pulumi "$@"\n`);
    chmodSync(file, 0o755);
  }

  begin(args: string[], env: NodeJS.ProcessEnv = {}, input = "", below = "."): ExecaChildProcess {
    return this.keep(
      execa(process.execPath, [BIN, "init", ...args], {
        input,
        env: this.environmentOf(env),
        ...HOW,
        cwd: join(this.folder, below),
      }),
    );
  }

  async init(args: string[], env: NodeJS.ProcessEnv = {}, input = ""): Promise<Ended> {
    const { stdout, stderr, exitCode } = await this.begin(args, env, input);
    return { exitCode, stdout, stderr };
  }

  /** The same in a terminal. @returns what the terminal showed. */
  async inTerminal(
    args: string[],
    steps: Step[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<{ exitCode: number; shown: string }> {
    const command = `'${process.execPath}' '${BIN}' init ${args.join(" ")}; code=$?; stty -a | grep -o -- '-\\?echo\\b'; exit $code`;
    const where = { cwd: this.folder, env: this.environmentOf(env) };
    return inTerminal(command, where, steps, (child) => void this.keep(child));
  }

  get files(): string[] {
    return readdirSync(this.folder).sort();
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  put(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** As `npm install` would, with this checkout for the package. */
  install(): void {
    const modules = join(this.folder, "node_modules");
    mkdirSync(modules);
    symlinkSync(checkout, join(modules, "pulumi-wechat-qr-jump"));
    symlinkSync(join(checkout, "node_modules", "@pulumi"), join(modules, "@pulumi"));
  }

  /** Looks at the state and at the CLI's own files too. */
  override leaks(): string[] {
    const secrets = [...this.secrets, ...this.emulator.tokens()];
    const files = [this.backend, this.root].flatMap(filesBelow);
    const inClear = files.filter((file) => secrets.some((secret) => readFileSync(file, "utf8").includes(secret)));
    return [...super.leaks(), ...inClear];
  }

  override dispose(): void {
    super.dispose();
    for (const folder of [this.root, this.backend, dirname(this.folder)])
      rmSync(folder, { recursive: true, force: true });
  }

  private get log(): string {
    return join(this.root, "arguments");
  }

  private environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const { PULUMI_STACK: _, PATH, ...others } = this.environment();
    return { ...others, PATH: [join(this.root, "bin"), PATH].join(delimiter), WECHAT_LANG: "en", ...env };
  }

  private keep(child: ExecaChildProcess): ExecaChildProcess {
    void child.then(({ stdout = "", stderr = "" }) => (this.transcript += `${stdout}\n${stderr}\n`));
    return child;
  }
}

const HOW = { extendEnv: false, reject: false } as const;

/** Runs `test` in an empty folder. Afterwards nothing was written to WeChat, and no secret stands anywhere. */
export async function withFolder(
  test: (folder: Folder, emulator: Emulator) => Promise<void>,
  options: OptionsInput = {},
): Promise<void> {
  const emulator = await startEmulator(options);
  const folder = new Folder(emulator);
  folder.secrets.push("no-such-secret");
  try {
    await test(folder, emulator);
    expect(writes(emulator).filter(([endpoint]) => endpoint.startsWith("qrcodejump"))).toEqual([]);
    expect(folder.leaks()).toEqual([]);
    for (const secret of folder.secrets) expect(folder.argumentsOfPulumi).not.toContain(secret);
  } finally {
    folder.dispose();
    await emulator.close();
  }
}

/** 20 link rules and 20 of a service account, some of them not published. */
export function plantForty(emulator: Emulator): void {
  emulator.putRules(
    Array.from({ length: 20 }, (_, n) => [
      {
        account: ACCOUNT,
        prefix: `https://qr.example.com/${n}`,
        path: `pages/link/index?id=${n}`,
        state: n % 5 === 0 ? 1 : 2,
        permitSubRule: n % 3 === 0 ? 2 : 1,
      } as const,
      {
        account: ACCOUNT,
        prefix: `http://weixin.qq.com/q/02P5KzM_${n}`,
        appid: APPID,
        path: "pages/door/index",
        state: n % 7 === 0 ? 1 : 2,
      } as const,
    ]).flat(),
  );
}

export { ACCOUNT, APPID, SECRET };
