import { describeWithCli } from "../engine/support";
import { expectLife } from "./life-of-rules";
import { withPluginExample } from "./plugin-example";
import { BUILD_MS } from "./program";

describeWithCli("the example yaml-program", () => {
  test(
    "makes, keeps, edits, removes, refreshes and destroys its rules with the README's commands",
    () =>
      withPluginExample("yaml-program", ["yaml"], async (example, emulator) => {
        await example.followInRepository(0);
        await example.follow(1);
        await expectLife(example, emulator, "Pulumi.yaml", / {8}# A code of[^]*(?=outputs:)/);
      }),
    BUILD_MS,
  );
});
