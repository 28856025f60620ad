import type { Emulator } from "../../emulator";
import { ACCOUNT, type Stack } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const SHOP = "wxe5f52902cf4de896";
const CAFE = "wxe5f52902cf4de897";
const URL = "https://qr.example.com/";
const CODE = "http://weixin.qq.com/q/02P5KzM_";

interface Written {
  prefix: string;
  path?: string;
  appid?: string;
  name?: string;
  published?: boolean;
  retainOnDelete?: boolean;
}

const link = (last: string, more: Partial<Written> = {}): Written => ({
  prefix: URL + last,
  path: `pages/${last}`,
  ...more,
});
const code = (last: string, more: Partial<Written> = {}): Written => ({
  prefix: CODE + last,
  appid: SHOP,
  path: `pages/${last}`,
  ...more,
});
const numbered = (count: number, more: Partial<Written> = {}): Written[] =>
  Array.from({ length: count }, (_, index) => link(`r${index}`, more));

function declare(stack: Stack, rules: Written[]): void {
  stack.writeRules(JSON.stringify(rules));
}

async function upWith(stack: Stack, rules: Written[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  declare(stack, rules);
  const { exitCode, output } = await stack.run(["up", "--yes"], env);
  if (exitCode !== 0) throw new Error(`up ended with ${exitCode}:\n${output}`);
  return inOneLine(output);
}

/** Expects a refusal at preview and without one, and no write. @returns what the preview says. */
async function refused(
  stack: Stack,
  emulator: Emulator,
  rules: Written[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  declare(stack, rules);
  const before = emulator.calls().length;
  const said = await stack.fail(["preview"], env);
  await stack.fail(["up", "--yes", "--skip-preview"], env);
  expect(writes(emulator, before)).toEqual([]);
  return inOneLine(said);
}

async function preview(stack: Stack, rules: Written[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  declare(stack, rules);
  const { exitCode, output } = await stack.run(["preview"], env);
  if (exitCode !== 0) throw new Error(`preview ended with ${exitCode}:\n${output}`);
  return inOneLine(output);
}

const inOneLine = (text: string): string => text.replace(/\s+/g, " ");

function unpublish(emulator: Emulator, ...rules: Written[]): void {
  emulator.putRules(rules.map(({ prefix, path = "" }) => ({ account: ACCOUNT, prefix, path, state: 1 })));
}

describeWithCli("what the stack has recorded is its own", () => {
  test("whatever stands in names and prefixes, also with onExisting: fail", () =>
    withStack(async (stack, emulator) => {
      stack.set("wechat-qr-jump:onExisting", "fail");
      const rules = [
        link("door", { name: "team::door" }),
        link("a::b/"),
        link("::", { name: "::" }),
        link("x", { name: "a::b::c" }),
      ];
      await upWith(stack, rules);
      expect(await upWith(stack, rules)).toMatch(/5 unchanged/);
      await upWith(
        stack,
        rules.map((rule) => ({ ...rule, path: "pages/new" })),
      );
      expect(Object.values(live(emulator))).toEqual(Array(4).fill("pages/new"));
    }));

  test("so preview passes what only moves it, also with onExisting: fail", () =>
    withStack(async (stack) => {
      const renamed = [link("door"), link("door", { name: "door", path: "pages/new" })];
      const exchange = [
        [link("a", { name: "a" }), link("b", { name: "b" })],
        [link("b", { name: "a", path: "pages/a" }), link("a", { name: "b", path: "pages/b" })],
      ];
      const rotation = [
        [link("c", { name: "c" }), link("d", { name: "d" }), link("e")],
        [link("d", { name: "c" }), link("e", { name: "d" }), link("c", { path: "pages/e" })],
      ];
      const chain = [
        [link("f", { name: "f" }), link("g", { name: "g" })],
        [link("g", { name: "f", path: "pages/f" }), link("h", { name: "g", path: "pages/g" })],
      ];
      const moves = [exchange, rotation, chain];
      await upWith(stack, [renamed[0] as Written, ...moves.flatMap(([before = []]) => before)]);
      await preview(stack, [renamed[1] as Written, ...moves.flatMap(([, after = []]) => after)], {
        WECHAT_ON_EXISTING: "fail",
      });
    }));

  test("for whatever mini program, with another name as well", () =>
    withStack(async (stack) => {
      await upWith(stack, [code("a"), code("b"), code("c", { name: "till" })]);
      const moved = [
        code("a", { appid: CAFE }),
        code("b", { appid: CAFE, name: "door" }),
        code("c", { name: "team::till" }),
      ];
      await preview(stack, moved, { WECHAT_ON_EXISTING: "fail" });
    }));
});

describeWithCli("what is live and not the stack's is refused at preview", () => {
  test("where a named rule moves to it", () =>
    withStack(async (stack, emulator) => {
      await upWith(stack, [link("a", { name: "door" }), link("b")]);
      emulator.putRules([{ account: ACCOUNT, prefix: `${URL}theirs`, path: "pages/theirs", state: 2 }]);
      const said = await refused(stack, emulator, [link("theirs", { name: "door", path: "pages/a" }), link("b")]);
      expect(said).toContain(`create ${URL}theirs: the account already has this rule: it opens pages/theirs`);
      expect(said).toContain("set WECHAT_ON_EXISTING=adopt for this run");
    }));

  test("where it opens another mini program, also with onExisting: adopt", () =>
    withStack(async (stack, emulator) => {
      await upWith(stack, [code("a"), code("b", { appid: CAFE })]);
      emulator.putRules([{ account: ACCOUNT, prefix: `${CODE}c`, appid: CAFE, path: "pages/theirs", state: 2 }]);
      const wanted = [code("a"), code("b", { appid: CAFE }), code("c")];
      for (const onExisting of ["adoptIdentical", "adopt"]) {
        const said = await refused(stack, emulator, wanted, { WECHAT_ON_EXISTING: onExisting });
        expect(said).toContain(
          `create ${CODE}c: 85071 the account already has a rule with this prefix: it opens pages/theirs of ${CAFE}`,
        );
        expect(said).not.toMatch(/remove it/);
      }
      await upWith(stack, [code("a"), code("b", { appid: CAFE }), code("c", { appid: CAFE, path: "pages/theirs" })]);
      await upWith(stack, wanted);
      expect(live(emulator)[`${CODE}c`]).toBe("pages/c");
    }));

  test("and so are rules of another account, whatever the list keeps of them", () =>
    withStack(async (stack, emulator) => {
      await upWith(stack, [link("a"), link("b"), link("c")]);
      const other = { WECHAT_APP_ID: "wx00000000000000aa" };
      for (const rules of [[link("a"), link("b")], [link("new")]]) {
        expect(await refused(stack, emulator, rules, other)).toContain(`Account ${ACCOUNT} owns `);
      }
    }));
});

describeWithCli("the publish budget", () => {
  test("refuses no run for a code that is dead already, warns of it, and lets rules be removed", () =>
    withStack(async (stack, emulator) => {
      const rules = [link("a"), link("b"), link("c"), link("d")];
      await upWith(stack, rules);
      emulator.deleteRules([{ account: ACCOUNT, prefix: `${URL}b` }]);
      unpublish(emulator, link("d"));
      emulator.setQuotaLeft(0, ACCOUNT);
      const said = await upWith(stack, rules);
      for (const dead of ["b", "d"]) expect(said).toMatch(new RegExp(`warning: .*${URL}${dead}\\b.* left`));
      await upWith(stack, [link("a"), link("b"), link("d")]);
      expect(Object.keys(live(emulator)).sort()).toEqual([`${URL}a`, `${URL}d`]);
      const refusal = await refused(stack, emulator, [link("a", { path: "pages/new" }), link("b"), link("d")]);
      expect(refusal).toContain("This change needs 1 publish, but the account has 0 left this month");
      expect(refusal).toContain("WECHAT_ALLOW_OVER_BUDGET=true for this run");
      expect(refusal).toContain("--target");
    }));

  test("can be overridden for one run, which publishes what it can and takes nothing down for the rest", () =>
    withStack(async (stack, emulator) => {
      const old = numbered(4);
      await upWith(stack, old);
      emulator.setQuotaLeft(2, ACCOUNT);
      const wanted = [...old.map((rule) => ({ ...rule, path: "pages/new" })), link("n0"), link("n1")];
      expect(await refused(stack, emulator, wanted)).toContain("needs 6 publishes, but the account has 2 left");
      const { exitCode, output } = await stack.run(["up", "--yes"], { WECHAT_ALLOW_OVER_BUDGET: "true" });
      expect(exitCode).not.toBe(0);
      expect(output).toContain("886000");
      const pages = live(emulator);
      expect(old.map(({ prefix }) => pages[prefix])).toEqual(
        old.map(() => expect.stringMatching(/^pages\/(r\d|new)$/) as string),
      );
      expect(emulator.state().publishQuotaLeftByAccount[ACCOUNT]).toBe(0);
      emulator.setQuotaLeft(9, ACCOUNT);
      await upWith(stack, wanted);
      expect(Object.values(live(emulator)).filter((path) => path === "pages/new")).toHaveLength(4);
    }));
});

describeWithCli("the guard against mass deletion", () => {
  test("does not count rules that Pulumi retains", () =>
    withStack(async (stack, emulator) => {
      const kept = numbered(10, { retainOnDelete: true });
      const others = [link("x"), link("y"), link("team", { name: "a::b" })];
      await upWith(stack, [...kept, ...others]);
      const said = await refused(stack, emulator, []);
      expect(said).toContain("This change deletes 3 of the stack's 13 rules");
      await upWith(stack, others);
      expect(Object.keys(live(emulator))).toHaveLength(13);
    }));

  test("lets all go from the stack that are retained, also to another prefix", () =>
    withStack(async (stack, emulator) => {
      const rules = numbered(12, { retainOnDelete: true });
      await upWith(stack, rules);
      await upWith(
        stack,
        rules.map((rule) => ({ ...rule, name: rule.prefix, prefix: `${rule.prefix}/new` })),
      );
      expect(Object.keys(live(emulator))).toHaveLength(24);
      await upWith(stack, []);
      expect(Object.keys(live(emulator))).toHaveLength(24);
    }));

  test("counts rules whose retainOnDelete was not recorded by an up", () =>
    withStack(async (stack, emulator) => {
      await upWith(stack, numbered(12));
      expect(await refused(stack, emulator, numbered(4, { retainOnDelete: true }))).toContain(
        "deletes 8 of the stack's 12 rules",
      );
    }));

  test("counts published rules that are taken down, together with those that go", () =>
    withStack(async (stack, emulator) => {
      const rules = numbered(12);
      await upWith(stack, rules);
      const all = await refused(stack, emulator, numbered(12, { published: false }));
      expect(all).toContain("This change takes 12 of the stack's 12 published codes down");
      expect(all).toContain("WECHAT_MAX_DELETES=12 for this run");
      const mixed = [...numbered(2, { published: false }), ...rules.slice(2, 10)];
      expect(await refused(stack, emulator, mixed)).toContain(
        "This change deletes 2 of the stack's 12 rules in WeChat and takes 2 of its 12 published codes down",
      );
      await upWith(stack, mixed, { WECHAT_MAX_DELETES: "4" });
      expect(Object.values(live(emulator)).filter((path) => path.endsWith("(unpublished)"))).toHaveLength(2);
      await upWith(
        stack,
        [...numbered(2), ...rules.slice(2, 10)].map((rule) => ({ ...rule, path: "pages/one" })),
      );
    }));
});

describeWithCli("the guard against shadowing", () => {
  test("can be overridden for one run, and counts only what the run adds", () =>
    withStack(async (stack, emulator) => {
      emulator.putRules([{ account: ACCOUNT, prefix: `${URL}shop/`, path: "pages/theirs", state: 2 }]);
      const below = link("shop/door", { published: false });
      const said = await refused(stack, emulator, [below]);
      expect(said).toContain("WECHAT_ALLOW_SHADOWING=true for this run");
      await upWith(stack, [below], { WECHAT_ALLOW_SHADOWING: "true" });
      expect(await upWith(stack, [below])).toMatch(/2 unchanged/);
      stack.set("wechat-qr-jump:allowShadowing", true);
      await refused(stack, emulator, [below, link("shop/till", { published: false })], {
        WECHAT_ALLOW_SHADOWING: "false",
      });
    }));
});
