import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startEmulator } from "../../emulator";
import { languageHost, type Language } from "../../tools/language-host";
import { Stack } from "../engine/stack";

/** Of a build where nothing is in the caches. */
export const BUILD_MS = 30 * 60_000;
export const TINY_SCHEMA = join(__dirname, "tiny-schema.json");

/** Not by jest's console, which would keep the line to the end of the test. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The settings of Go and pip that a person may have in the environment. */
export const toolSettings = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(GO|PIP_)/.test(name)));

export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-languages-"));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies the program of `language` into a folder of its own. */
export function layProgram(language: Language, folder: string): void {
  cpSync(join(__dirname, "programs", language), folder, { recursive: true });
}

/** What `pulumi up` makes the program in `folder` export, with `greeting` in its configuration. */
export async function outputsOf(language: Language, folder: string, greeting: string): Promise<unknown> {
  const host = await languageHost(language, say);
  const emulator = await startEmulator();
  try {
    const stack = new Stack(emulator, folder);
    stack.env = { ...toolSettings, PATH: `${host}${delimiter}${process.env["PATH"] ?? ""}` };
    await stack.succeed("stack", "init", stack.name);
    stack.set("outputs-only:greeting", greeting);
    await stack.up();
    return JSON.parse(await stack.succeed("stack", "output", "--json"));
  } finally {
    await emulator.close();
  }
}
