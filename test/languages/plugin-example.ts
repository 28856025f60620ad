import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import execa from "execa";
import { startEmulator, type Emulator } from "../../emulator";
import { languageHost, type Language } from "../../tools/language-host";
import { layPlugin, pack } from "../../tools/plugin";
import { generateSdk, type SdkLanguage } from "../../tools/sdk-generator";
import { SECRET, Stack } from "../engine/stack";
import { toolSettings, say } from "./program";

const checkout = join(__dirname, "..", "..");
/** What a checkout may hold beside an example's own files: its README has them made. */
const MADE = ["node_modules", "sdk", "venv"];

export const MINI_PROGRAM = "wx1111111111111111";
export const OFFICIAL = "wx0123456789abcdef";
const OFFICIAL_SECRET = "official-secret";
const SECRETS: Record<string, string> = {
  "wechat-qr-jump:appSecret": SECRET,
  "wechat-qr-jump:accounts.official.appSecret": OFFICIAL_SECRET,
};

/** An example in a folder that stands for this repository: what its README has made here is made there. */
export class PluginExample extends Stack {
  private constructor(
    emulator: Emulator,
    private readonly repository: string,
    name: string,
  ) {
    super(emulator, join(repository, "examples", name));
    this.secrets.push(OFFICIAL_SECRET);
  }

  static async copy(name: string, emulator: Emulator, languages: Language[]): Promise<PluginExample> {
    const hosts: string[] = [];
    for (const language of languages) hosts.push(await languageHost(language, say));
    const repository = mkdtempSync(join(tmpdir(), "wechat-qr-jump-repository-"));
    const example = new PluginExample(emulator, repository, name);
    const filter = (path: string): boolean => !MADE.includes(basename(path));
    cpSync(join(checkout, "examples", name), example.folder, { recursive: true, filter });
    const PATH = [...hosts, process.env["PATH"]].join(delimiter);
    example.env = { ...toolSettings, PATH, WECHAT_ENDPOINT: emulator.url };
    return example;
  }

  /** Runs the commands of one of the README's code blocks in the example's folder. @returns what they printed. */
  async follow(block: number): Promise<string> {
    return this.runAll(block, this.folder);
  }

  /** Runs those of a block that is for this repository. */
  async followInRepository(block: number): Promise<string> {
    return this.runAll(block, this.repository);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  edit(file: string, from: string | RegExp, to: string): void {
    const text = this.read(file);
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${file} has no ${String(from)}.`);
    writeFileSync(join(this.folder, file), edited);
  }

  override dispose(): void {
    rmSync(this.repository, { recursive: true, force: true });
  }

  private async runAll(block: number, cwd: string): Promise<string> {
    const commands = blocksOf(this.read("README.md"))[block] ?? [];
    if (commands.length === 0) throw new Error(`The README has no block ${block} of commands.`);
    const printed: string[] = [];
    for (const command of commands) printed.push(await this.does(command, cwd));
    return printed.join("\n");
  }

  /** Runs a command. What npm would run is this checkout's. */
  private async does(command: string, cwd: string): Promise<string> {
    const [language, schema = "", out = ""] = /^npm run sdk -- (.*)$/.exec(command)?.[1]?.split(" ") ?? [];
    if (language !== undefined)
      return generateSdk(language as SdkLanguage, join(checkout, schema), join(cwd, out), say);
    if (command === "npm run plugin") return this.makePlugin(join(cwd, "release"));
    if (command === "npm install") return this.linkPackages();
    const asks = /^pulumi (up|refresh|import)\b/.test(command);
    return this.shell(asks ? `${command} --yes` : command, cwd, answerTo(command));
  }

  private async makePlugin(release: string): Promise<string> {
    await layPlugin(join(release, "wechat-qr-jump"));
    await pack(join(release, "wechat-qr-jump"), release);
    return "";
  }

  private linkPackages(): string {
    const modules = join(this.folder, "node_modules");
    mkdirSync(modules);
    symlinkSync(join(checkout, "node_modules", "@pulumi"), join(modules, "@pulumi"));
    symlinkSync(checkout, join(modules, "pulumi-wechat-qr-jump"));
    return "";
  }

  private async shell(command: string, cwd: string, input: string): Promise<string> {
    const options = { cwd, env: this.environment(), extendEnv: false, all: true, reject: false, input } as const;
    const { all = "", exitCode } = await execa("bash", ["-e", "-c", command], options);
    this.transcript += `$ ${command}\n${all}\n`;
    if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}:\n${all}`);
    return all;
  }
}

/** The commands of each code block, without comments. */
function blocksOf(readme: string): string[][] {
  return [...readme.matchAll(/```sh\n([^]*?)```/g)].map(([, block = ""]) =>
    block
      .trim()
      .split("\n")
      .map((line) => line.replace(/ +#.*/, "")),
  );
}

/** What a person types where a command asks for a secret. */
function answerTo(command: string): string {
  const [, key = ""] = /^pulumi config set .*--secret '?([^ ']+)'?$/.exec(command) ?? [];
  return SECRETS[key] ?? "";
}

/** Runs `test` with a copy of an example and a fresh emulator; afterwards no secret may stand anywhere. */
export async function withPluginExample(
  name: string,
  languages: Language[],
  test: (example: PluginExample, emulator: Emulator) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator();
  emulator.putAccounts([{ account: OFFICIAL, secret: OFFICIAL_SECRET }]);
  const example = await PluginExample.copy(name, emulator, languages);
  try {
    await test(example, emulator);
    expect(example.leaks()).toEqual([]);
  } finally {
    example.dispose();
    await emulator.close();
  }
}
