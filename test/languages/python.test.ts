import { join } from "node:path";
import execa from "execa";
import { generateSdk } from "../../tools/sdk-generator";
import { describeWithCli } from "../engine/support";
import { BUILD_MS, layProgram, outputsOf, say, TINY_SCHEMA, withFolder } from "./program";

type Python = (...args: string[]) => execa.ExecaChildProcess;

/** Makes the virtual environment that Pulumi.yaml names. @returns its interpreter. */
async function makeEnvironment(folder: string): Promise<Python> {
  await execa("python3", ["-m", "venv", "venv"], { cwd: folder });
  const python = join(folder, "venv", process.platform === "win32" ? "Scripts" : "bin", "python");
  return (...args) => execa(python, args, { cwd: folder });
}

const PROGRAM = `
import pulumi, pulumi_tiny
print(issubclass(pulumi_tiny.Thing, pulumi.CustomResource))
try:
    pulumi_tiny.Thing("without-size")
except TypeError as error:
    print(error)
`;

describeWithCli("Pulumi's language host and SDK for Python", () => {
  test(
    "run a program in the virtual environment of Pulumi.yaml, and a module for a schema",
    () =>
      withFolder(async (folder) => {
        layProgram("python", folder);
        const python = await makeEnvironment(folder);
        await python("-m", "pip", "install", "-r", "requirements.txt");
        expect(await outputsOf("python", folder, "hello")).toEqual({ said: "hello from Python" });

        const sdk = await generateSdk("python", TINY_SCHEMA, join(folder, "sdk"), say);
        await python("-m", "pip", "install", "--no-deps", sdk);
        expect((await python("-c", PROGRAM)).stdout).toBe("True\nMissing required property 'size'");
      }),
    BUILD_MS,
  );
});
