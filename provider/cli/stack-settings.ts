import { join } from "node:path";
import { readStackFile } from "../reading/stack-file";
import { exposedSecrets } from "../settings/exposed-secrets";
import { readSettings, type Settings } from "../settings/settings";
import { othersMayRead } from "../system/project-folder";
import { badEnding, CommandFailure, runCommand, type Ended } from "../system/run-command";
import { t } from "../text/message";
import { textsOf } from "../text/problem";
import { foreign } from "../text/visible";
import { CommandError } from "./outcome";
import type { Stack } from "./project";

const PULUMI_TIMEOUT_MS = 60_000;

/** A setting that only the Pulumi CLI can read. */
class Encrypted extends Error {}

/**
 * The settings of a stack as the provider would get them; without a stack, those of the environment. Calls the Pulumi CLI only
 * if a secret in the stack's file is needed and the environment does not provide it.
 *
 * @throws SettingsError, CommandError
 */
export async function settingsOf(
  stack: Stack | undefined,
  env: NodeJS.ProcessEnv,
  timeoutMs = PULUMI_TIMEOUT_MS,
): Promise<Settings> {
  const config = stack ? configOf(stack) : {};
  try {
    return readSettings((key) => plainText(config[key]), env);
  } catch (error) {
    if (!(error instanceof Encrypted) || !stack) throw error;
    const decrypted = await decryptedConfig(stack, env, timeoutMs);
    return readSettings((key) => decrypted.get(key), env);
  }
}

/** Where others may read a secret of the stack, one sentence each. */
export function exposedSecretsOf(stack: Stack | undefined, env: NodeJS.ProcessEnv): string[] {
  const config: Record<string, string> = stack
    ? readStackFile(stack.folder, join(stack.folder, stack.file)).config
    : {};
  return exposedSecrets(config, env, (key) => isEncrypted(config[key]), othersMayRead);
}

/** @throws CommandError if the file is not YAML. */
function configOf({ folder, file }: Stack): Record<string, string> {
  const { config, problems } = readStackFile(folder, join(folder, file));
  if (problems.length > 0) throw new CommandError(textsOf(problems).join("\n"));
  return config;
}

/** @param value as Pulumi would hand it over, but with secrets encrypted: `{"secure": …}`. */
function plainText(value: string | undefined): string | undefined {
  if (isEncrypted(value)) throw new Encrypted();
  return value;
}

function isEncrypted(value: string | undefined): boolean {
  return value?.startsWith('{"secure":') === true;
}

async function decryptedConfig(
  { folder, name }: Stack,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<Map<string, string>> {
  const args = ["config", "--show-secrets", "--json", "--stack", name, "--non-interactive"];
  const printed = outputOf(await ranPulumi(args, { cwd: folder, env, timeoutMs }));
  try {
    const config = JSON.parse(printed) as Record<string, { value?: string }>;
    return new Map(Object.entries(config).flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])));
  } catch {
    throw new CommandError(
      t`The secrets of stack ${name} cannot be read: what "pulumi config --json" prints is not JSON; update the Pulumi CLI, or
        ${without()}.`,
    );
  }
}

const without = (): string =>
  t`set WECHAT_APP_SECRET (or another credential) in the environment, which works without it`;

interface Where {
  cwd?: string;
  env: NodeJS.ProcessEnv;
  timeoutMs?: number;
  /** Ends the CLI when it aborts. */
  signal?: AbortSignal;
  /** What the CLI reads from stdin. */
  input?: string;
}

/** @returns how the CLI ended, or why it did not end by itself. */
export async function ranPulumi(
  args: string[],
  { timeoutMs = PULUMI_TIMEOUT_MS, signal, env, ...where }: Where,
): Promise<Ended | CommandFailure> {
  const environment = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    const command = { file: "pulumi", args, env: environment, wantsStderr: true, ...where } as const;
    return await runCommand(command, { timeoutMs, ...(signal && { signal }) });
  } catch (error) {
    if (error instanceof CommandFailure) return error;
    throw error;
  }
}

/** @returns what the CLI printed on stdout, which is never shown. @throws CommandError */
function outputOf(ran: Ended | CommandFailure): string {
  const failed = (why: string, remedy: string): CommandError =>
    new CommandError(t`The secrets of the stack cannot be read: ${why}; ${remedy}, or ${without()}.`);
  if (ran instanceof CommandFailure) {
    if (ran.code !== "ENOENT") throw failed(t`"pulumi config" ${ran.message}`, t`run it by hand`);
    throw failed(t`they are encrypted and there is no "pulumi" on PATH`, t`install the Pulumi CLI`);
  }
  const reason = badEnding(ran);
  if (!reason) return ran.stdout;
  const said = /error: (.*)/.exec(ran.stderr)?.[1];
  throw said
    ? failed(t`"pulumi config" says "${foreign(said)}"`, t`fix that`)
    : failed(t`"pulumi config" ${reason}`, t`run it by hand`);
}

/** The version of the `pulumi` on PATH, or undefined if none answers. */
export async function pulumiVersion(
  env: NodeJS.ProcessEnv,
  timeoutMs = PULUMI_TIMEOUT_MS,
): Promise<string | undefined> {
  const ran = await ranPulumi(["version"], { env, timeoutMs });
  return ran instanceof CommandFailure || badEnding(ran) ? undefined : foreign(ran.stdout);
}
