import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeWithCli, live, writes } from "../engine/support";
import { withExample } from "./example";

const SHOP = { prefix: "https://qr.example.com/shop/", path: "pages/shop/index" };
const REFRESH_TOKEN = "refreshtoken@@@wx0123456789abcdef";

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
  test("fetches the platform's token for each run, keeps it nowhere, and works on the authorizer's account", () =>
    withExample("third-party-platform", async (example, emulator) => {
      example.linkPackages();
      await example.init();
      await example.succeed("config", "set", "--secret", "wechat-qr-jump:authorizerRefreshToken", REFRESH_TOKEN);
      const platform = {
        WECHAT_ENDPOINT: emulator.url,
        COMPONENT_APP_SECRET: "emulator-secret",
        COMPONENT_VERIFY_TICKET: "ticket@@@1",
      };
      const up = await example.shell("./deploy.sh up --yes --skip-preview --non-interactive", platform);
      expect(up).toMatchObject({ exitCode: 0 });
      expect(emulator.state().rules).toMatchObject([{ account: "wx0123456789abcdef", ...SHOP, state: 2 }]);

      const destroy = await example.shell("./deploy.sh destroy --yes --skip-preview --non-interactive", platform);
      expect(destroy).toMatchObject({ exitCode: 0 });
      expect(live(emulator)).toEqual({});
    }));

  test("stops before anything is sent where the platform has no verify ticket", () =>
    withExample("third-party-platform", async (example, emulator) => {
      const { exitCode, output } = await example.shell("node component-token.mjs", {
        WECHAT_ENDPOINT: emulator.url,
        WECHAT_COMPONENT_APP_ID: "wxc0ffee0123456789",
        COMPONENT_APP_SECRET: "emulator-secret",
      });
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/no component access token: 61006/);
      expect(readFileSync(join(example.folder, "deploy.sh"), "utf8")).toMatch(/set -euo pipefail/);
    }));
});
