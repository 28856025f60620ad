import type { Emulator } from "../../emulator";
import { describeWithCli, live, writes } from "../engine/support";
import { withExample } from "./example";

const SHOP = { prefix: "https://qr.example.com/shop/", path: "pages/shop/index" };

const DOOR = { "https://qr.example.com/shop/": "pages/shop/index" };
const table = (number: number) => ({
  [`https://qr.example.com/table/${number}`]: `pages/order/index?table=${number}`,
});

describeWithCli("the example typescript-program", () => {
  test("installs the tarball as npm does, compiles, and deletes just the rule of the table that was taken away", () =>
    withExample("typescript-program", async (example, emulator) => {
      const install = await example.shell("npm install --prefer-offline --no-audit --no-fund && npx tsc");
      expect(install).toMatchObject({ exitCode: 0 });
      await example.init();
      await example.up();
      expect(live(emulator)).toEqual({ ...DOOR, ...table(1), ...table(2), ...table(3) });
      expect(await example.succeed("stack", "output", "doorPrefix")).toContain("https://qr.example.com/shop/");

      const before = emulator.calls().length;
      await example.succeed("config", "set", "tables", "2");
      await example.up();
      expect(writes(emulator, before)).toEqual([["qrcodejumpdelete", { prefix: "https://qr.example.com/table/3" }]]);
    }));
});

describeWithCli("the example third-party-platform", () => {
  const UP = ["up", "--yes", "--skip-preview"];
  const platform = (emulator: Emulator) => ({
    WECHAT_ENDPOINT: emulator.url,
    COMPONENT_APP_SECRET: "emulator-secret",
    COMPONENT_VERIFY_TICKET: "ticket@@@1",
  });

  test("fetches the platform's token in each run, keeps it nowhere, and works on the authorizer's account", () =>
    withExample(
      "third-party-platform",
      async (example, emulator) => {
        example.linkPackages();
        await example.init();
        example.unset("wechat-qr-jump:appSecret");
        example.env = platform(emulator);
        await example.up();
        expect(emulator.state().rules).toMatchObject([{ account: "wx0123456789abcdef", ...SHOP, state: 2 }]);
        await example.destroy();
        expect(live(emulator)).toEqual({});
      },
      { authorizers: ["wx0123456789abcdef"] },
    ));

  test("stops before anything is sent where the platform has no verify ticket, with WeChat's reason", () =>
    withExample("third-party-platform", async (example, emulator) => {
      example.linkPackages();
      await example.init();
      const output = await example.fail(UP, { ...platform(emulator), COMPONENT_VERIFY_TICKET: "" });
      expect(output.replace(/\s+/g, " ")).toMatch(
        /run wechat-qr-jump:componentAccessTokenCommand: 61006 the third-party platform's component_verify_ticket is wrong/,
      );
      expect(writes(emulator)).toEqual([]);
    }));
});
