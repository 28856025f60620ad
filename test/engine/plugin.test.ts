import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PLATFORM } from "../emulator/test-client";
import { builtPlugin, withPluginStack, type Declared } from "./plugin-stack";
import { ACCOUNT, SECRET } from "./stack";
import { describeWithCli, live, writes } from "./support";

const OTHER_ACCOUNT = "wx00000000000000aa";
const DOOR = { prefix: "http://weixin.qq.com/q/02P5KzM_door", appid: "wxe5f52902cf4de896", path: "pages/index/index" };
const SHOP = { prefix: "https://qr.example.com/shop/", path: "pages/shop/index" };
const door: Declared = { name: "door", args: DOOR };
const shop: Declared = { name: "shop", args: SHOP };

let plugin: string;

beforeAll(async () => {
  plugin = await builtPlugin();
});

afterAll(() => rmSync(plugin, { recursive: true, force: true }));

describeWithCli("a stack with the plugin", () => {
  // The CLI closes its connection, sends SIGINT at once, and kills what is still there after 5 seconds.
  test("ends by itself at the end of each run", async () => {
    const watched = mkdtempSync(join(tmpdir(), "wechat-qr-jump-watched-"));
    const ends = join(watched, "ends");
    cpSync(plugin, watched, { recursive: true });
    const start = join(watched, "start.js");
    const note = `process.on("exit", () => require("fs").appendFileSync(${JSON.stringify(ends)}, "end\\n"));\n`;
    writeFileSync(start, note + readFileSync(start, "utf8"));
    await withPluginStack(watched, async (stack) => {
      stack.declare([door]);
      for (let run = 0; run < 4; run++) await stack.succeed("preview");
      expect(readFileSync(ends, "utf8")).toBe("end\n".repeat(4));
    });
    rmSync(watched, { recursive: true });
  });

  test("refuses two resources that declare one prefix", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      const again = { name: "again", args: { ...SHOP, path: "pages/other" } };
      const other = `(shop|again) declares ${SHOP.prefix} too, and WeChat has one rule for a prefix; keep one of the two`;
      stack.declare([door, shop, again]);
      for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
        expect(await stack.fail(command)).toMatch(new RegExp(`the resource ${other}`));
      }
      stack.declare([door, again]);
      emulator.reset();
      await stack.succeed("refresh", "--yes", "--skip-preview");
      await stack.up();
      // Another name for the same rule, alone.
      stack.declare([door, { ...again, name: "renamed" }]);
      await stack.up();
      expect(live(emulator)[SHOP.prefix]).toBe("pages/other");
      stack.declareAll({ rules: [{ ...again, name: "renamed" }], sets: [{ name: "set", rules: [again.args] }] });
      expect(await stack.fail(["preview"])).toContain("keep one of the two");
    }));

  test("previews, makes, keeps, edits with a detailed diff, removes, refreshes and destroys rules", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declare([door, shop]);
      expect(await stack.succeed("preview")).toContain("3 to create");
      expect(writes(emulator)).toEqual([]);
      await stack.up();
      expect(live(emulator)).toEqual({ [DOOR.prefix]: DOOR.path, [SHOP.prefix]: SHOP.path });
      expect((await stack.resources()).map(({ outputs }) => outputs["account"])).toEqual([ACCOUNT, ACCOUNT]);

      let from = emulator.calls().length;
      expect(await stack.up()).toContain("3 unchanged");
      expect(writes(emulator, from)).toEqual([]);

      const debugUrls = [`${SHOP.prefix}1`];
      stack.declare([door, { name: "shop", args: { ...SHOP, path: "pages/new", debugUrls } }]);
      const diff = await stack.succeed("preview", "--diff");
      expect(diff).toMatch(/~ path *: "pages\/shop\/index" => "pages\/new"/);
      expect(diff).toMatch(/\+ \[0\]: "https:\/\/qr.example.com\/shop\/1"/);
      expect(diff).not.toMatch(/~ prefix|~ published|openVersion *:.*=>/);
      await stack.up();
      expect(live(emulator)).toEqual({ [DOOR.prefix]: DOOR.path, [SHOP.prefix]: "pages/new" });

      from = emulator.calls().length;
      stack.declare([{ name: "shop", args: { ...SHOP, path: "pages/new", debugUrls } }]);
      await stack.up();
      expect(writes(emulator, from)).toEqual([["qrcodejumpdelete", { prefix: DOOR.prefix, appid: DOOR.appid }]]);

      emulator.putRules([{ account: ACCOUNT, prefix: SHOP.prefix, path: "pages/drifted", state: 2 }]);
      expect(await stack.succeed("refresh", "--preview-only", "--diff")).toMatch(
        /path *: "pages\/new" => "pages\/drifted"/,
      );
      await stack.succeed("refresh", "--yes", "--skip-preview");
      expect((await stack.resources())[0]?.outputs["path"]).toBe("pages/drifted");
      await stack.up();
      expect(live(emulator)).toEqual({ [SHOP.prefix]: "pages/new" });

      stack.declare([]);
      expect(await stack.fail(["up", "--yes", "--skip-preview"])).toContain(
        "the program of this run declared no rule at all",
      );
      expect(live(emulator)).toEqual({ [SHOP.prefix]: "pages/new" });
      await stack.destroy();
      expect(live(emulator)).toEqual({});
      expect(await stack.resources()).toEqual([]);
    }));

  test("says at preview what is wrong with a rule or with a setting, by property, and which publish is one too many", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      emulator.setQuotaLeft(1, ACCOUNT);
      stack.declare([door, shop]);
      expect(await stack.fail(["preview"])).toMatch(/the changes so far need 2 publishes, but the account has 1 left/);
      stack.declare([{ name: "shop", args: { ...SHOP, openVersion: "beta" } }]);
      const wrongRule = await stack.fail(["preview"]);
      expect(wrongRule).toContain("openVersion must be one of development, trial, release");
      await stack.succeed("config", "set", "wechat-qr-jump:callsPerSecnd", "3");
      expect(await stack.fail(["preview"])).toContain(
        "wechat-qr-jump:callsPerSecnd is not a setting; did you mean wechat-qr-jump:callsPerSecond?",
      );
    }));

  test("keeps a rule that was added but not published, publishes it in the next run, and replaces it for another prefix", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declare([shop]);
      emulator.setOptions({ unreleased: [ACCOUNT] });
      expect(await stack.fail(["up", "--yes", "--skip-preview"])).toContain(
        "85074 the mini program has no released version",
      );
      expect((await stack.resources()).map(({ id, outputs }) => [id, outputs["published"]])).toEqual([
        [SHOP.prefix, false],
      ]);
      emulator.setOptions({ unreleased: [] });
      await stack.up();
      expect(live(emulator)).toEqual({ [SHOP.prefix]: SHOP.path });

      const from = emulator.calls().length;
      const moved = `${SHOP.prefix}new/`;
      stack.declare([{ name: "shop", args: { ...SHOP, prefix: moved } }]);
      expect(await stack.succeed("preview", "--diff")).toMatch(
        /prefix *: "https:\/\/qr.example.com\/shop\/" => "https/,
      );
      await stack.up();
      expect(writes(emulator, from).map(([endpoint]) => endpoint)).toEqual([
        "qrcodejumpadd",
        "qrcodejumppublish",
        "qrcodejumpdelete",
      ]);
      expect(live(emulator)).toEqual({ [moved]: SHOP.path });

      emulator.deleteRules([{ account: ACCOUNT, prefix: moved }]);
      await stack.succeed("refresh", "--yes", "--skip-preview");
      expect(await stack.resources()).toEqual([]);
    }));

  test("imports live rules by their prefix, and those of service accounts by app id and prefix; a function shows what is live", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      emulator.putRules([
        { account: ACCOUNT, ...SHOP, state: 2 },
        { account: ACCOUNT, ...DOOR, state: 2 },
      ]);
      stack.declare([], {}, { name: "getRules", args: { appid: DOOR.appid } });
      await stack.up();
      expect(JSON.parse(await stack.succeed("stack", "output", "--json"))).toEqual({
        answer: { rules: [{ ...DOOR, published: true }] },
      });
      const from = emulator.calls().length;
      const type = "wechat-qr-jump:index:QrCodeJumpRule";
      const importing = (name: string, id: string): string[] => [
        "import",
        type,
        name,
        id,
        "--yes",
        "--skip-preview",
        "--generate-code=false",
        "--protect=false",
      ];
      await stack.succeed(...importing("shop", SHOP.prefix));
      await stack.succeed(...importing("door", `${DOOR.appid},${DOOR.prefix}`));
      expect((await stack.resources()).map(({ id }) => id).sort()).toEqual([DOOR.prefix, SHOP.prefix]);
      stack.declare([door, shop]);
      expect(await stack.up()).toContain("unchanged");
      expect(writes(emulator, from)).toEqual([]);

      expect(await stack.fail(importing("bare", DOOR.prefix))).toContain(
        `import ${DOOR.prefix}: a service-account rule is read by the mini program that it opens; write its app id before`,
      );
      expect(await stack.fail(importing("none", "https://qr.example.com/none"))).toMatch(/does not exist/);
    }));

  test("keeps the arguments of an explicit provider apart from the environment, and its secrets encrypted", () =>
    withPluginStack(
      plugin,
      async (stack, emulator) => {
        stack.env = {
          SHOP_SECRET: SECRET,
          WECHAT_ACCESS_TOKEN: "of-another-account",
          WECHAT_APP_ID: "wx00000000000000bb",
        };
        const args = { endpoint: emulator.url, appId: OTHER_ACCOUNT, appSecret: "$SHOP_SECRET", callsPerSecond: 4 };
        stack.declare([{ ...shop, provider: "other" }], { other: args });
        await stack.up();
        expect(emulator.state().rules).toMatchObject([{ account: OTHER_ACCOUNT, prefix: SHOP.prefix, state: 2 }]);
        expect((await stack.resources())[0]?.outputs["account"]).toBe(OTHER_ACCOUNT);
        const from = emulator.calls().length;
        await stack.up();
        stack.declare([{ ...shop, provider: "other" }], { other: { ...args, callsPerSecond: 5 } });
        await stack.up();
        expect(writes(emulator, from)).toEqual([]);

        stack.declare([{ ...shop, provider: "other" }], { other: { ...args, exportRules: true } });
        expect(await stack.fail(["preview"])).toContain("exportRules is for rules in the stack's YAML");
        await stack.destroy();
        expect(live(emulator)).toEqual({});
      },
      false,
    ));

  test("serves an account of a third-party platform, with its refresh token from a file", () =>
    withPluginStack(
      plugin,
      async (stack, emulator) => {
        const tokens = join(stack.folder, "refresh-tokens.yaml");
        writeFileSync(tokens, `${ACCOUNT}: refreshtoken@@@${ACCOUNT}\n`);
        stack.unset("wechat-qr-jump:appSecret");
        stack.unset("wechat-qr-jump:appId");
        stack.set("wechat-qr-jump:componentAppId", PLATFORM);
        stack.set("wechat-qr-jump:authorizerAppId", ACCOUNT);
        stack.set("wechat-qr-jump:authorizerRefreshTokens", "refresh-tokens.yaml");
        stack.env = { WECHAT_COMPONENT_ACCESS_TOKEN: emulator.issueComponentToken(PLATFORM) };
        stack.declare([shop]);
        await stack.up();
        expect(live(emulator)).toEqual({ [SHOP.prefix]: SHOP.path });
        // The one place where the refresh token is to be.
        rmSync(tokens);
      },
      true,
      { authorizers: [ACCOUNT] },
    ));

  test("moves rules over from dynamic resources without a call that writes", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declare([door, shop].map((one) => ({ ...one, isDynamic: true })));
      await stack.up();
      const from = emulator.calls().length;
      stack.declare([door, shop]);
      expect(await stack.up()).toContain("3 unchanged");
      expect(writes(emulator, from)).toEqual([]);
      expect(new Set((await stack.resources()).map(({ type }) => type))).toEqual(
        new Set(["wechat-qr-jump:index:QrCodeJumpRule"]),
      );
      await stack.succeed("refresh", "--yes", "--skip-preview");
      expect(await stack.exported()).not.toContain("__provider");
      await stack.destroy();
      expect(live(emulator)).toEqual({});
    }));
});
