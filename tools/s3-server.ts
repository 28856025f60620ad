import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cached, isCached } from "./cached";
import { folderOf, goBuild, goNeeded, requireGo, type GoProgram } from "./go-build";

const MODULE = "github.com/versity/versitygw";
const server: GoProgram = { folder: "s3-server", package: `${MODULE}/cmd/versitygw`, binary: "versitygw" };

/**
 * A program that serves a folder as S3: the `versitygw` on PATH, that of this project's user cache, or else a build of the
 * version that `tools/go/s3-server` pins, once on a machine.
 *
 * @throws Error that says what to install.
 */
export async function obtainS3Server(say: (line: string) => void): Promise<string> {
  if (isOnPath("versitygw", "--version")) return server.binary;
  const fill = async (folder: string): Promise<void> => {
    say(`Building the S3 server ${name()} from source: once on this machine, a few minutes.`);
    await build(join(folder, "bin"), say);
  };
  return binaryIn(await cached(name(), "the S3 server", { isComplete, fill, say }));
}

/** False where an S3 server is on this machine neither yet nor after a build. */
export function mayObtainS3Server(): boolean {
  return isOnPath("versitygw", "--version") || isCached(name(), isComplete) || isOnPath("go", "version");
}

async function build(bin: string, say: (line: string) => void): Promise<void> {
  mkdirSync(bin);
  try {
    await requireGo();
    await goBuild(server, bin, ["-ldflags", "-w -s"], say);
  } catch (error) {
    const why = (error as Error).message.split("\n")[0];
    throw new Error(
      `There is no versitygw on PATH, and none could be built (${why}); install Go ${goNeeded} or newer, or versitygw.`,
      { cause: error },
    );
  }
}

/** Named after the pinned version, so that another one is built anew. */
function name(): string {
  const pinned = new RegExp(`^\\s*(?:require )?${MODULE} (v\\S+)`, "m");
  const [, version] = pinned.exec(readFileSync(join(folderOf(server), "go.mod"), "utf8")) ?? [];
  if (!version) throw new Error(`tools/go/s3-server/go.mod pins no ${MODULE}.`);
  return `versitygw-${version.slice(1)}`;
}

function binaryIn(root: string): string {
  return join(root, "bin", process.platform === "win32" ? `${server.binary}.exe` : server.binary);
}

function isComplete(root: string): boolean {
  return existsSync(binaryIn(root));
}

function isOnPath(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore", timeout: 30_000 }).status === 0;
}
