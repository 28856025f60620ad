import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { builtPlugin, withPluginStack, type DeclaredSet } from "./plugin-stack";
import { ACCOUNT } from "./stack";
import { describeWithCli, live, writes } from "./support";

const shop = (n: number, more = {}) => ({
  prefix: `https://qr.example.com/shop/${n}`,
  path: `pages/shop/${n}`,
  ...more,
});
const shops = (count: number) => Array.from({ length: count }, (_, n) => shop(n));
const set = (rules: unknown, name = "shops"): DeclaredSet => ({ name, rules });
const UP = ["up", "--yes", "--skip-preview"];
const urn = (name: string) =>
  `urn:pulumi:dev::shop::wechat-qr-jump:index:RuleSet$wechat-qr-jump:index:QrCodeJumpRule::${name}`;

let plugin: string;

beforeAll(async () => {
  plugin = await builtPlugin();
});

afterAll(() => rmSync(plugin, { recursive: true, force: true }));

describeWithCli("a rule set", () => {
  test.each([
    ["as soon as it has asked for the set", "process.exit(0);"],
    ["while the set is being made", "setTimeout(() => process.exit(0), 1_500);"],
  ])("keeps its rules where the program ends %s", (_when, ending) =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll({ sets: [set(shops(12))] });
      await stack.up();
      const from = emulator.calls().length;
      appendFileSync(join(stack.folder, "index.js"), ending);
      emulator.setFaults([{ kind: "hang", when: "before", latencyMs: 3_000, match: { endpoint: "qrcodejumpget" } }]);
      stack.declareAll({ sets: [set(shops(11))] });
      const { output } = await stack.run(UP);
      expect(writes(emulator, from)).toEqual([]);
      expect(output).toMatch(/nothing was deleted|unchanged|error/);
      expect(Object.keys(live(emulator))).toHaveLength(12);
    }),
  );

  test("tells what somebody else has changed, and heals it where it is told to", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll({ sets: [set(shops(2))] });
      await stack.up();
      emulator.putRules([0, 1].map((n) => ({ account: ACCOUNT, ...shop(n), path: "pages/theirs", state: 2 })));
      expect(await stack.up()).toContain("pages/theirs");
      expect(new Set(Object.values(live(emulator)))).toEqual(new Set(["pages/theirs"]));
      stack.env["WECHAT_ON_DRIFT"] = "heal";
      await stack.up();
      expect(live(emulator)).toEqual({ [shop(0).prefix]: shop(0).path, [shop(1).prefix]: shop(1).path });
    }));

  test("keeps a rule that takes another name where only the old one is in the run", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll({ sets: [set(shops(2))] });
      await stack.up();
      const from = emulator.calls().length;
      stack.declareAll({ sets: [set([shop(0), shop(1, { name: "one" })])] });
      await stack.run([...UP, "--target", urn(`shops/${shop(1).prefix}`)]);
      expect(writes(emulator, from)).toEqual([]);
      await stack.up();
      expect(writes(emulator, from)).toEqual([]);
      expect((await stack.resources()).map((one) => one.urn)).toContain(urn("shops/one"));
    }));

  test("is destroyed whole, with the program and without it, but for what is retained or protected", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declareAll({ sets: [set(shops(12))] });
      await stack.up();
      await stack.succeed("destroy", "--yes", "--skip-preview", "--run-program");
      expect(live(emulator)).toEqual({});
      stack.declareAll({ sets: [set([shop(0), shop(1, { retainOnDelete: true }), shop(2, { protect: true })])] });
      await stack.up();
      expect(await stack.fail(["destroy", "--yes", "--skip-preview"])).toContain("protect");
      stack.declareAll({ sets: [set([shop(0), shop(1, { retainOnDelete: true }), shop(2)])] });
      await stack.up();
      await stack.destroy();
      expect(Object.keys(live(emulator))).toEqual([shop(1).prefix]);
    }));
});
