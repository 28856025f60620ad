import { rmSync } from "node:fs";
import { builtPlugin, withPluginStack, type DeclaredSet } from "./plugin-stack";
import { describeWithCli, live, writes } from "./support";

const DOOR = { prefix: "http://weixin.qq.com/q/02P5KzM_door", appid: "wxe5f52902cf4de896", path: "pages/index/index" };
const shop = (n: number, more = {}) => ({
  prefix: `https://qr.example.com/shop/${n}`,
  path: `pages/shop/${n}`,
  ...more,
});
const shops = (count: number) => Array.from({ length: count }, (_, n) => shop(n));
const set = (rules: unknown, name = "shops"): { sets: DeclaredSet[] } => ({ sets: [{ name, rules }] });

let plugin: string;

beforeAll(async () => {
  plugin = await builtPlugin();
});

afterAll(() => rmSync(plugin, { recursive: true, force: true }));

describeWithCli("a rule set", () => {
  test("makes, keeps, changes, removes, refreshes and destroys its rules", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll(set([DOOR, { ...shop(0), name: "first" }, shop(1, { published: false })]));
      expect(await stack.succeed("preview")).toContain("5 to create");
      expect(writes(emulator)).toEqual([]);
      await stack.up();
      const unpublished = { [shop(1).prefix]: `${shop(1).path} (unpublished)` };
      expect(live(emulator)).toEqual({ [DOOR.prefix]: DOOR.path, [shop(0).prefix]: shop(0).path, ...unpublished });
      const resources = await stack.resources();
      expect(resources.map(({ urn }) => urn.split("::").at(-1))).toEqual(
        expect.arrayContaining(["shops/first", `shops/${DOOR.prefix}`, `shops/${shop(1).prefix}`]),
      );
      expect(await stack.succeed("stack", "output", "shops")).toContain("3");

      let from = emulator.calls().length;
      expect(await stack.up()).toContain("5 unchanged");
      expect(writes(emulator, from)).toEqual([]);

      from = emulator.calls().length;
      stack.declareAll(set([{ ...shop(0, { path: "pages/new" }), name: "first" }, shop(1, { published: false })]));
      await stack.up();
      expect(writes(emulator, from)).toContainEqual(["qrcodejumpdelete", { prefix: DOOR.prefix, appid: DOOR.appid }]);
      expect(live(emulator)).toEqual({ [shop(0).prefix]: "pages/new", ...unpublished });

      emulator.putRules(
        emulator.state().rules.map((rule) => (rule.state === 2 ? { ...rule, path: "pages/drifted" } : rule)),
      );
      await stack.succeed("refresh", "--yes", "--skip-preview");
      await stack.up();
      expect(live(emulator)).toEqual({ [shop(0).prefix]: "pages/new", ...unpublished });
      await stack.destroy();
      expect(emulator.state().rules).toEqual([]);
    }));

  test("has every guard: nothing is changed when the list has lost most of its rules", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll(set(shops(12)));
      await stack.up();
      const from = emulator.calls().length;
      stack.declareAll(set(shops(3)));
      for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
        expect(await stack.fail(command)).toContain("deletes 9 of the stack's 12 rules");
      }
      stack.declareAll(set([]));
      expect(await stack.fail(["up", "--yes", "--skip-preview"])).toContain("the list of rules is empty");
      stack.declareAll({});
      expect(await stack.fail(["up", "--yes", "--skip-preview"])).toContain("no longer declares the rule set");
      stack.declareAll(set(shops(1), "renamed"));
      expect(await stack.fail(["up", "--yes", "--skip-preview"])).toContain("no longer declares the rule set");
      expect(writes(emulator, from)).toEqual([]);
      stack.declareAll({ rules: [{ name: "single", args: DOOR }] });
      expect(await stack.fail(["up", "--yes", "--skip-preview"])).toContain("no longer declares the rule set");
      expect(writes(emulator, from).filter(([endpoint]) => endpoint === "qrcodejumpdelete")).toEqual([]);
      stack.env["WECHAT_MAX_DELETES"] = "12";
      await stack.up();
      expect(live(emulator)).toEqual({ [DOOR.prefix]: DOOR.path });
    }));
});
