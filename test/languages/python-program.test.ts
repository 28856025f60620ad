import { describeWithCli } from "../engine/support";
import { expectLife } from "./life-of-rules";
import { withPluginExample } from "./plugin-example";
import { BUILD_MS } from "./program";

describeWithCli("the example python-program", () => {
  test(
    "makes, keeps, edits, removes, refreshes and destroys its rules with the README's commands",
    () =>
      withPluginExample("python-program", ["python"], async (example, emulator) => {
        await example.followInRepository(0);
        await example.follow(1);
        await expectLife(example, emulator, "__main__.py", / {8}# A code of[^]*(?= {4}\],\n)/);
      }),
    BUILD_MS,
  );
});
