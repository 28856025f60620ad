import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import execa from "execa";
import { obtainBuilt, type BuiltProgram } from "./built-program";
import { copyScript, fileOf, folderOf } from "./go-build";
import { has, obtainPulumi, withPulumi } from "./pulumi-cli";

export type Language = "yaml" | "python" | "go";

const SDK = "github.com/pulumi/pulumi/sdk/v3";
const YAML = "github.com/pulumi/pulumi-yaml";
const PYTHON_EXEC = "pulumi-language-python-exec";
const instead = "Pulumi from https://www.pulumi.com/docs/install/";

/** Each from the last published module that has it. All three work with the CLI of today. */
const hosts: Record<Language, BuiltProgram> = {
  yaml: {
    folder: "language-yaml",
    package: `${YAML}/cmd/pulumi-language-yaml`,
    binary: "pulumi-language-yaml",
    what: "Pulumi's language host for YAML",
    module: YAML,
    instead,
  },
  python: {
    folder: "language-hosts",
    package: `${SDK}/python/cmd/pulumi-language-python`,
    binary: "pulumi-language-python",
    launcher: true,
    what: "Pulumi's language host for Python",
    module: SDK,
    sources: ["pulumi-language-python.sh"],
    finish: addPythonExec,
    instead,
  },
  go: {
    folder: "language-go",
    package: `${SDK}/go/pulumi-language-go`,
    binary: "pulumi-language-go",
    what: "Pulumi's language host for Go",
    module: SDK,
    instead,
  },
};

/**
 * A folder for PATH with `pulumi-language-LANGUAGE`: that of the `pulumi` in use, or one in this project's user cache, where it
 * is built once on a machine.
 *
 * @throws NoPulumiError when there is no CLI.
 * @throws Error that says what to install.
 */
export async function languageHost(language: Language, say: (line: string) => void): Promise<string> {
  const host = hosts[language];
  const path = withPulumi(await obtainPulumi(say), process.env)["PATH"] ?? "";
  return foldersOfPrograms(path).find((folder) => has(folder, host.binary)) ?? (await obtainBuilt(host, say));
}

/** Where the CLI looks for language hosts: on PATH, and beside itself, also where PATH has a link to it. */
function foldersOfPrograms(path: string): string[] {
  const folders = path.split(delimiter);
  const cli = folders.map((folder) => join(folder, fileOf({ binary: "pulumi" }))).find(existsSync);
  return cli === undefined ? folders : [...folders, dirname(realpathSync(cli))];
}

/** The host starts programs by a script of Python's. That of the CLI's version knows the SDK and the Python of today. */
async function addPythonExec(bin: string): Promise<void> {
  const cwd = folderOf({ folder: "pulumi" });
  const { stdout } = await execa("go", ["mod", "download", "-json", SDK], { cwd });
  const { Dir: sdk } = JSON.parse(stdout) as { Dir: string };
  copyScript(join(sdk, "python", "cmd", PYTHON_EXEC), join(bin, PYTHON_EXEC));
}
