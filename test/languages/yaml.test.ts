import { describeWithCli } from "../engine/support";
import { BUILD_MS, layProgram, outputsOf, withFolder } from "./program";

describeWithCli("Pulumi's language host for YAML", () => {
  test(
    "runs a program and gives it the stack's configuration",
    () =>
      withFolder(async (folder) => {
        layProgram("yaml", folder);
        expect(await outputsOf("yaml", folder, "hello")).toEqual({ said: "hello from YAML" });
      }),
    BUILD_MS,
  );
});
