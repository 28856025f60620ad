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
    /** Ends a call of the CLI that takes too long. */
    private readonly hurry: AbortSignal,
  ) {}

  async isThere(): Promise<boolean> {
    return succeeded(await this.ran(["stack", "--show-name"]));
  }

  /** Makes the stack. The one that the user has selected stays selected. @throws CommandError if there is one already */
  async make(secretsProvider: string | undefined): Promise<void> {
    const provider = secretsProvider === undefined ? [] : [`--secrets-provider=${secretsProvider}`];
    await this.run(["stack", "init", "--no-select", ...provider]);
  }

  /** Sets a value of the config. It goes through stdin: others can read the arguments of a command. @throws CommandError */
  async set(key: string, value: string, isSecret: boolean): Promise<void> {
    await this.run(["config", "set", isSecret ? "--secret" : "--plaintext", key], value);
  }

  async unset(key: string): Promise<void> {
    await this.run(["config", "rm", key]);
  }

  /** Removes a stack without resources; the CLI refuses any other. Its file stays, and so does the user's selection. */
  async remove(): Promise<boolean> {
    const selected = await this.selected();
    const isRemoved = succeeded(await this.ran(["stack", "rm", "--yes", "--preserve-config"]));
    // The CLI forgets which stack is selected when it removes any.
    if (isRemoved && selected !== "") await this.call(["stack", "select", `--stack=${selected}`]);
    return isRemoved;
  }

  private async selected(): Promise<string> {
    const ran = await this.call(["stack", "--show-name", "--fully-qualify-stack-names"]);
    return succeeded(ran) ? ran.stdout.trim() : "";
  }

  private async run(args: string[], input?: string): Promise<void> {
    const ran = await this.ran(args, input);
    if (succeeded(ran)) return;
    const command = `pulumi ${args.slice(0, 2).join(" ")}`;
    throw new CommandError(t`"${command}" failed: ${reasonOf(ran, input)}.`);
  }

  private ran(args: string[], input?: string): Promise<Ended | CommandFailure> {
    // In one word, so that no name is taken for an option.
    return this.call([...args, `--stack=${this.name}`], input);
  }

  private call(args: string[], input?: string): Promise<Ended | CommandFailure> {
    const { PULUMI_STACK: _, ...env } = this.env;
    return ranPulumi([...args, "--non-interactive"], {
      cwd: this.folder,
      env,
      signal: this.hurry,
      ...(input !== undefined && { input }),
    });
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
  if (!succeeded(ran)) throw withoutBackend(ran);
  return /"url"\s*:\s*"([^"]*)"/.exec(ran.stdout)?.[1] ?? "";
}

function withoutBackend(ran: Ended | CommandFailure): CommandError {
  const reason = reasonOf(ran);
  if (/requires logging in|must be set for login|not logged in/.test(reason)) {
    return new CommandError(
      t`The Pulumi CLI has no place for the state (${reason}); run "pulumi login", or "pulumi login --local" to keep it on this machine.`,
    );
  }
  if (/unknown (shorthand )?(flag|command)/.test(reason)) {
    return new CommandError(
      t`The Pulumi CLI is too old (${reason}); update it from https://www.pulumi.com/docs/install/ and run this again.`,
    );
  }
  return new CommandError(
    saidBy(ran) === undefined
      ? t`The Pulumi CLI does not work: "pulumi whoami" ${reason}; run it by hand to see why.`
      : t`The Pulumi CLI cannot be used here: "pulumi whoami" says "${reason}"; fix that and run this again.`,
  );
}

/**
 * Outside of Pulumi Cloud, secrets are encrypted by a passphrase unless the stack's file names another way. The file may name
 * the passphrase too.
 *
 * @throws CommandError
 */
export function requirePassphrase(backend: string, secretsProvider: string | undefined, env: NodeJS.ProcessEnv): void {
  const isGiven = env["PULUMI_CONFIG_PASSPHRASE"] !== undefined || env["PULUMI_CONFIG_PASSPHRASE_FILE"] !== undefined;
  const isOfPulumi = secretsProvider === undefined || secretsProvider === "default";
  const isCloud = backend === "" || /^https?:/.test(backend);
  if (isGiven || (isOfPulumi ? isCloud : secretsProvider !== "passphrase")) return;
  throw new CommandError(
    t`Pulumi encrypts the secret by a passphrase and has none; set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE), here and wherever the stack is used.`,
  );
}

function succeeded(ran: Ended | CommandFailure): ran is Ended {
  return !(ran instanceof CommandFailure) && badEnding(ran) === undefined;
}

/** Why a command failed, without a full stop. @param secret is left out of what the CLI says. */
function reasonOf(ran: Ended | CommandFailure, secret = ""): string {
  if (ran instanceof CommandFailure) return ran.message;
  const said = saidBy(ran);
  return said === undefined ? (badEnding(ran) ?? "") : foreign(said, [secret]);
}

const MAX_LINES = 3;

/** The first lines that the CLI says of an error, on one line. */
function saidBy(ran: Ended | CommandFailure): string | undefined {
  if (ran instanceof CommandFailure) return undefined;
  const lines = (/error: ([^]*)/.exec(ran.stderr)?.[1] ?? "")
    .split("\n")
    .map((line) => line.replace(/^[\s*]*(error: )?/, "").trim())
    .filter((line) => line !== "" && !/^\d+ errors? occurred:$/.test(line));
  return lines.length === 0
    ? undefined
    : lines
        .slice(0, MAX_LINES)
        .join("; ")
        .replace(/([.:,]);/g, "$1")
        .replace(/[.:]$/, "");
}
