import { describeWithCli, live, writes } from "../engine/support";
import { withExample } from "./example";

describeWithCli("the example quickstart", () => {
  test("makes its rules live without any code, and destroys all but the protected one", () =>
    withExample("quickstart", async (example, emulator) => {
      example.linkPackages();
      await example.init();
      await example.up();
      expect(live(emulator)).toEqual({
        "https://qr.example.com/shop/": "pages/shop/index?from=qr",
        "https://qr.example.com/bus": "pages/bus/index",
      });

      const before = emulator.calls().length;
      await example.succeed("refresh", "--preview-only", "--expect-no-changes");
      expect(await example.fail(["destroy", "--yes"])).toMatch(/protect/);
      expect(writes(emulator, before)).toEqual([]);

      await example.destroy("--exclude-protected");
      expect(Object.keys(live(emulator))).toEqual(["https://qr.example.com/shop/"]);
    }));
});
