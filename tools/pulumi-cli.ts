import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { SemVer } from "semver";
import { buildFromGoModules } from "./build-from-go";
import { cache, cached } from "./cached";
import { goNeeded } from "./go-build";

/** The version that is installed or built where no `pulumi` is on PATH. */
export const CLI_VERSION = "3.276.0";

const PROBE_MS = 30_000;

/**
 * How many resources `npm run pulumi` lets Pulumi work on at a time, unless the user says so: Pulumi's own default with eight cores.
 * What it waits for is WeChat's answers, and WeChat's limits hold anyway.
 */
export const AT_A_TIME = { PULUMI_PARALLEL: "32" };

/** What `npm run pulumi` sets unless the user does. From version 22 on, Node.js keeps compiled code there, that of Pulumi's SDK as well. */
export const RUN_DEFAULTS = { ...AT_A_TIME, NODE_COMPILE_CACHE: join(cache, "compiled") };

/** A sentence that tells the user what to install. */
export class NoPulumiError extends Error {}

/**
 * The folder of a working `pulumi` and its Node.js language host, or undefined when `pulumi` on PATH is to be used.
 *
 * The first one that works wins: PATH, this project's user cache, Pulumi's own installer, a build from Pulumi's published
 * Go modules (about 8 minutes, once a machine).
 *
 * @throws NoPulumiError when none can be had.
 */
export async function obtainPulumi(say: (line: string) => void): Promise<string | undefined> {
  if (await isOnPath()) return undefined;
  const root = await cached(`pulumi-${CLI_VERSION}`, "the Pulumi CLI", {
    isComplete: (folder) => isComplete(join(folder, "bin")),
    fill: (folder) => fill(folder, say),
    say,
  });
  return join(root, "bin");
}

/** `env` with `bin` (a folder from {@link obtainPulumi}) ahead of everything else on its PATH. */
export function withPulumi(bin: string | undefined, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return bin ? { ...env, PATH: `${bin}${delimiter}${env["PATH"] ?? ""}` } : env;
}

async function fill(root: string, say: (line: string) => void): Promise<void> {
  const problems: string[] = [];
  if (await attempt(() => download(root, say), problems)) return;
  say("Pulumi's installer could not be reached; building the CLI from Pulumi's Go modules instead.");
  if (await attempt(() => buildFromGoModules(join(root, "bin"), CLI_VERSION, say), problems)) return;
  throw new NoPulumiError(
    `No Pulumi CLI on PATH, and none could be obtained (${problems.join("; ")}). ` +
      `Install Pulumi ${CLI_VERSION} or newer from https://www.pulumi.com/docs/install/, or Go ${goNeeded} or newer, and run this again.`,
  );
}

async function attempt(work: () => Promise<void>, problems: string[]): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    problems.push((error as Error).message.split("\n")[0] ?? "");
    return false;
  }
}

async function download(root: string, say: (line: string) => void): Promise<void> {
  say(`No pulumi on PATH: trying Pulumi's own installer for version ${CLI_VERSION} ...`);
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  await PulumiCommand.install({ root, version: new SemVer(CLI_VERSION) });
  if (!isComplete(join(root, "bin"))) throw new Error("Pulumi's installer left no complete CLI");
}

function isComplete(bin: string): boolean {
  return ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"].every((name) => has(bin, name));
}

/** Whether the folder `bin` has the program `name`, as any system names its file. */
export function has(bin: string, name: string): boolean {
  return [name, `${name}.exe`, `${name}.cmd`].some((file) => existsSync(join(bin, file)));
}

async function isOnPath(): Promise<boolean> {
  try {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    await promisify(execFile)("pulumi", ["version"], { timeout: PROBE_MS, env });
    return true;
  } catch {
    return false;
  }
}
