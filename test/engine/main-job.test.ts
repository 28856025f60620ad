import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT, SECRET } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const DOOR = "http://weixin.qq.com/q/02P5KzM_door";
const APPID = "wxe5f52902cf4de896";
const SHOP = "https://qr.example.com/shop/";
const BUS = "https://qr.example.com/bus";

const door = `- {prefix: "${DOOR}", appid: ${APPID}, path: pages/index/index}`;
const shop = `- {prefix: "${SHOP}", path: pages/shop/index}`;
const bus = `- {prefix: "${BUS}", path: pages/bus/index}`;
const all = [door, shop, bus].join("\n");

describeWithCli("the main job on the real engine", () => {
  test("makes every rule of the stack file live, writes nothing on the next up, and does not mind another order", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(all);
      await stack.up();
      expect(live(emulator)).toEqual({
        [DOOR]: "pages/index/index",
        [SHOP]: "pages/shop/index",
        [BUS]: "pages/bus/index",
      });
      expect(emulator.state().publishQuotaLeft).toBe(97);

      const before = emulator.calls().length;
      expect(await stack.up()).toMatch(/4 unchanged/);
      stack.writeRules([bus, door, shop].join("\n"));
      expect(await stack.succeed("preview", "--expect-no-changes")).toMatch(/4 unchanged/);
      expect(await stack.up()).toMatch(/4 unchanged/);
      expect(writes(emulator, before)).toEqual([]);
    }));

  test("exports what other stacks and pipelines may want to know, the rules only on demand, and nothing live", () =>
    withStack(async (stack, emulator) => {
      const outputs = async (): Promise<unknown> => JSON.parse(await stack.succeed("stack", "output", "--json"));
      stack.writeRules([door, shop, `${bus.slice(0, -1)}, published: false}`].join("\n"));
      expect(await stack.up()).toContain("This run needs 2 of the 100 publishes left this month.");
      expect(await outputs()).toEqual({ ruleCount: 3, publishedCount: 2 });

      stack.set("wechat-qr-jump:exportRules", "true");
      emulator.setQuotaLeft(50, ACCOUNT);
      const second = await stack.up();
      expect(second).not.toContain("publishes left this month");
      expect(second).not.toMatch(/[+~-] (ruleCount|publishedCount)/);
      expect(await outputs()).toEqual({
        ruleCount: 3,
        publishedCount: 2,
        rules: {
          [DOOR]: { path: "pages/index/index", appid: APPID, published: true },
          [SHOP]: { path: "pages/shop/index", published: true },
          [BUS]: { path: "pages/bus/index", published: false },
        },
      });
    }));

  test("follows a saved plan also where others have published since", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(all);
      await stack.succeed("preview", "--save-plan", "plan.json");
      emulator.setQuotaLeft(60, ACCOUNT);
      emulator.putRules([{ account: ACCOUNT, prefix: `${SHOP}theirs/`, path: "pages/theirs/index", state: 2 }]);
      await stack.up("--plan", "plan.json");
      expect(live(emulator)).toMatchObject({ [DOOR]: "pages/index/index", [SHOP]: "pages/shop/index" });
    }));

  test("prints a screen at most for many rules without changes, and one line for all of them as they are made", () =>
    withStack(async (stack, emulator) => {
      emulator.setOptions({ limit: "off" });
      stack.writeRules(Array.from({ length: 60 }, (_, n) => `- {prefix: "${SHOP}${n}", path: pages/a}`).join("\n"));
      // A slow machine has more lines of progress: Pulumi's "@ updating....", and one of the provider every 5 seconds.
      const lines = (output: string): string[] =>
        output.split("\n").filter((line) => line !== "" && !/^\s*@ |\d+ of 60 rules done/.test(line));
      const made = lines(await stack.up());
      expect(made.filter((line) => !line.includes("QrCodeJumpRule")).length).toBeLessThan(30);
      expect(lines(await stack.up()).length).toBeLessThan(30);
      expect(lines(await stack.succeed("preview")).length).toBeLessThan(30);
    }));

  test("deletes exactly the rules that were cut from the stack file, with the bodies that WeChat documents", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(all);
      await stack.up();
      let before = emulator.calls().length;
      stack.writeRules([shop, bus].join("\n"));
      await stack.up();
      expect(writes(emulator, before)).toEqual([["qrcodejumpdelete", { prefix: DOOR, appid: APPID }]]);

      before = emulator.calls().length;
      stack.writeRules(shop);
      await stack.up();
      expect(writes(emulator, before)).toEqual([["qrcodejumpdelete", { prefix: BUS }]]);
      expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/index" });
    }));

  test("replaces a published rule whose path was edited by delete, add and publish, and leaves the others alone", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(all);
      await stack.up();
      const before = emulator.calls().length;
      stack.writeRules([door.replace("pages/index/index", "pages/index/new?id=3"), shop, bus].join("\n"));
      await stack.up();
      expect(writes(emulator, before)).toEqual([
        ["qrcodejumpdelete", { prefix: DOOR, appid: APPID }],
        ["qrcodejumpadd", { prefix: DOOR, appid: APPID, path: "pages/index/new?id=3", is_edit: 0 }],
        ["qrcodejumppublish", { prefix: DOOR }],
      ]);
      expect(live(emulator)[DOOR]).toBe("pages/index/new?id=3");
    }));

  test("keeps a code alive whose rule is given a name, and replaces a named rule whose prefix changes, the new one first", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(shop);
      await stack.up();
      let before = emulator.calls().length;
      stack.writeRules(`- {name: shop, prefix: "${SHOP}", path: pages/shop/index}`);
      await stack.up();
      expect(writes(emulator, before)).toEqual([]);
      expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/index" });
      expect((await stack.resources()).map(({ urn }) => urn.split("::").pop())).toEqual(["shop"]);

      before = emulator.calls().length;
      stack.writeRules(`- {name: shop, prefix: "${BUS}", path: pages/shop/index}`);
      await stack.up();
      expect(writes(emulator, before).map(([endpoint]) => endpoint)).toEqual([
        "qrcodejumpadd",
        "qrcodejumppublish",
        "qrcodejumpdelete",
      ]);
      expect(live(emulator)).toEqual({ [BUS]: "pages/shop/index" });
    }));

  test("shows what was changed behind its back and heals it", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(all);
      await stack.up();
      await stack.succeed("refresh", "--preview-only", "--expect-no-changes");

      emulator.putRules([{ account: ACCOUNT, prefix: SHOP, path: "pages/wrong/index", state: 2 }]);
      emulator.deleteRules([{ account: ACCOUNT, prefix: BUS }]);
      const drift = await stack.fail(["refresh", "--preview-only", "--expect-no-changes", "--diff"]);
      expect(drift).toContain(BUS);
      expect(drift).toContain("pages/wrong/index");

      await stack.up("--refresh");
      expect(live(emulator)).toEqual({
        [DOOR]: "pages/index/index",
        [SHOP]: "pages/shop/index",
        [BUS]: "pages/bus/index",
      });
      await stack.succeed("refresh", "--preview-only", "--expect-no-changes");
    }));

  test("leaves nothing behind after destroy, neither in WeChat nor in the state", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(all);
      await stack.up();
      const before = emulator.calls().length;
      await stack.destroy();
      expect(writes(emulator, before)).toHaveLength(3);
      expect(live(emulator)).toEqual({});
      expect(await stack.resources()).toEqual([]);
    }));

  test("runs the code that is installed at destroy, not the code of the last up", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(all);
      await stack.up();
      const lifecycle = join(stack.folder, "dist", "lifecycle.js");
      const mark = join(stack.folder, "new-code-ran");
      const code = `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "yes");\n`;
      writeFileSync(lifecycle, code + readFileSync(lifecycle, "utf8"));
      await stack.destroy();
      expect(readFileSync(mark, "utf8")).toBe("yes");
      expect(live(emulator)).toEqual({});
    }));

  test("works after the project was moved to another folder", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(shop);
      await stack.up();
      stack.moveTo(`${stack.folder}-moved`);
      await stack.succeed("refresh", "--yes", "--skip-preview");
      await stack.destroy();
      expect(live(emulator)).toEqual({});
    }));

  test("is searched for secrets by a check that finds them", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(shop);
      await stack.up();
      const planted = [join(stack.folder, "secret.txt"), join(stack.backend, "token.txt")];
      [SECRET, emulator.tokens()[0] ?? ""].forEach((text, index) => writeFileSync(planted[index] ?? "", `= ${text};`));
      expect(stack.leaks().sort()).toEqual(planted.sort());
      planted.forEach((file) => rmSync(file));
    }));

  test("stores little more than the rule itself: a short constant text to load the provider", () =>
    withStack(async (stack) => {
      stack.writeRules(all);
      await stack.up();
      const texts = new Set((await stack.resources()).map(({ inputs }) => inputs["__provider"]));
      expect(texts.size).toBe(1);
      expect(String([...texts][0]).length).toBeLessThan(130);
    }));
});
