import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { isBuilt, obtainBuilt, type BuiltProgram } from "./built-program";
import { fileOf } from "./go-build";

const MODULE = "github.com/versity/versitygw";
const server: BuiltProgram = {
  folder: "s3-server",
  package: `${MODULE}/cmd/versitygw`,
  binary: "versitygw",
  what: "the S3 server",
  module: MODULE,
  instead: "versitygw",
};

/**
 * A program that serves a folder as S3: the `versitygw` on PATH, that of this project's user cache, or else a build of the
 * version that `tools/go/s3-server` pins, once on a machine.
 *
 * @throws Error that says what to install.
 */
export async function obtainS3Server(say: (line: string) => void): Promise<string> {
  if (isOnPath("versitygw", "--version")) return server.binary;
  return join(await obtainBuilt(server, say), fileOf(server));
}

/** False where an S3 server is on this machine neither yet nor after a build. */
export function mayObtainS3Server(): boolean {
  return isOnPath("versitygw", "--version") || isBuilt(server) || isOnPath("go", "version");
}

function isOnPath(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore", timeout: 30_000 }).status === 0;
}
