import { writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { generateSdk } from "../../tools/sdk-generator";
import { describeWithCli } from "../engine/support";
import { BUILD_MS, layProgram, outputsOf, say, TINY_SCHEMA, withFolder } from "./program";

const SDK = "example.com/tiny/sdk/go";

/** A file of the program that fits the schema only with a size that is a number. */
const thingOf = (size: string): string => `package main

import (
	"${SDK}/tiny"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func thing(ctx *pulumi.Context) (*tiny.Thing, error) {
	return tiny.NewThing(ctx, "thing", &tiny.ThingArgs{Size: ${size}})
}
`;

describeWithCli("Pulumi's language host and SDK for Go", () => {
  test(
    "run a program, and vet one that uses a schema's resource",
    () =>
      withFolder(async (folder) => {
        layProgram("go", folder);
        expect(await outputsOf("go", folder, "hello")).toEqual({ said: "hello from Go" });

        const sdk = await generateSdk("go", TINY_SCHEMA, join(folder, "sdk"), say);
        const go = (...args: string[]) => execa("go", args, { cwd: folder, reject: false });
        await go("mod", "edit", `-require=${SDK}@v0.0.0`, `-replace=${SDK}=${sdk}`);
        const vet = async (size: string): Promise<execa.ExecaReturnValue> => {
          writeFileSync(join(folder, "thing.go"), thingOf(size));
          return go("vet", ".", `${SDK}/...`);
        };
        expect(await vet("pulumi.Int(3)")).toMatchObject({ stderr: "", exitCode: 0 });
        expect((await vet(`pulumi.String("3")`)).stderr).toContain("does not implement pulumi.IntInput");
      }),
    BUILD_MS,
  );
});
