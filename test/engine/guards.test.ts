import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { ACCOUNT, type Stack } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const TWELVE = Array.from({ length: 12 }, (_, n) => `https://qr.example.com/${n}`);
const yaml = (prefixes: string[]): string =>
  prefixes.map((prefix) => `- {prefix: "${prefix}", path: pages/index/index}`).join("\n");

/** Expects the same refusal at preview and without one, no write, and the state as it was. */
async function refused(stack: Stack, emulator: Emulator, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const before = emulator.calls().length;
  const recorded = await stack.resources();
  await stack.fail(["preview"], env);
  await stack.fail(["up", "--yes"], env);
  const output = await stack.fail(["up", "--yes", "--skip-preview"], env);
  expect(writes(emulator, before)).toEqual([]);
  expect(await stack.resources()).toEqual(recorded);
  return output.replace(/\s+/g, " ");
}

describeWithCli("the guard against mass deletion", () => {
  test("refuses more than 30 % of ten or more rules, names numbers, rules and override, and obeys the override", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml(TWELVE));
      await stack.up();

      stack.writeRules(yaml(TWELVE.slice(4)));
      const sentence = await refused(stack, emulator);
      expect(sentence).toContain("This change deletes 4 of the stack's 12 rules in WeChat");
      expect(sentence).toContain(`Nothing was changed. It would delete ${TWELVE.slice(0, 4).join(", ")}.`);
      expect(sentence).toContain("set WECHAT_MAX_DELETES=4 for this run, or name the rules in WECHAT_ALLOW_DELETE");

      stack.set("wechat-qr-jump:maxDeletes", 3);
      expect(await refused(stack, emulator)).toContain("maxDeletes allows 3");
      expect((await stack.run(["up", "--yes", "--skip-preview"], { WECHAT_MAX_DELETES: "4" })).exitCode).toBe(0);
      expect(Object.keys(live(emulator)).sort()).toEqual(TWELVE.slice(4).sort());
    }));

  test("lets rules go that are named in the stack file or for one run, and counts the others", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml(TWELVE));
      await stack.up();
      stack.writeRules(yaml(TWELVE.slice(8)));
      stack.set("wechat-qr-jump:allowDelete", TWELVE.slice(0, 4));
      expect(await refused(stack, emulator)).toContain("This change deletes 4 of the stack's 12 rules in WeChat");
      const four = { WECHAT_ALLOW_DELETE: TWELVE.slice(4, 8).join(",") };
      expect(await refused(stack, emulator, four)).toContain(`It would delete ${TWELVE.slice(0, 4).join(", ")}.`);
      stack.set("wechat-qr-jump:allowDelete", TWELVE.slice(0, 8));
      stack.set("wechat-qr-jump:maxDeletes", 0);
      await stack.succeed("up", "--yes");
      expect(Object.keys(live(emulator)).sort()).toEqual(TWELVE.slice(8).sort());
    }));

  test("refuses an empty list and a missing one, also of few rules and without credentials, but not destroy", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml(TWELVE.slice(0, 3)));
      await stack.up();

      stack.set("wechat-qr-jump:rules", []);
      const sentence = await refused(stack, emulator);
      expect(sentence).toContain("This change deletes 3 of the stack's 3 rules in WeChat");
      expect(sentence).toContain("the list of rules is empty or missing, which may be a mistake");
      stack.unset("wechat-qr-jump:rules");
      expect(await refused(stack, emulator)).toContain("This change deletes 3 of the stack's 3 rules in WeChat");
      stack.unset("wechat-qr-jump:appSecret");
      expect(await stack.fail(["preview"])).toMatch(/3\s+of\s+the\s+stack's\s+3\s+rules/);

      const before = emulator.calls().length;
      await stack.destroy();
      expect(writes(emulator, before)).toHaveLength(3);
    }));

  test("lets a list be emptied when as many deletes are allowed, and then finds nothing to do", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml(TWELVE.slice(0, 2)));
      await stack.up();
      stack.set("wechat-qr-jump:rules", []);
      stack.set("wechat-qr-jump:maxDeletes", 2);
      await stack.up();
      expect(live(emulator)).toEqual({});
      expect(stack.transcript).toContain("Pulumi.dev.yaml: the list of rules is empty; no rule is declared");
      stack.unset("wechat-qr-jump:maxDeletes");
      expect(await stack.up()).toMatch(/1 unchanged/);
    }));
});

describeWithCli("the guards that look at WeChat", () => {
  test("refuse, all at once, rules that are live and differ, and unpublished rules below published ones", () =>
    withStack(async (stack, emulator) => {
      emulator.putRules([
        { account: ACCOUNT, prefix: "https://qr.example.com/shop/", path: "pages/old/index", state: 2 },
        { account: ACCOUNT, prefix: "https://qr.example.com/bus/", path: "pages/bus/index", state: 2 },
      ]);
      stack.writeRules(`
        - {prefix: "https://qr.example.com/shop/", path: pages/new/index}
        - {prefix: "https://qr.example.com/bus/9", path: pages/bus/nine, published: false}
        - {prefix: "https://qr.example.com/fine", path: pages/fine/index}`);
      const sentences = await refused(stack, emulator);
      expect(sentences).toContain(
        "create https://qr.example.com/shop/: the account already has this rule: it opens pages/old/index",
      );
      expect(sentences).toContain(
        "https://qr.example.com/bus/9 is not to be published, but would take over codes that https://qr.example.com/bus/ opens",
      );

      stack.set("wechat-qr-jump:onExisting", "adopt");
      stack.set("wechat-qr-jump:allowShadowing", true);
      await stack.up();
      expect(live(emulator)).toEqual({
        "https://qr.example.com/shop/": "pages/new/index",
        "https://qr.example.com/bus/": "pages/bus/index",
        "https://qr.example.com/bus/9": "pages/bus/nine (unpublished)",
        "https://qr.example.com/fine": "pages/fine/index",
      });
      stack.unset("wechat-qr-jump:allowShadowing");
      expect(await stack.up()).toMatch(/4 unchanged/);
    }));
});

describeWithCli("a program that declares its own list of rules", () => {
  test("has the same checks and guards, and gets the resources", () =>
    withStack(async (stack, emulator) => {
      const declare = (rules: object[]): void =>
        writeFileSync(
          join(stack.folder, "own.js"),
          `const { declareRules } = require("pulumi-wechat-qr-jump");
           module.exports = async () => ({ ids: (await declareRules(${JSON.stringify(rules)})).map(({ id }) => id) });`,
        );
      const project = join(stack.folder, "Pulumi.yaml");
      writeFileSync(project, readFileSync(project, "utf8").replace("main: program.js", "main: own.js"));
      const rules = TWELVE.map((prefix) => ({ prefix, path: "pages/index/index" }));
      declare(rules);
      await stack.up();
      expect(JSON.parse(await stack.succeed("stack", "output", "ids", "--json"))).toEqual(TWELVE);

      declare(rules.slice(6));
      expect(await refused(stack, emulator)).toContain("This change deletes 6 of the stack's 12 rules in WeChat");
      declare([...rules, { prefix: `${TWELVE[0]}/`, path: "/pages/index" }, ...rules.slice(0, 1)]);
      const sentences = await refused(stack, emulator);
      expect(sentences).toContain('path starts with "/"');
      expect(sentences).toContain(`prefix ${TWELVE[0]} is already at`);
    }));
});
