import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { copyScript, goBuild, hasShell, requireGo, type GoProgram } from "./go-build";

const DYNAMIC_PROVIDER = `pulumi-resource-pulumi-nodejs${hasShell ? "" : ".cmd"}`;

const cli = { folder: "pulumi", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", binary: "pulumi" };
const languageHost: GoProgram = {
  folder: "language-hosts",
  package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  binary: "pulumi-language-nodejs",
  launcher: true,
};

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
  const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  await goBuild({ ...cli, ldflags: stamp }, bin, say);
  await goBuild(languageHost, bin, say);
  // It comes with the npm package; Pulumi's installer puts it beside the CLI.
  const npmPackage = dirname(require.resolve("@pulumi/pulumi/package.json"));
  copyScript(join(npmPackage, DYNAMIC_PROVIDER), join(bin, DYNAMIC_PROVIDER));
}
