import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import execa from "execa";

const GO_NEEDED = "1.26";
const PROGRESS_EVERY_MS = 15_000;

/** One set of tags for all: what several programs are made of is compiled once. */
const TAGS = "osusergo,grpcnotrace";

/** Launchers of programs are shell scripts. */
export const hasShell = process.platform !== "win32";

/** A program that a Go module of `tools/go` pins. */
export interface GoProgram {
  /** The module's folder in `tools/go`. */
  folder: string;
  package: string;
  /** The file that is made, without the `.exe` of Windows. */
  binary: string;
  /** Whether `BINARY.sh` in the folder is what others start. It starts the program, which is then named `BINARY-from-go`. */
  launcher?: boolean;
  /** For the linker, beside those that make it small. */
  ldflags?: string;
}

/** The oldest Go that can build the pinned modules. */
export const goNeeded = GO_NEEDED;

/** @throws Error that says what is missing, as a clause. */
export async function requireGo(): Promise<void> {
  const { stdout, failed } = await execa("go", ["env", "GOVERSION"], { reject: false });
  if (failed) throw new Error("no go on PATH");
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout) ?? [];
  const [neededMajor, neededMinor] = GO_NEEDED.split(".").map(Number) as [number, number];
  const old = Number(major) < neededMajor || (Number(major) === neededMajor && Number(minor) < neededMinor);
  if (old) throw new Error(`${stdout} is older than Go ${GO_NEEDED}`);
}

/** Builds `program` into the folder `bin`, and says every quarter of a minute how far it is. */
export async function goBuild(program: GoProgram, bin: string, say: (line: string) => void): Promise<void> {
  const launched = program.launcher === true && hasShell;
  const output = join(bin, launched ? `${program.binary}-from-go` : fileOf(program));
  const flags = ["-tags", TAGS, "-ldflags", `-w -s ${program.ldflags ?? ""}`];
  const started = Date.now();
  let compiled = 0;
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    say(`  ${program.binary}: ${compiled} packages compiled, ${Math.floor(seconds / 60)} min ${seconds % 60} s so far`);
  }, PROGRESS_EVERY_MS);
  try {
    const go = execa("go", ["build", "-v", ...flags, "-o", output, program.package], {
      cwd: folderOf(program),
      env: { GOFLAGS: "-mod=readonly -buildvcs=false" },
    });
    if (go.stderr) createInterface({ input: go.stderr }).on("line", () => compiled++);
    await go;
  } finally {
    clearInterval(progress);
  }
  if (launched) copyScript(join(folderOf(program), `${program.binary}.sh`), join(bin, program.binary));
}

/** Where the Go module of a program is. */
export function folderOf({ folder }: Pick<GoProgram, "folder">): string {
  return join(__dirname, "go", folder);
}

/** The file of a program, as this system names it. */
export function fileOf({ binary }: Pick<GoProgram, "binary">): string {
  return hasShell ? binary : `${binary}.exe`;
}

export function copyScript(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}
