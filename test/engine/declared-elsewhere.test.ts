import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import type { Stack } from "./stack";
import { describeWithCli, live, publishesSpent, withStack, writes } from "./support";

const UP = ["up", "--yes", "--skip-preview"] as const;
const APPID = "wxe5f52902cf4de896";
const OTHER_APPID = "wxe5f52902cf4de897";
const url = (name: string): string =>
  name.startsWith("q") ? `http://weixin.qq.com/q/02P5KzM_${name}` : `https://qr.example.com/${name}`;

interface Rule {
  name?: string;
  prefix: string;
  path?: string;
  appid?: string;
}

const rule = ({ path = "pages/index/index", prefix, ...more }: Rule): object => ({
  ...more,
  prefix: url(prefix),
  path,
});

function declare(stack: Stack, ...rules: (string | Rule)[]): void {
  stack.set(
    "wechat-qr-jump:rules",
    rules.map((one) => rule(typeof one === "string" ? { prefix: one } : one)),
  );
}

const urn = (name: string): string =>
  `urn:pulumi:dev::wechat-qr-jump::pulumi-nodejs:dynamic/wechat:QrCodeJumpRule::${name}`;

const names = async (stack: Stack): Promise<string[]> =>
  (await stack.resources()).map((resource) => resource.urn.split("::").slice(3).join("::")).sort();

/** Expects a command to fail, to delete nothing in WeChat, and to keep a resource in the state. @returns what it printed, in one line. */
async function refuses(stack: Stack, emulator: Emulator, kept: string, ...args: string[]): Promise<string> {
  const from = emulator.calls().length;
  const output = await stack.fail(args);
  expect(writes(emulator, from).filter(([endpoint]) => endpoint === "qrcodejumpdelete")).toEqual([]);
  expect(await names(stack)).toContain(kept);
  return output.replace(/\s+/g, " ");
}

describeWithCli(
  "a live rule that the stack declares under another name, and that only part of the run is to touch",
  () => {
    test("keeps its code and its old resource, whichever way the new one is left out; a whole run then drops the old one", () =>
      withStack(async (stack, emulator) => {
        declare(stack, "a", "b", "c", { name: "dee", prefix: "d" });
        await stack.up();
        declare(stack, { name: "ay", prefix: "a" }, { name: "bee", prefix: "b" }, "c", "d");
        const refusal = await refuses(stack, emulator, url("a"), ...UP, "--target", urn(url("a")));
        expect(refusal).toContain(
          `delete ${url("a")}: the stack still declares this rule, by the resource "ay", which is not part of this run`,
        );
        await refuses(stack, emulator, url("b"), ...UP, "--exclude", urn("bee"));
        await refuses(stack, emulator, url("b"), ...UP, "--target", urn(url("b")), "--target", urn(url("c")));
        await refuses(stack, emulator, url("b"), ...UP, "--target", urn(url("b")), "--target", urn("ay"));
        expect(Object.keys(live(emulator)).sort()).toEqual(["a", "b", "c", "d"].map(url));

        const from = emulator.calls().length;
        await stack.up();
        expect(writes(emulator, from)).toEqual([]);
        expect(await names(stack)).toEqual(["ay", "bee", url("c"), url("d")]);
        expect(await stack.up()).toMatch(/5 unchanged/);
      }));

    test("is still deleted where deleting is meant: --target of a rule that is cut, destroy with and without the program", () =>
      withStack(async (stack, emulator) => {
        declare(stack, "a", "b", { name: "sea", prefix: "c" }, "d");
        await stack.up();
        declare(stack, "b", { name: "sea", prefix: "c" }, "d");
        await stack.up("--target", urn(url("a")));
        expect(Object.keys(live(emulator)).sort()).toEqual(["b", "c", "d"].map(url));
        await stack.destroy("--run-program", "--target", urn("sea"));
        expect(Object.keys(live(emulator)).sort()).toEqual(["b", "d"].map(url));
        declare(stack, { name: "bee", prefix: "b" }, "c", "d");
        await stack.succeed("down", "--yes", "--run-program");
        expect(live(emulator)).toEqual({});
        expect(await stack.resources()).toEqual([]);
      }));
  },
);

describeWithCli("with --continue-on-error, a run in which a rule could not be made", () => {
  test("deletes no rule, since the one that failed may be its successor; the next run does", () =>
    withStack(async (stack, emulator) => {
      declare(stack, "a", "b", "c");
      await stack.up();
      declare(stack, "a2", "b", "c");
      emulator.setFaults([{ kind: "errcode", code: 85076, match: { endpoint: "qrcodejumpadd", every: 1 } }]);
      const refusal = await refuses(stack, emulator, url("a"), ...UP, "--continue-on-error");
      expect(refusal).toContain(
        `delete ${url("a")}: ${url("a2")} failed in this run and may be what is to replace this rule`,
      );
      // Added and not published: its page opens nothing yet.
      emulator.setFaults([{ kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish", every: 1 } }]);
      await refuses(stack, emulator, url("a"), ...UP, "--continue-on-error");
      expect(live(emulator)[url("a")]).toBe("pages/index/index");
      // And still not: this time by an update.
      await refuses(stack, emulator, url("a"), ...UP, "--continue-on-error");
      emulator.setFaults([]);
      await stack.up();
      expect(Object.keys(live(emulator)).sort()).toEqual(["a2", "b", "c"].map(url));
    }));

  test("keeps a named rule that could not be replaced, and a rule of a program whose successor is malformed", () =>
    withStack(async (stack, emulator) => {
      declare(stack, { name: "one", prefix: "a" }, "b");
      await stack.up();
      declare(stack, { name: "one", prefix: "a2" });
      emulator.setFaults([{ kind: "errcode", code: 85076, match: { endpoint: "qrcodejumpadd", every: 1 } }]);
      await refuses(stack, emulator, "one", ...UP, "--continue-on-error");
      emulator.setFaults([]);
      writeFileSync(
        join(stack.folder, "own.js"),
        `const { QrCodeJumpRule } = require("pulumi-wechat-qr-jump");
         module.exports = async () => {
           new QrCodeJumpRule("one", { prefix: "${url("a")}", path: "pages/index/index" });
           new QrCodeJumpRule("b2", { prefix: "${url("b2")}", path: "/pages/index/index" });
         };`,
      );
      const project = join(stack.folder, "Pulumi.yaml");
      writeFileSync(project, readFileSync(project, "utf8").replace("main: program.js", "main: own.js"));
      expect(await refuses(stack, emulator, url("b"), ...UP, "--continue-on-error")).toContain("path starts with");
      expect(Object.keys(live(emulator)).sort()).toEqual(["a", "b"].map(url));
    }));

  test("keeps the old resource of a rule whose renaming failed, and what it says of it is true", () =>
    withStack(async (stack, emulator) => {
      declare(stack, "a", "b");
      await stack.up();
      declare(stack, { name: "ay", prefix: "a" }, "b");
      // The program reads first.
      emulator.setFaults(
        [2, 3, 4, 5].map((nth) => ({ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", nth } })),
      );
      const refusal = await refuses(stack, emulator, url("a"), ...UP, "--continue-on-error");
      expect(refusal).toContain(`by the resource "ay", which failed in this run`);
      expect(refusal).not.toMatch(/stays live|is left as it is/);
      emulator.setFaults([]);
      const from = emulator.calls().length;
      expect((await stack.up()).replace(/\s+/g, " ")).toContain(
        `${url("a")} is left as it is: the stack declares it under the name ay.`,
      );
      expect(writes(emulator, from)).toEqual([]);
      expect(await names(stack)).toEqual(["ay", url("b")]);
    }));
});

describeWithCli("rules of the stack that change hands", () => {
  test("have one owner: two resources of a program that declare one prefix are refused", () =>
    withStack(async (stack, emulator) => {
      const project = join(stack.folder, "Pulumi.yaml");
      writeFileSync(project, readFileSync(project, "utf8").replace("main: program.js", "main: own.js"));
      for (const first of [
        `new QrCodeJumpRule("one", { prefix, path: "pages/one" })`,
        `await declareRules([{ prefix, path: "pages/one" }])`,
      ]) {
        const program = `const { declareRules, QrCodeJumpRule } = require("pulumi-wechat-qr-jump");
          const prefix = "${url("a")}";
          module.exports = async () => { ${first}; new QrCodeJumpRule("two", { prefix, path: "pages/two" }); };`;
        writeFileSync(join(stack.folder, "own.js"), program);
        expect(await stack.fail([...UP])).toMatch(/The resource two: the resource \S+ declares \S+ too/);
        expect(live(emulator)[url("a")]).not.toBe("pages/two");
      }
    }));

  const page = (name: string): string => `pages/${name}/index`;
  const named = (name: string, prefix: string): Rule => ({ name, prefix, path: page(name) });

  /** Runs `up`, and once more for nothing; @returns how many publishes it took. */
  async function upTo(stack: Stack, emulator: Emulator, expected: Record<string, string>): Promise<number> {
    const from = emulator.calls().length;
    await stack.up();
    const pages = Object.entries(expected).map(([prefix, name]) => [url(prefix), page(name)]);
    expect(live(emulator)).toEqual(Object.fromEntries(pages));
    const spent = publishesSpent(emulator, from);
    expect(await stack.up()).toMatch(/\d unchanged/);
    expect(publishesSpent(emulator, from)).toBe(spent);
    return spent;
  }

  test("are brought in line and never deleted: an exchange, a rotation, a chain", () =>
    withStack(async (stack, emulator) => {
      declare(stack, named("x", "a"), named("y", "b"));
      expect(await upTo(stack, emulator, { a: "x", b: "y" })).toBe(2);
      declare(stack, named("x", "b"), named("y", "a"));
      expect(await upTo(stack, emulator, { b: "x", a: "y" })).toBe(2);
      declare(stack, named("x", "b"), named("y", "a"), named("z", "c"));
      expect(await upTo(stack, emulator, { b: "x", a: "y", c: "z" })).toBe(1);
      declare(stack, named("x", "a"), named("y", "c"), named("z", "b"));
      expect(await upTo(stack, emulator, { a: "x", c: "y", b: "z" })).toBe(3);
      declare(stack, named("x", "c"), named("y", "d"), named("z", "b"));
      expect(await upTo(stack, emulator, { c: "x", d: "y", b: "z" })).toBe(2);
    }));

  test("are not taken for somebody else's: a name with another page, or another mini program, in one edit", () =>
    withStack(async (stack, emulator) => {
      declare(stack, { prefix: "a", path: page("1") }, { prefix: "b", path: page("1") });
      await stack.up();
      declare(stack, { name: "x", prefix: "a", path: page("2") }, { name: "y", prefix: "b", path: page("1") });
      expect(await upTo(stack, emulator, { a: "2", b: "1" })).toBe(1);
      declare(stack, { prefix: "b", path: page("3") }, { name: "z", prefix: "a", path: page("3") });
      stack.set("wechat-qr-jump:onExisting", "fail");
      expect(await upTo(stack, emulator, { a: "3", b: "3" })).toBe(2);
    }));

  test("are not taken for somebody else's: a code that gets a name and another mini program in one edit", () =>
    withStack(async (stack, emulator) => {
      declare(stack, { prefix: "q", appid: APPID });
      await stack.up();
      declare(stack, { name: "code", prefix: "q", appid: OTHER_APPID });
      expect(await upTo(stack, emulator, { q: "index" })).toBe(1);
      expect(emulator.state().rules).toMatchObject([{ appid: OTHER_APPID, state: 2 }]);
    }));
});
