import { describeWithCli } from "../engine/support";
import { expectLife } from "./life-of-rules";
import { withPluginExample } from "./plugin-example";
import { BUILD_MS } from "./program";

describeWithCli("the example go-program", () => {
  test(
    "makes, keeps, edits, removes, refreshes and destroys its rules with the README's commands",
    () =>
      withPluginExample("go-program", ["go"], async (example, emulator) => {
        await example.followInRepository(0);
        await example.follow(1);
        await expectLife(example, emulator, "main.go", /\/\/ A code of[^]*(?=\t{3}\},\n\t{2}\}\))/);
      }),
    BUILD_MS,
  );
});
