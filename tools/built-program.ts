import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cached, isCached } from "./cached";
import { fileOf, folderOf, goBuild, goNeeded, requireGo, type GoProgram } from "./go-build";

/** A program that is built where the machine does not have it. */
export interface BuiltProgram extends GoProgram {
  /** For lines of progress and errors, e.g. `the S3 server`. */
  what: string;
  /** The module of `go.mod` whose version is that of the program. */
  module: string;
  /** Files of the folder that become part of it: with another content it is built anew. */
  sources?: string[];
  /** Lays more beside it. */
  finish?: (bin: string) => Promise<void>;
  /** What the user can install in its place. */
  instead: string;
}

/**
 * The folder of `program`: in this project's user cache, where it is built once on a machine from what `tools/go` pins.
 *
 * @throws Error that says what to install.
 */
export async function obtainBuilt(program: BuiltProgram, say: (line: string) => void): Promise<string> {
  const name = nameOf(program);
  const fill = async (folder: string): Promise<void> => {
    say(`Building ${program.what}, ${name}, from source: once on this machine, a few minutes.`);
    await build(program, join(folder, "bin"), say);
  };
  const root = await cached(name, program.what, { isComplete: (folder) => isIn(folder, program), fill, say });
  return join(root, "bin");
}

/** True if {@link obtainBuilt} has nothing to build. */
export function isBuilt(program: BuiltProgram): boolean {
  return isCached(nameOf(program), (folder) => isIn(folder, program));
}

async function build(program: BuiltProgram, bin: string, say: (line: string) => void): Promise<void> {
  mkdirSync(bin);
  try {
    await requireGo();
    await goBuild(program, bin, say);
    await program.finish?.(bin);
  } catch (error) {
    const why = (error as Error).message.split("\n")[0];
    throw new Error(
      `This machine does not have ${program.what}, and it could not be built (${why}); ` +
        `install ${program.instead}, or Go ${goNeeded} or newer.`,
      { cause: error },
    );
  }
}

function isIn(root: string, program: BuiltProgram): boolean {
  return existsSync(join(root, "bin", fileOf(program)));
}

/** Named after what it is built from, so that something else is built anew. */
function nameOf(program: BuiltProgram): string {
  const read = (file: string): string => readFileSync(join(folderOf(program), file), "utf8");
  const pinned = new RegExp(`^\\s*(?:require )?${program.module} v(\\S+)`, "m");
  const [, version] = pinned.exec(read("go.mod")) ?? [];
  if (!version) throw new Error(`tools/go/${program.folder}/go.mod pins no ${program.module}.`);
  const { sources = [] } = program;
  const content = createHash("sha256").update(sources.map(read).join("\0")).digest("hex").slice(0, 8);
  return [program.binary, version, ...(sources.length > 0 ? [content] : [])].join("-");
}
