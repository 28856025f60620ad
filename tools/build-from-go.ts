import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderOf, goBuild, requireGo, type GoProgram } from "./go-build";

const DYNAMIC_PROVIDER = "pulumi-resource-pulumi-nodejs";
const LANGUAGE_HOST = "pulumi-language-nodejs";
const hasShell = process.platform !== "win32";

const modules = {
  cli: { folder: "pulumi", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", binary: "pulumi" },
  languageHost: {
    folder: "language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    binary: hasShell ? `${LANGUAGE_HOST}-from-go` : LANGUAGE_HOST,
  },
} satisfies Record<string, GoProgram>;

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
  await goBuild(modules.cli, bin, ["-tags", "osusergo grpcnotrace", "-ldflags", stamp], say);
  await goBuild(modules.languageHost, bin, ["-ldflags", "-w -s"], say);
  copyLaunchers(bin);
}

/** Scripts that the CLI starts. That of dynamic providers comes with the npm package; Pulumi's installer puts it beside the CLI. */
function copyLaunchers(bin: string): void {
  const npmPackage = dirname(require.resolve("@pulumi/pulumi/package.json"));
  const dynamicProvider = hasShell ? DYNAMIC_PROVIDER : `${DYNAMIC_PROVIDER}.cmd`;
  copyScript(join(npmPackage, dynamicProvider), join(bin, dynamicProvider));
  if (hasShell) copyScript(join(folderOf(modules.languageHost), `${LANGUAGE_HOST}.sh`), join(bin, LANGUAGE_HOST));
}

function copyScript(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}
