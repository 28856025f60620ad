import { badEnding, CommandFailure, type Ended } from "../../system/run-command";
import { t } from "../../text/message";
import { foreign } from "../../text/visible";
import { CommandError } from "../outcome";
import { ranPulumi } from "../stack-settings";

/** The Pulumi CLI in a project's folder, for one stack. */
export class PulumiStack {
  constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Selects the stack, or makes it. @returns true if it was made. @throws CommandError */
  async selectOrMake(): Promise<boolean> {
    if (succeeded(await this.ran(["stack", "select", this.name]))) return false;
    await this.run(["stack", "init", this.name]);
    return true;
  }

  /** Sets a value of the config. It goes through stdin: others can read the arguments of a command. @throws CommandError */
  async set(key: string, value: string, isSecret: boolean): Promise<void> {
    await this.run(["config", "set", isSecret ? "--secret" : "--plaintext", key, "--stack", this.name], value);
  }

  async unset(key: string): Promise<void> {
    await this.run(["config", "rm", key, "--stack", this.name]);
  }

  /** Removes a stack without resources; the CLI refuses any other. Its file stays. */
  async remove(): Promise<boolean> {
    return succeeded(await this.ran(["stack", "rm", this.name, "--yes", "--preserve-config"]));
  }

  private async run(args: string[], input?: string): Promise<void> {
    const ran = await this.ran(args, input);
    if (succeeded(ran)) return;
    const command = `pulumi ${args.slice(0, 2).join(" ")}`;
    throw new CommandError(t`"${command}" failed: ${reasonOf(ran, input)}.`);
  }

  private ran(args: string[], input?: string): Promise<Ended | CommandFailure> {
    const options = { cwd: this.folder, env: this.env, ...(input !== undefined && { input }) };
    return ranPulumi([...args, "--non-interactive"], options);
  }
}

/** Where the CLI keeps the state. @throws CommandError if it is not there or not logged in. */
export async function backendOf(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const ran = await ranPulumi(["whoami", "--json", "--non-interactive"], { cwd: folder, env });
  if (ran instanceof CommandFailure && ran.code === "ENOENT") {
    throw new CommandError(
      t`There is no "pulumi" on PATH; install the Pulumi CLI from https://www.pulumi.com/docs/install/ and run this again.`,
    );
  }
  if (!succeeded(ran)) {
    const reason = reasonOf(ran);
    throw new CommandError(
      t`The Pulumi CLI has no place for the state (${reason}); run "pulumi login", or "pulumi login --local" to keep it on this machine.`,
    );
  }
  return /"url"\s*:\s*"([^"]*)"/.exec(ran.stdout)?.[1] ?? "";
}

/**
 * Outside of Pulumi Cloud, secrets are encrypted by a passphrase unless the stack's file names another way.
 *
 * @throws CommandError
 */
export function requirePassphrase(backend: string, secretsProvider: unknown, env: NodeJS.ProcessEnv): void {
  const isOther = typeof secretsProvider === "string" && secretsProvider !== "passphrase";
  const isGiven = env["PULUMI_CONFIG_PASSPHRASE"] !== undefined || env["PULUMI_CONFIG_PASSPHRASE_FILE"] !== undefined;
  if (isGiven || isOther || backend === "" || /^https?:/.test(backend)) return;
  throw new CommandError(
    t`Pulumi encrypts the secret by a passphrase and has none; set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE), here and wherever the stack is used.`,
  );
}

function succeeded(ran: Ended | CommandFailure): ran is Ended {
  return !(ran instanceof CommandFailure) && badEnding(ran) === undefined;
}

/** @param secret is left out of what the CLI says. */
function reasonOf(ran: Ended | CommandFailure, secret = ""): string {
  if (ran instanceof CommandFailure) return ran.message;
  const said = /error: (.*)/.exec(ran.stderr)?.[1];
  return said === undefined ? (badEnding(ran) ?? "") : foreign(said, [secret]);
}
