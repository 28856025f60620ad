import { rmSync } from "node:fs";
import { builtPlugin, withPluginStack, type DeclaredSet } from "./plugin-stack";
import { ACCOUNT, SECRET } from "./stack";
import { describeWithCli, live, writes } from "./support";

const OTHER_ACCOUNT = "wx00000000000000aa";
const shop = (n: number, more = {}) => ({
  prefix: `https://qr.example.com/shop/${n}`,
  path: `pages/shop/${n}`,
  ...more,
});
const shops = (count: number, more = {}) => Array.from({ length: count }, (_, n) => shop(n, more));
const dynamic = (rules: ReturnType<typeof shop>[]) =>
  rules.map((args) => ({ name: args.prefix, args, isDynamic: true }) as const);
const set = (rules: unknown, name = "shops"): DeclaredSet => ({ name, rules });
const UP = ["up", "--yes", "--skip-preview"];

let plugin: string;

beforeAll(async () => {
  plugin = await builtPlugin();
});

afterAll(() => rmSync(plugin, { recursive: true, force: true }));

describeWithCli("a rule set takes over", () => {
  test("rules of dynamic resources, without a write, unless most of them are missing from the list", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll({ rules: dynamic(shops(12)) });
      await stack.up();
      const from = emulator.calls().length;
      stack.declareAll({ sets: [set(shops(6))] });
      expect(await stack.fail(UP)).toContain("deletes 6 of the stack's 12 rules");
      stack.declareAll({ sets: [set(shops(12))] });
      await stack.up();
      expect(await stack.up()).toContain("14 unchanged");
      expect(writes(emulator, from)).toEqual([]);
      expect(await stack.resources()).toHaveLength(12);
      await stack.succeed("refresh", "--yes", "--skip-preview");
      expect(await stack.exported()).not.toContain("__provider");
    }));

  test("rules of its own kind: single ones, those of another set, and its own under another name", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      const rules = [{ name: "single", args: shop(2) }];
      stack.declareAll({ rules, sets: [set(shops(2), "old"), set([shop(3)], "shops")] });
      await stack.up();
      const from = emulator.calls().length;
      stack.declareAll({ sets: [set([shop(0, { name: "zero" }), shop(1), shop(2), shop(3)])] });
      await stack.up();
      stack.declareAll({ sets: [set(shops(4), "renamed")] });
      await stack.up();
      expect(writes(emulator, from)).toEqual([]);
      const urns = (await stack.resources()).map(({ urn }) => urn.split("::").at(-1));
      expect(urns.sort()).toEqual(shops(4).map(({ prefix }) => `renamed/${prefix}`));
    }));
});

describeWithCli("rule sets", () => {
  test("of different providers keep to their accounts, and may use the same names", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      const other = { endpoint: emulator.url, appId: OTHER_ACCOUNT, appSecret: "$SHOP_SECRET" };
      stack.env = { SHOP_SECRET: SECRET };
      const providers = { other };
      const one = set([shop(0, { name: "door" }), shop(1)], "one");
      const two = { ...set([shop(2, { name: "door" }), shop(3)], "two"), provider: "other" };
      stack.declareAll({ providers, sets: [one, two] });
      await stack.up();
      expect(emulator.state().rules.map(({ account, prefix }) => [account, prefix])).toEqual(
        expect.arrayContaining([
          [ACCOUNT, shop(0).prefix],
          [ACCOUNT, shop(1).prefix],
          [OTHER_ACCOUNT, shop(2).prefix],
          [OTHER_ACCOUNT, shop(3).prefix],
        ]),
      );
      const from = emulator.calls().length;
      stack.declareAll({ providers, sets: [one] });
      expect(await stack.fail(UP)).toContain("no longer declares the rule set");
      stack.declareAll({ providers, sets: [one, { ...two, rules: [shop(3)] }] });
      await stack.up();
      expect(writes(emulator, from)).toEqual([["qrcodejumpdelete", { prefix: shop(2).prefix }]]);
      await stack.destroy();
      expect(emulator.state().rules).toEqual([]);
    }));
});

describeWithCli("a rule set refuses", () => {
  test("before anything is changed: mistakes, too few publishes, what is live otherwise, and says so in one sentence each", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      emulator.putRules([{ account: ACCOUNT, ...shop(1), path: "pages/theirs", state: 2 }]);
      stack.declareAll({ sets: [set([shop(0, { path: "/pages/x" }), shop(1), shop(1), 7, { prefix: "none" }])] });
      const mistakes = await stack.fail(["preview"]);
      expect(mistakes).toContain(
        `rules[0] (${shop(0).prefix}): path starts with “/”; write it without, e.g. pages/index/index.`,
      );
      expect(mistakes).toContain("rules[3]: this is not a rule");
      stack.declareAll({ sets: [set("all of them")] });
      expect(await stack.fail(["preview"])).toContain("rules must be a list of rules.");
      stack.declareAll({ sets: [set(shops(2))] });
      expect(await stack.fail(UP)).toContain(`create ${shop(1).prefix}: the account already has this rule`);
      emulator.setQuotaLeft(1, ACCOUNT);
      stack.declareAll({ sets: [set([shop(2), shop(3)])] });
      expect(await stack.fail(UP)).toContain("needs 2 publishes, but the account has 1 left this month");
      expect(writes(emulator)).toEqual([]);
    }));

  test("an update whose list is not the one of its preview", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll({ sets: [set(shops(3))] }, { sets: [set(shops(2))] });
      const output = await stack.fail(["up", "--yes"]);
      expect(output.replace(/\s+/g, " ")).toContain(
        `The rules have changed since the preview: removed ${shop(2).prefix}. Nothing was changed`,
      );
      expect(writes(emulator)).toEqual([]);
    }));

  test("secrets, which its messages would tell", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll({ sets: [set([shop(0, { path: { $secret: "pages/hidden/page" } })])] });
      const output = await stack.fail(["preview"]);
      expect(output).toContain("The rules are secret, wholly or in part");
      expect(output).not.toContain("hidden");
      expect(writes(emulator)).toEqual([]);
    }));
});

describeWithCli("a rule set whose rules depend on other resources", () => {
  test("is previewed without the guards, and has them all in the update", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      const base = { prefix: "https://qr.example.com/base/", path: "pages/base" };
      const below = { ...base, prefix: `${base.prefix}door/`, name: "door" };
      const rules = [{ name: "base", args: { ...base, prefix: `${below.prefix}1` } }];
      const list = [{ ...below, debugUrls: [{ $id: "base" }] }, ...shops(11)];
      stack.declareAll({ rules, sets: [set(list)] });
      const preview = await stack.succeed("preview");
      expect(preview.replace(/\s+/g, " ")).toContain("The rules are previewed without the guards");
      expect(preview).toContain("shops/door");
      await stack.succeed("up", "--yes");
      expect(Object.keys(live(emulator))).toHaveLength(13);
      expect(await stack.succeed("up", "--yes")).toContain("15 unchanged");
      const from = emulator.calls().length;
      stack.declareAll({ rules, sets: [set([{ ...below, debugUrls: [{ $id: "base" }] }])] });
      expect(await stack.fail(["up", "--yes"])).toContain("deletes 11 of the stack's 12 rules");
      expect(writes(emulator, from)).toEqual([]);
    }));

  test("is refused in an update that does not know them, since their resource is not part of it", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll({ sets: [set([shop(0), shop(1)])] });
      await stack.up();
      const from = emulator.calls().length;
      const below = { prefix: "https://qr.example.com/base/", path: "pages/base" };
      const rules = [{ name: "base", args: { ...below, prefix: `${below.prefix}1` } }];
      stack.declareAll({ rules, sets: [set([shop(0), { ...below, debugUrls: [{ $id: "base" }] }])] });
      const rule = "wechat-qr-jump:index:RuleSet$wechat-qr-jump:index:QrCodeJumpRule";
      const targets = [0, 1].flatMap((n) => ["--target", `urn:pulumi:dev::shop::${rule}::shops/${shop(n).prefix}`]);
      expect(await stack.fail([...UP, ...targets])).toContain("values of the rules are not known in this update");
      expect(writes(emulator, from)).toEqual([]);
    }));

  test("deletes none where one of its rules cannot be made, and makes it in the next run", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll({ sets: [set(shops(3))] });
      await stack.up();
      const from = emulator.calls().length;
      emulator.setFaults([{ kind: "errcode", code: 85066, match: { endpoint: "qrcodejumpadd" } }]);
      stack.declareAll({ sets: [set([shop(0), shop(1), shop(5)])] });
      expect(await stack.fail(UP)).toContain("85066");
      expect(writes(emulator, from).map(([endpoint]) => endpoint)).not.toContain("qrcodejumpdelete");
      emulator.setFaults([]);
      await stack.up();
      expect(Object.keys(live(emulator)).sort()).toEqual([shop(0).prefix, shop(1).prefix, shop(5).prefix]);
    }));
});
