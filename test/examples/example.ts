import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import execa from "execa";
import { startEmulator, type Emulator, type OptionsInput } from "../../emulator";
import { SECRET, Stack, type Result } from "../engine/stack";

const examples = join(__dirname, "..", "..", "examples");

/** The folder in which the packed tarball is installed. */
export const packed = process.env["WECHAT_QR_JUMP_PACKED"] ?? "";
export const tarball = process.env["WECHAT_QR_JUMP_TARBALL"] ?? "";

/** A copy of one folder of `examples/` that uses the packed tarball, as somebody would have it in a repository of their own. */
export class Example extends Stack {
  static copy(name: string, emulator: Emulator): Example {
    const folder = mkdtempSync(join(tmpdir(), `wechat-qr-jump-${name}-`));
    cpSync(join(examples, name), folder, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
    return new Example(emulator, folder).useTarball();
  }

  /** Makes the stack `dev` of the example and points it to the emulator; its rules and other settings stay as the example has them. */
  async init(): Promise<void> {
    await this.succeed("stack", "init", "dev");
    this.set("wechat-qr-jump:endpoint", this.emulator.url);
    await this.succeed("config", "set", "--secret", "wechat-qr-jump:appSecret", SECRET);
  }

  /** Lays the packages of {@link packed} and their lockfile into the example, without the time that an installation takes. */
  linkPackages(): void {
    cpSync(join(packed, "package-lock.json"), join(this.folder, "package-lock.json"));
    const modules = join(this.folder, "node_modules");
    mkdirSync(modules);
    for (const entry of readdirSync(join(packed, "node_modules"))) {
      const source = join(packed, "node_modules", entry);
      if (entry === "pulumi-wechat-qr-jump") cpSync(source, join(modules, entry), { recursive: true });
      else symlinkSync(source, join(modules, entry));
    }
  }

  /** What this checkout has, in another folder, with the same packages: as for another job of a pipeline. */
  checkOutHere(): Example {
    const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-checkout-"));
    const filter = (path: string) => !["node_modules", "pulumi-home", "backend"].includes(basename(path));
    cpSync(this.folder, folder, { recursive: true, filter });
    symlinkSync(join(this.folder, "node_modules"), join(folder, "node_modules"));
    return new Example(this.emulator, folder);
  }

  /** Ends a checkout, and keeps what it has printed. No secret may stand in it. */
  discard(checkout: Example): void {
    this.transcript += checkout.transcript;
    const leaks = checkout.leaks();
    checkout.dispose();
    if (leaks.length > 0) throw new Error(`Secrets stand in clear in ${leaks.join(", ")}.`);
  }

  /** Gives another checkout this one's stack file, as a commit would. */
  copyStackFile(stack: string, other: Example): void {
    cpSync(join(this.folder, `Pulumi.${stack}.yaml`), join(other.folder, `Pulumi.${stack}.yaml`));
  }

  /** Runs a script as a shell of a pipeline would. */
  async shell(script: string, env: NodeJS.ProcessEnv = {}, flags = ["-e", "-o", "pipefail"]): Promise<Result> {
    const { all = "", exitCode } = await execa("bash", [...flags, "-c", script], {
      cwd: this.folder,
      env: { ...this.environment(), ...env },
      extendEnv: false,
      all: true,
      reject: false,
    });
    this.transcript += `$ ${script}\n${all}\n`;
    return { exitCode, output: all };
  }

  private useTarball(): this {
    cpSync(tarball, join(this.folder, basename(tarball)));
    const file = join(this.folder, "package.json");
    const manifest = JSON.parse(readFileSync(file, "utf8")) as { dependencies: Record<string, string> };
    manifest.dependencies["pulumi-wechat-qr-jump"] = `file:${basename(tarball)}`;
    writeFileSync(file, JSON.stringify(manifest));
    return this;
  }
}

/** Runs `test` with a fresh emulator and a copy of an example; afterwards no secret may stand anywhere. */
export async function withExample(
  name: string,
  test: (example: Example, emulator: Emulator) => Promise<void>,
  options: OptionsInput = {},
): Promise<void> {
  const emulator = await startEmulator(options);
  const example = Example.copy(name, emulator);
  try {
    await test(example, emulator);
    expect(example.leaks()).toEqual([]);
  } finally {
    example.dispose();
    await emulator.close();
  }
}
