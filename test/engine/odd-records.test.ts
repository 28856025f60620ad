import { ACCOUNT } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const [SHOP, BUS, NEW] = ["shop", "bus", "new"].map((name) => `https://qr.example.com/${name}`) as [
  string,
  string,
  string,
];
const yaml = (pages: Record<string, string>): string =>
  Object.entries(pages)
    .map(([prefix, path]) => `- {prefix: "${prefix}", path: ${path}}`)
    .join("\n");
const odd = (prefix: string) => ({ prefix, path: null, state: 2, debug_url: "text" });

describeWithCli("a record of WeChat's that is no rule as documented", () => {
  test("stops no command, and is named, where it is somebody else's", () =>
    withStack(async (stack, emulator) => {
      emulator.setOptions({ oddRecords: [{ account: ACCOUNT, record: odd("https://else.example/") }] });
      stack.writeRules(yaml({ [SHOP]: "pages/a", [BUS]: "pages/a" }));
      expect(await stack.up()).toContain(
        "read https://else.example/: what WeChat lists for it is not a rule as documented",
      );
      stack.writeRules(yaml({ [SHOP]: "pages/b" }));
      await stack.up();
      expect(live(emulator)).toEqual({ [SHOP]: "pages/b" });
      await stack.succeed("refresh", "--yes", "--skip-preview");
      await stack.destroy();
      expect(live(emulator)).toEqual({});
    }));

  test("concerns its own rule alone, where it is in the place of one of the stack's", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml({ [SHOP]: "pages/a", [BUS]: "pages/a" }));
      await stack.up();
      const rules = emulator.state().rules.filter(({ prefix }) => prefix === SHOP);
      emulator.putRules(rules.map((rule) => ({ ...rule, shownAs: odd(SHOP) })));

      const from = emulator.calls().length;
      stack.writeRules(yaml({ [SHOP]: "pages/a", [BUS]: "pages/b", [NEW]: "pages/a" }));
      expect(await stack.up()).toContain(
        `read ${SHOP}: what WeChat lists for it is not a rule as documented: path is null`,
      );
      expect(writes(emulator, from).filter(([, body]) => (body as { prefix: string }).prefix === SHOP)).toEqual([]);
      expect(live(emulator)).toEqual({ [SHOP]: "pages/a", [BUS]: "pages/b", [NEW]: "pages/a" });

      stack.writeRules(yaml({ [SHOP]: "pages/c", [BUS]: "pages/b", [NEW]: "pages/a" }));
      expect(await stack.fail(["up", "--yes", "--skip-preview"])).toContain("not a rule as documented");
      expect(live(emulator)[SHOP]).toBe("pages/a");
    }));
});
