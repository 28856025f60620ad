import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../emulator";
import type { Stack } from "./stack";
import { describeWithCli, live, publishesSpent, withStack, writes } from "./support";

const UP = ["up", "--yes", "--skip-preview"];
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

/** Expects a command to fail, to delete nothing in WeChat, and to keep all resources in the state. @returns what it printed, in one line. */
async function refuses(stack: Stack, emulator: Emulator, ...args: string[]): Promise<string> {
  const from = emulator.calls().length;
  const before = await names(stack);
  const output = await stack.fail(args);
  expect(writes(emulator, from).filter(([endpoint]) => endpoint === "qrcodejumpdelete")).toEqual([]);
  expect(await names(stack)).toEqual(expect.arrayContaining(before));
  return output.replace(/\s+/g, " ");
}

describeWithCli(
  "a live rule that the stack declares under another name, and that only part of the run is to touch",
  () => {
    it("keeps its code and its old resource, whichever way the new one is left out; a whole run then drops the old one", () =>
      withStack(async (stack, emulator) => {
        declare(stack, "a", "b", "c", { name: "dee", prefix: "d" });
        await stack.up();
        declare(stack, { name: "ay", prefix: "a" }, { name: "bee", prefix: "b" }, "c", "d");
        const refusal = await refuses(stack, emulator, ...UP, "--target", urn(url("a")));
        expect(refusal).toContain(
          `delete ${url("a")}: the stack still declares this rule, by the resource "ay", which has no part in this run`,
        );
        await refuses(stack, emulator, ...UP, "--exclude", urn("bee"));
        await refuses(stack, emulator, ...UP, "--target", urn("dee"), "--target", urn(url("c")));
        await refuses(stack, emulator, ...UP, "--target", urn(url("b")), "--target", urn("ay"));
        expect(Object.keys(live(emulator)).sort()).toEqual(["a", "b", "c", "d"].map(url));

        const from = emulator.calls().length;
        await stack.up();
        expect(writes(emulator, from)).toEqual([]);
        expect(await names(stack)).toEqual(["ay", "bee", url("c"), url("d")]);
        expect(await stack.up()).toMatch(/5 unchanged/);
      }));

    it("is still deleted where deleting is meant: --target of a rule that is cut, destroy with and without the program", () =>
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
  it("deletes no rule, since the one that failed may be its successor; the next run does", () =>
    withStack(async (stack, emulator) => {
      declare(stack, "a", "b", "c");
      await stack.up();
      declare(stack, "a2", "b", "c");
      emulator.setFaults([{ kind: "errcode", code: 85076, match: { endpoint: "qrcodejumpadd", every: 1 } }]);
      const refusal = await refuses(stack, emulator, ...UP, "--continue-on-error");
      expect(refusal).toContain(
        `delete ${url("a")}: ${url("a2")} could not be made in this run and may be what is to replace this rule`,
      );
      // Added and not published: its page opens nothing yet.
      emulator.setFaults([{ kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish", every: 1 } }]);
      await refuses(stack, emulator, ...UP, "--continue-on-error");
      expect(live(emulator)[url("a")]).toBe("pages/index/index");
      // And still not: this time by an update.
      await refuses(stack, emulator, ...UP, "--continue-on-error");
      emulator.setFaults([]);
      await stack.up();
      expect(Object.keys(live(emulator)).sort()).toEqual(["a2", "b", "c"].map(url));
    }));

  it("keeps a named rule that could not be replaced, and a rule of a program whose successor is malformed", () =>
    withStack(async (stack, emulator) => {
      declare(stack, { name: "one", prefix: "a" }, "b");
      await stack.up();
      declare(stack, { name: "one", prefix: "a2" });
      emulator.setFaults([{ kind: "errcode", code: 85076, match: { endpoint: "qrcodejumpadd", every: 1 } }]);
      await refuses(stack, emulator, ...UP, "--continue-on-error");
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
      expect(await refuses(stack, emulator, ...UP, "--continue-on-error")).toContain(`${url("b2")} could not be made`);
      expect(Object.keys(live(emulator)).sort()).toEqual(["a", "b"].map(url));
    }));

  it("keeps the old resource of a rule whose renaming failed, and what it says of it is true", () =>
    withStack(async (stack, emulator) => {
      declare(stack, "a", "b");
      await stack.up();
      declare(stack, { name: "ay", prefix: "a" }, "b");
      // The program reads first.
      emulator.setFaults(
        [2, 3, 4, 5].map((nth) => ({ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", nth } })),
      );
      const refusal = await refuses(stack, emulator, ...UP, "--continue-on-error");
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
  const is = (path: string): string => `pages/${path}/index`;

  it("are brought in line, never refused or deleted: a name with another page or mini program, exchanges, a rotation, a chain", () =>
    withStack(async (stack, emulator) => {
      const step = async (publishes: number, expected: Record<string, string>): Promise<void> => {
        const from = emulator.calls().length;
        await stack.up();
        expect(live(emulator)).toEqual(
          Object.fromEntries(Object.entries(expected).map(([prefix, path]) => [url(prefix), is(path)])),
        );
        expect(publishesSpent(emulator, from)).toBe(publishes);
        expect(await stack.up()).toMatch(/\d unchanged/);
      };
      declare(stack, { prefix: "a", path: is("1") }, { prefix: "q", path: is("1"), appid: APPID });
      await step(2, { a: "1", q: "1" });
      // A name and another page, or mini program, in one edit.
      declare(
        stack,
        { name: "x", prefix: "a", path: is("2") },
        { name: "q", prefix: "q", path: is("1"), appid: OTHER_APPID },
      );
      await step(2, { a: "2", q: "1" });
      expect(emulator.state().rules.find(({ prefix }) => prefix === url("q"))?.appid).toBe(OTHER_APPID);
      declare(stack, { name: "x", prefix: "a", path: is("2") }, { name: "y", prefix: "b", path: is("3") });
      await step(1, { a: "2", b: "3" });
      // An exchange: each page moves with its name.
      declare(stack, { name: "x", prefix: "b", path: is("2") }, { name: "y", prefix: "a", path: is("3") });
      await step(2, { b: "2", a: "3" });
      declare(
        stack,
        { name: "x", prefix: "b", path: is("2") },
        { name: "y", prefix: "a", path: is("3") },
        { name: "z", prefix: "c", path: is("4") },
      );
      await step(1, { b: "2", a: "3", c: "4" });
      // A rotation, and then a chain whose last prefix is new.
      declare(
        stack,
        { name: "x", prefix: "a", path: is("2") },
        { name: "y", prefix: "c", path: is("3") },
        { name: "z", prefix: "b", path: is("4") },
      );
      await step(3, { a: "2", c: "3", b: "4" });
      declare(
        stack,
        { name: "x", prefix: "c", path: is("2") },
        { name: "y", prefix: "d", path: is("3") },
        { name: "z", prefix: "b", path: is("4") },
      );
      await step(2, { c: "2", d: "3", b: "4" });
    }));
});
