import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import execa from "execa";
import { obtainBuilt, type BuiltProgram } from "./built-program";
import { fileOf } from "./go-build";

export const SDK_LANGUAGES = ["python", "go", "nodejs"] as const;
export type SdkLanguage = (typeof SDK_LANGUAGES)[number];

const generator: BuiltProgram = {
  folder: "pulumi",
  package: "./generate-sdk",
  binary: "generate-sdk",
  what: "Pulumi's generator of SDKs",
  module: "github.com/pulumi/pulumi/pkg/v3",
  sources: ["generate-sdk/main.go"],
  instead: "Pulumi from https://www.pulumi.com/docs/install/",
};

/**
 * Writes the SDK that a Pulumi schema describes into `OUT/LANGUAGE`, whose content it replaces.
 *
 * It is the work of `pulumi package gen-sdk`, if the `pulumi` on PATH has language hosts that can do it. Those that can be built
 * from Go modules are too old for it; the generator that is built instead is the same code.
 *
 * @returns that folder.
 * @throws Error that says what is wrong with the schema, or what to install.
 */
export async function generateSdk(
  language: SdkLanguage,
  schema: string,
  out: string,
  say: (line: string) => void,
): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), "wechat-qr-jump-sdk-"));
  const packable = join(scratch, basename(schema));
  try {
    writeFileSync(packable, withSupportPack(readFileSync(schema, "utf8")));
    return await generate(language, packable, out, say);
  } catch (error) {
    throw new Error((error as Error).message.replaceAll(packable, schema), { cause: error });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** As `pulumi package add` takes every schema: the SDK has a go.mod, and asks for the plugin of the schema's version. */
function withSupportPack(schema: string): string {
  const content = JSON.parse(schema) as { meta?: object };
  return JSON.stringify({ ...content, meta: { ...content.meta, supportPack: true } });
}

async function generate(
  language: SdkLanguage,
  schema: string,
  out: string,
  say: (line: string) => void,
): Promise<string> {
  const folder = join(out, language);
  if (await isGeneratedByPulumi(language, schema, out)) return folder;
  const program = join(await obtainBuilt(generator, say), fileOf(generator));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { exitCode, stderr } = await execa(program, [language, schema, folder], { reject: false });
  if (exitCode !== 0) throw new Error(stderr);
  return folder;
}

/** @throws Error with what is wrong with the schema, where Pulumi says so. */
async function isGeneratedByPulumi(language: SdkLanguage, schema: string, out: string): Promise<boolean> {
  const generated = await pulumi("package", "gen-sdk", schema, "--language", language, "--out", out);
  if (generated.exitCode === 0) return true;
  const checked = await pulumi("schema", "check", schema);
  if (checked.exitCode === 1) throw new Error(`${schema}: ${checked.stderr}`);
  return false;
}

/** The `pulumi` on PATH. Without one there is no exit code. */
function pulumi(...args: string[]): execa.ExecaChildProcess {
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  return execa("pulumi", [...args, "--color", "never"], { env, stdin: "ignore", reject: false });
}
