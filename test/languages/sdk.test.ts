import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import execa from "execa";
import { generateSdk } from "../../tools/sdk-generator";
import { BUILD_MS, say, TINY_SCHEMA, withFolder } from "./program";

const checkout = join(__dirname, "..", "..");

const WRONG_SIZE = `import { Thing } from "./index";
new Thing("thing", { size: "3" });
`;

/** Runs `npm run sdk -- ARGS` without npm. */
function sdk(args: string[], env: NodeJS.ProcessEnv): execa.ExecaChildProcess {
  const command = [require.resolve("ts-node/dist/bin"), join(checkout, "tools", "sdk.ts"), ...args];
  return execa(process.execPath, command, { cwd: checkout, env, reject: false });
}

/** A folder with a `pulumi` that does what `script` says. */
function fakePulumi(folder: string, script: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "pulumi"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return bin;
}

describe("npm run sdk", () => {
  test(
    "writes a package that compiles, with the types of the schema",
    () =>
      withFolder(async (folder) => {
        const generated = await generateSdk("nodejs", TINY_SCHEMA, folder, say);
        // Its packages are newer than those of this checkout.
        await execa("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: generated });
        const tsc = (...args: string[]) => execa("npx", ["tsc", ...args], { cwd: generated, reject: false });
        expect(await tsc()).toMatchObject({ stdout: "", exitCode: 0 });

        writeFileSync(join(generated, "use.ts"), WRONG_SIZE);
        expect(
          (await tsc("--noEmit", "--skipLibCheck", "--target", "es2020", "--module", "commonjs", "use.ts")).stdout,
        ).toMatch(/^use.ts.*: error TS2322: Type 'string' is not assignable to type 'Input<number>'/);
      }),
    BUILD_MS,
  );

  test("says where the mistake of a schema is", () =>
    withFolder(async (folder) => {
      const schema = join(folder, "schema.json");
      writeFileSync(schema, readFileSync(TINY_SCHEMA, "utf8").replaceAll('"integer"', '"intger"'));
      await expect(generateSdk("go", schema, folder, say)).rejects.toThrow(
        /schema\.json: [^]*tiny:index:Thing\/inputProperties\/size\/type: unknown type kind intger/,
      );
    }));

  test("leaves the work to a pulumi on PATH that can do it", () =>
    withFolder(async (folder) => {
      const bin = fakePulumi(folder, `echo "$@" >${join(folder, "called")}`);
      const env = { PATH: [bin, process.env["PATH"]].join(delimiter) };
      expect(await sdk(["python", TINY_SCHEMA, folder], env)).toMatchObject({
        exitCode: 0,
        stdout: `The SDK is in ${join(folder, "python")}.`,
      });
      expect(readFileSync(join(folder, "called"), "utf8")).toMatch(
        /package gen-sdk \S+tiny-schema\.json --language python/,
      );
    }));

  test("says what to install on a machine that has neither Pulumi nor Go", () =>
    withFolder(async (folder) => {
      const { exitCode, stderr } = await sdk(["go", TINY_SCHEMA, folder], { PATH: folder, XDG_CACHE_HOME: folder });
      expect(stderr).toMatch(/could not be built \(no go on PATH\); install Pulumi from \S+, or Go 1\.\d+ or newer\.$/);
      expect(exitCode).toBe(1);
    }));

  test("says how to use it when it is called otherwise", () =>
    withFolder(async (folder) => {
      const { exitCode, stderr } = await sdk(["cobol", TINY_SCHEMA, folder], {});
      expect(stderr).toBe("Say: npm run sdk -- python|go|nodejs SCHEMA.json OUT");
      expect(exitCode).toBe(1);
    }));
});
