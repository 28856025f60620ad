import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT } from "../engine/stack";
import { describeWithCli, live, writes } from "../engine/support";
import { withExample } from "./example";

describeWithCli("the example many-rules", () => {
  test("makes the rules of all teams live, and names file and line of a team's mistake", () =>
    withExample("many-rules", async (example, emulator) => {
      example.linkPackages();
      expect(await example.shell("npx wechat-qr-jump check")).toMatchObject({ exitCode: 0 });
      await example.init();
      await example.up();
      expect(live(emulator)).toEqual({
        "https://qr.example.com/shop/": "pages/shop/index",
        "https://qr.example.com/shop/door": "pages/door/index",
        "https://qr.example.com/bus": "pages/bus/index",
        "https://qr.example.com/ferry": "pages/ferry/index (unpublished)",
      });

      const file = join(example.folder, "rules", "transport.yaml");
      writeFileSync(file, readFileSync(file, "utf8").replace("path: pages/bus", "page: pages/bus"));
      expect(await example.fail(["preview"])).toMatch(/rules\/transport\.yaml:3/);
    }));
});

describeWithCli("the example import-existing", () => {
  test("takes over 40 rules that were made by hand, without a write and with the file's comment kept", () =>
    withExample("import-existing", async (example, emulator) => {
      const byHand = Array.from({ length: 40 }, (_, index) => ({
        account: ACCOUNT,
        prefix: `https://qr.example.com/table/${index + 1}`,
        path: `pages/order/index?table=${index + 1}`,
        state: 2 as const,
      }));
      emulator.putRules(byHand);
      example.linkPackages();
      await example.init();
      expect(await example.shell("npx wechat-qr-jump import --stack dev")).toMatchObject({ exitCode: 0 });
      expect(await example.up()).toMatch(/41 created/);
      expect(writes(emulator)).toEqual([]);
      expect(await example.resources()).toHaveLength(40);
      expect(readFileSync(example.file, "utf8")).toContain("# Whose codes these are is said once.");
    }));
});
