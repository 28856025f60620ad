import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { readSettings, type Settings } from "../settings";
import { readStackFile } from "../stack-file";
import { messageOf } from "../wechat/errors";
import { CommandError } from "./outcome";
import type { Stack } from "./project";

const PULUMI_TIMEOUT_MS = 60_000;

/** A setting that only the Pulumi CLI can read. */
class Encrypted extends Error {}

/**
 * The settings of a stack as the provider would get them; without a stack those of the environment. The Pulumi CLI is only asked
 * where a secret of the stack's file is needed, which the environment does not give.
 *
 * @throws SettingsError, CommandError
 */
export async function settingsOf(stack: Stack | undefined, env: NodeJS.ProcessEnv): Promise<Settings> {
  const config = stack ? configOf(stack) : {};
  try {
    return readSettings((key) => plainText(config[key]), env);
  } catch (error) {
    if (!(error instanceof Encrypted) || !stack) throw error;
    const decrypted = await decryptedConfig(stack, env);
    return readSettings((key) => decrypted.get(key), env);
  }
}

/** @throws CommandError where the file is no YAML. */
function configOf({ folder, file }: Stack): Record<string, string> {
  const { config, problems } = readStackFile(folder, join(folder, file));
  if (problems.length > 0) throw new CommandError(problems.map(({ text }) => text).join("\n"));
  return config;
}

/** @param value as Pulumi would hand it over, but secrets encrypted: `{"secure": …}`. */
function plainText(value: string | undefined): string | undefined {
  if (value?.startsWith('{"secure":')) throw new Encrypted();
  return value;
}

async function decryptedConfig({ folder, name }: Stack, env: NodeJS.ProcessEnv): Promise<Map<string, string>> {
  const printed = await askPulumi(["config", "--show-secrets", "--json", "--stack", name], folder, env);
  try {
    const config = JSON.parse(printed) as Record<string, { value?: string }>;
    return new Map(Object.entries(config).flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])));
  } catch {
    throw new CommandError(
      `The secrets of stack ${name} cannot be read: what "pulumi config --json" prints is no JSON; update the Pulumi CLI, or ${WITHOUT}.`,
    );
  }
}

const WITHOUT = "set WECHAT_APP_SECRET (or another credential) in the environment, which works without it";

/** @returns what the CLI printed on stdout, which is never shown. @throws CommandError */
async function askPulumi(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const failed = (why: string, remedy: string): CommandError =>
    new CommandError(`The secrets of the stack cannot be read: ${why}; ${remedy}, or ${WITHOUT}.`);
  try {
    const options = { cwd, env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, timeout: PULUMI_TIMEOUT_MS };
    return (await promisify(execFile)("pulumi", [...args, "--non-interactive"], options)).stdout;
  } catch (error) {
    const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
    if (code === "ENOENT") {
      throw failed('they are encrypted and there is no "pulumi" on PATH', "install the Pulumi CLI");
    }
    if (killed) throw failed(`"pulumi config" did not end within ${PULUMI_TIMEOUT_MS / 1000} s`, "run it by hand");
    const said = /error: (.*)/.exec(stderr ?? "")?.[1] ?? messageOf(error).split("\n")[0];
    throw failed(`"pulumi config" says "${said}"`, "mend that");
  }
}

/** The version of the `pulumi` on PATH, or undefined where none answers. */
export async function pulumiVersion(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const options = { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, timeout: PULUMI_TIMEOUT_MS };
    return (await promisify(execFile)("pulumi", ["version"], options)).stdout.trim();
  } catch {
    return undefined;
  }
}
