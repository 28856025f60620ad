import { join } from "node:path";
import { readStackFile } from "../reading/stack-file";
import { Accounts, type Owner } from "../settings/accounts";
import { exposedSecrets } from "../settings/exposed-secrets";
import type { Settings } from "../settings/settings";
import { EncryptedError } from "../settings/source";
import { environmentVariable } from "../settings/table";
import { othersMayRead } from "../system/project-folder";
import { badEnding, CommandFailure, runCommand, type Ended } from "../system/run-command";
import { t } from "../text/message";
import { textsOf } from "../text/problem";
import { foreign } from "../text/visible";
import { CommandError } from "./outcome";
import type { Stack } from "./project";

const PULUMI_TIMEOUT_MS = 60_000;

/**
 * The settings of a stack's accounts as the provider would get them; without a stack, those of the environment. Calls the Pulumi
 * CLI only if a secret in the stack's file is needed and the environment does not provide it, once for all accounts.
 */
export class StackSettings {
  private written: Accounts | undefined;
  private decrypted: Promise<Decrypted> | undefined;

  constructor(
    private readonly stack: Stack | undefined,
    private readonly env: NodeJS.ProcessEnv,
    private readonly timeoutMs = PULUMI_TIMEOUT_MS,
  ) {}

  /** @throws SettingsError, CommandError */
  async of(owner: Owner): Promise<Settings> {
    try {
      return this.accounts.settingsOf(owner);
    } catch (error) {
      if (!(error instanceof EncryptedError) || !this.stack) throw error;
      this.decrypted ??= decryptedConfig(this.stack, this.env, this.timeoutMs);
      const decrypted = await this.decrypted;
      if ("reason" in decrypted) throw this.unreadable(owner, decrypted);
      return new Accounts((key) => decrypted.config.get(key), this.env).settingsOf(owner);
    }
  }

  /** @throws CommandError if the stack's file is not YAML. */
  private get accounts(): Accounts {
    const config = this.stack && !this.written ? configOf(this.stack) : {};
    return (this.written ??= new Accounts((key) => config[key], this.env));
  }

  private unreadable(owner: Owner, { reason, remedy }: Unreadable): CommandError {
    const name = this.accounts.named.find(({ appId }) => appId === owner)?.name;
    const variable = environmentVariable("appSecret", name);
    const without = t`set ${variable} (or another credential) in the environment, which works without it`;
    return new CommandError(t`${reason}; ${remedy}, or ${without}.`);
  }
}

/** Where others may read a secret of the stack, one sentence each. */
export function exposedSecretsOf(stack: Stack | undefined, env: NodeJS.ProcessEnv): string[] {
  const config: Record<string, string> = stack
    ? readStackFile(stack.folder, join(stack.folder, stack.file)).config
    : {};
  return exposedSecrets(config, env, (key) => config[key]?.startsWith('{"secure":') === true, othersMayRead);
}

/** @throws CommandError if the file is not YAML. */
function configOf({ folder, file }: Stack): Record<string, string> {
  const { config, problems } = readStackFile(folder, join(folder, file));
  if (problems.length > 0) throw new CommandError(textsOf(problems).join("\n"));
  return config;
}

/** What the Pulumi CLI says of a stack's config, or why it says nothing. */
type Decrypted = { config: Map<string, string> } | Unreadable;

interface Unreadable {
  reason: string;
  remedy: string;
}

async function decryptedConfig({ folder, name }: Stack, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<Decrypted> {
  const args = ["config", "--show-secrets", "--json", "--stack", name, "--non-interactive"];
  const printed = outputOf(await ranPulumi(args, { cwd: folder, env, timeoutMs }));
  if (typeof printed !== "string") return printed;
  try {
    const config = JSON.parse(printed) as Record<string, { value?: string }>;
    const values = Object.entries(config).map(([key, { value }]): [string, string][] =>
      value === undefined ? [] : [[key, value]],
    );
    return { config: new Map(values.flat()) };
  } catch {
    return {
      reason: t`The secrets of stack ${name} cannot be read: what "pulumi config --json" prints is not JSON`,
      remedy: t`update the Pulumi CLI`,
    };
  }
}

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

/** @returns what the CLI printed on stdout, which is never shown. */
function outputOf(ran: Ended | CommandFailure): string | Unreadable {
  const failed = (why: string, remedy: string): Unreadable => ({
    reason: t`The secrets of the stack cannot be read: ${why}`,
    remedy,
  });
  if (ran instanceof CommandFailure) {
    if (ran.code !== "ENOENT") return failed(t`"pulumi config" ${ran.message}`, t`run it by hand`);
    return failed(t`they are encrypted and there is no "pulumi" on PATH`, t`install the Pulumi CLI`);
  }
  const reason = badEnding(ran);
  if (!reason) return ran.stdout;
  const said = /error: (.*)/.exec(ran.stderr)?.[1];
  return said
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
