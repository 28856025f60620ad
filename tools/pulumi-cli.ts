import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import envPaths from "env-paths";
import { lock } from "proper-lockfile";
import { SemVer } from "semver";
import { buildFromGoModules, goNeeded } from "./build-from-go";

/** The version that is installed or built where no `pulumi` is on PATH. */
export const CLI_VERSION = "3.276.0";

const PROBE_MS = 30_000;
const cache = envPaths("wechat-qr-jump", { suffix: "" }).cache;

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
  const root = join(cache, `pulumi-${CLI_VERSION}`);
  const bin = join(root, "bin");
  if (isComplete(bin)) return bin;

  mkdirSync(cache, { recursive: true });
  const waiting = setTimeout(() => say("Another run is obtaining the Pulumi CLI; waiting for it ..."), 2_000);
  const release = await lock(cache, {
    lockfilePath: `${root}.lock`,
    stale: 60_000,
    retries: { retries: 1_800, minTimeout: 1_000, factor: 1 },
  }).finally(() => clearTimeout(waiting));
  try {
    if (!isComplete(bin)) await fill(root, say);
    return bin;
  } finally {
    await release();
  }
}

/** `env` with `bin` (a folder from {@link obtainPulumi}) ahead of everything else on its PATH. */
export function withPulumi(bin: string | undefined, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return bin ? { ...env, PATH: `${bin}${delimiter}${env["PATH"] ?? ""}` } : env;
}

/** Fills a folder beside `root` and renames it, so that an interrupted run never leaves half a CLI behind. */
async function fill(root: string, say: (line: string) => void): Promise<void> {
  const partial = `${root}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  try {
    const problems: string[] = [];
    if (!(await attempt(() => download(partial, say), problems))) {
      say("Pulumi's installer could not be reached; building the CLI from Pulumi's Go modules instead.");
      if (!(await attempt(() => buildFromGoModules(join(partial, "bin"), CLI_VERSION, say), problems))) {
        throw new NoPulumiError(
          `No Pulumi CLI on PATH, and none could be obtained (${problems.join("; ")}). ` +
            `Install Pulumi ${CLI_VERSION} or newer from https://www.pulumi.com/docs/install/, or Go ${goNeeded} or newer, and run this again.`,
        );
      }
    }
    rmSync(root, { recursive: true, force: true });
    renameSync(partial, root);
    say(`The Pulumi CLI is in ${join(root, "bin")}; later runs use it from there.`);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
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
  return ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"].every((name) =>
    [name, `${name}.exe`, `${name}.cmd`].some((file) => existsSync(join(bin, file))),
  );
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
