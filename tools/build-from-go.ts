import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import execa from "execa";

const GO_NEEDED = "1.26";
const DYNAMIC_PROVIDER = "pulumi-resource-pulumi-nodejs";
const LANGUAGE_HOST = "pulumi-language-nodejs";
const PROGRESS_EVERY_MS = 15_000;
const hasShell = process.platform !== "win32";

const modules = {
  cli: { folder: "pulumi", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", binary: "pulumi" },
  languageHost: {
    folder: "language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    binary: hasShell ? `${LANGUAGE_HOST}-from-go` : LANGUAGE_HOST,
  },
} as const;

/**
 * Builds `pulumi` and `pulumi-language-nodejs` into `bin` from the modules that `tools/go` pins.
 *
 * The language host's present module is not published, so it comes from the last SDK module that contains it; the two need
 * different SDK versions and therefore a Go module each.
 */
export async function buildFromGoModules(bin: string, version: string, say: (line: string) => void): Promise<void> {
  await requireGo();
  mkdirSync(bin, { recursive: true });
  say(`Building the Pulumi CLI ${version} from source: once on this machine, 5 to 10 minutes.`);
  const stamp = `-w -s -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  await build(modules.cli, bin, ["-tags", "osusergo grpcnotrace", "-ldflags", stamp], say);
  await build(modules.languageHost, bin, ["-ldflags", "-w -s"], say);
  copyLaunchers(bin);
}

/** Scripts that the CLI starts. That of dynamic providers comes with the npm package; Pulumi's installer puts it beside the CLI. */
function copyLaunchers(bin: string): void {
  const npmPackage = dirname(require.resolve("@pulumi/pulumi/package.json"));
  const dynamicProvider = hasShell ? DYNAMIC_PROVIDER : `${DYNAMIC_PROVIDER}.cmd`;
  copyScript(join(npmPackage, dynamicProvider), join(bin, dynamicProvider));
  if (hasShell)
    copyScript(join(__dirname, "go", modules.languageHost.folder, `${LANGUAGE_HOST}.sh`), join(bin, LANGUAGE_HOST));
}

function copyScript(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

/** The oldest Go that can build the pinned modules. */
export const goNeeded = GO_NEEDED;

async function requireGo(): Promise<void> {
  const { stdout, failed } = await execa("go", ["env", "GOVERSION"], { reject: false });
  if (failed) throw new Error("no go on PATH");
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout) ?? [];
  const [neededMajor, neededMinor] = GO_NEEDED.split(".").map(Number) as [number, number];
  const old = Number(major) < neededMajor || (Number(major) === neededMajor && Number(minor) < neededMinor);
  if (old) throw new Error(`${stdout} is older than Go ${GO_NEEDED}`);
}

async function build(
  module: (typeof modules)[keyof typeof modules],
  bin: string,
  flags: string[],
  say: (line: string) => void,
): Promise<void> {
  const cwd = join(__dirname, "go", module.folder);
  const output = join(bin, process.platform === "win32" ? `${module.binary}.exe` : module.binary);
  const started = Date.now();
  let compiled = 0;
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    say(`  ${module.binary}: ${compiled} packages compiled, ${Math.floor(seconds / 60)} min ${seconds % 60} s so far`);
  }, PROGRESS_EVERY_MS);
  try {
    const go = execa("go", ["build", "-v", ...flags, "-o", output, module.package], {
      cwd,
      env: { GOFLAGS: "-mod=readonly -buildvcs=false" },
    });
    if (go.stderr) createInterface({ input: go.stderr }).on("line", () => compiled++);
    await go;
  } finally {
    clearInterval(progress);
  }
}
