import { describeWithCli, live, withStack, writes } from "./support";

const url = (name: string): string => `https://qr.example.com/${name}`;
const rule = (name: string, more = ""): string => `- {prefix: "${url(name)}", path: pages/${name}/index${more}}`;
const urn = (name: string): string =>
  `urn:pulumi:dev::wechat-qr-jump::pulumi-nodejs:dynamic/wechat:QrCodeJumpRule::${url(name)}`;
const THREE = [rule("a"), rule("b"), rule("c")].join("\n");

describeWithCli("what Pulumi's own commands do to live rules", () => {
  test("state delete makes the stack forget a rule, which stays live; the next up takes it back without a write", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(THREE);
      await stack.up();
      const before = emulator.calls().length;
      await stack.succeed("state", "delete", urn("b"), "--yes");
      expect(live(emulator)).toHaveProperty([url("b")]);
      await stack.up();
      expect(writes(emulator, before)).toEqual([]);
      expect(await stack.resources()).toHaveLength(3);
    }));

  test("stack rm --force leaves every rule live, and a new stack takes them over without a write", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(THREE);
      await stack.up();
      const before = emulator.calls().length;
      await stack.succeed("stack", "rm", "--force", "--yes", "--preserve-config", "dev");
      await stack.succeed("stack", "init", "dev");
      await stack.up();
      expect(writes(emulator, before)).toEqual([]);
      expect(await stack.resources()).toHaveLength(3);
    }));

  test("state unprotect lets a rule be deleted that the YAML no longer has", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules([rule("a"), rule("b", ", protect: true")].join("\n"));
      await stack.up();
      stack.writeRules(rule("a"));
      expect(await stack.fail(["up", "--yes"])).toContain("protect");
      expect(live(emulator)).toHaveProperty([url("b")]);
      await stack.succeed("state", "unprotect", urn("b"), "--yes");
      await stack.up();
      expect(Object.keys(live(emulator))).toEqual([url("a")]);
    }));

  test("--target changes only the rule that it names", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(THREE);
      await stack.up();
      stack.writeRules(
        [rule("a").replace("pages/a", "pages/new"), rule("b").replace("pages/b", "pages/new")].join("\n"),
      );
      await stack.up("--target", urn("a"));
      expect(live(emulator)).toEqual({
        [url("a")]: "pages/new/index",
        [url("b")]: "pages/b/index",
        [url("c")]: "pages/c/index",
      });
    }));

  test("--continue-on-error goes on with other rules, but deletes none that the failed one may be to replace", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(THREE);
      await stack.up();
      emulator.setFaults([{ kind: "errcode", code: 85079, match: { endpoint: "qrcodejumppublish", nth: 2 } }]);
      stack.writeRules([rule("d"), rule("e"), rule("a"), rule("b")].join("\n"));
      const output = await stack.fail(["up", "--yes", "--skip-preview", "--continue-on-error", "--parallel", "1"]);
      expect(output).toContain("85079");
      expect(output).toMatch(/failed in this run and may be what is to replace this rule; nothing was deleted/);
      expect(live(emulator)).toMatchObject({ [url("c")]: "pages/c/index" });
      await stack.up();
      expect(Object.keys(live(emulator)).sort()).toEqual([url("a"), url("b"), url("d"), url("e")]);
    }));
});
