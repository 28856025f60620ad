import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { kill, processesOf } from "./process-tree";
import { ACCOUNT, type Stack } from "./stack";
import { describeWithCli, live, publishesSpent, withStack, writes } from "./support";

const UP = ["up", "--yes", "--skip-preview"];
const APPID = "wxe5f52902cf4de896";
const OTHER_APPID = "wxe5f52902cf4de897";
const INDEX = "pages/index/index";
const url = (name: string): string => `https://qr.example.com/${name}`;
const code = (name: string): string => `http://weixin.qq.com/q/02P5KzM_${name}`;

interface Rule {
  prefix: string;
  path?: string;
  appid?: string;
  published?: boolean;
}

function declare(stack: Stack, ...rules: Rule[]): void {
  stack.set(
    "wechat-qr-jump:rules",
    rules.map(({ path = INDEX, ...more }) => ({ path, ...more })),
  );
}

/** Changes rules in WeChat's console. */
const inConsole = (
  emulator: Emulator,
  ...rules: { prefix: string; path?: string; appid?: string; state?: 1 | 2 }[]
): void =>
  emulator.putRules(rules.map(({ path = INDEX, state = 2, ...more }) => ({ account: ACCOUNT, path, state, ...more })));

const deleteInConsole = (emulator: Emulator, ...rules: { prefix: string; appid?: string }[]): unknown =>
  emulator.deleteRules(rules.map((rule) => ({ account: ACCOUNT, ...rule })));

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

/** Expects an `up` that warns of nothing and writes nothing. */
async function upToDate(stack: Stack, emulator: Emulator): Promise<void> {
  const from = emulator.calls().length;
  const output = await stack.up();
  expect(output).toMatch(/\d unchanged/);
  expect(output).not.toMatch(/warning|updated/);
  expect(writes(emulator, from)).toEqual([]);
}

describeWithCli("a code of the stack that is dead in WeChat though the YAML is unchanged", () => {
  test("is shown by preview and revived by up, whether its rule was deleted or unpublished, and the others are left alone", () =>
    withStack(async (stack, emulator) => {
      const rules = ["a", "b", "c", "d"].map((name) => ({ prefix: url(name) }));
      declare(stack, ...rules);
      await stack.up();
      const reads = emulator.calls().filter(({ endpoint }) => endpoint === "qrcodejumpget").length;
      await upToDate(stack, emulator);
      // That of the program, as before there was a look for drift.
      expect(emulator.calls().filter(({ endpoint }) => endpoint === "qrcodejumpget").length - reads).toBe(1);

      deleteInConsole(emulator, { prefix: url("a") });
      inConsole(emulator, { prefix: url("b"), state: 1 }, { prefix: url("c"), path: "pages/other/index", state: 1 });
      const from = emulator.calls().length;
      const preview = oneLine(await stack.succeed("preview"));
      expect(preview).toContain(`warning: ${url("a")} is not live in WeChat: pulumi up adds and publishes it again.`);
      for (const name of ["b", "c"]) {
        expect(preview).toContain(
          `warning: ${url(name)} is not published in WeChat, so its code opens nothing: pulumi up`,
        );
      }
      expect(preview).toContain("~ 3 to update");
      await stack.fail(["preview", "--expect-no-changes"]);
      expect(writes(emulator, from)).toEqual([]);

      expect(oneLine(await stack.succeed("up", "--yes"))).toContain("~ 3 updated");
      expect(live(emulator)).toEqual(Object.fromEntries(rules.map(({ prefix }) => [prefix, INDEX])));
      expect(publishesSpent(emulator, from)).toBe(3);
      await upToDate(stack, emulator);
    }));

  test("stays dead where no publish is left beside the YAML's own changes, which is said; the rest of the run goes on", () =>
    withStack(async (stack, emulator) => {
      declare(stack, { prefix: url("a") }, { prefix: url("b") }, { prefix: url("c") });
      await stack.up();
      deleteInConsole(emulator, { prefix: url("a") }, { prefix: url("b") });
      emulator.setQuotaLeft(2, ACCOUNT);
      // One for the new page of c; one is left for a or b.
      declare(stack, { prefix: url("a") }, { prefix: url("b") }, { prefix: url("c"), path: "pages/new/index" });
      const { exitCode, output } = await stack.run(UP);
      expect([exitCode, oneLine(output)]).toEqual([0, expect.stringMatching(/b.*dead/)]);
      expect(live(emulator)).toEqual({ [url("a")]: INDEX, [url("c")]: "pages/new/index" });
      emulator.setQuotaLeft(1, ACCOUNT);
      await stack.up();
      await upToDate(stack, emulator);
    }));

  test.each([UP, ["up", "--yes"]])(
    "stays the stack's also where a refresh of the same run has dropped it: %j",
    (...up) =>
      withStack(async (stack, emulator) => {
        const rules = [{ prefix: url("a") }, { prefix: url("b") }, { prefix: url("c") }];
        declare(stack, ...rules);
        await stack.up();
        deleteInConsole(emulator, { prefix: url("a") }, { prefix: url("b") });
        emulator.setQuotaLeft(0, ACCOUNT);
        const from = emulator.calls().length;
        for (let run = 0; run < 3; run++) {
          const { exitCode, output } = await stack.run([...up, "--refresh"]);
          expect([exitCode, oneLine(output)]).toEqual([0, expect.stringContaining(`${url("a")} stays dead`)]);
          expect(oneLine(output)).toContain(`${url("b")} stays dead`);
        }
        await stack.up();
        expect(writes(emulator, from)).toEqual([]);
        expect((await stack.resources()).filter(({ type }) => type.includes("QrCodeJumpRule"))).toHaveLength(3);
        emulator.setQuotaLeft(2, ACCOUNT);
        await stack.up();
        expect(live(emulator)).toEqual(Object.fromEntries(rules.map(({ prefix }) => [prefix, INDEX])));
        await upToDate(stack, emulator);
      }),
  );

  test("and was given another mini program by somebody is changed where the YAML gives it another page", () =>
    withStack(async (stack, emulator) => {
      declare(stack, { prefix: code("a"), appid: APPID }, { prefix: code("b"), appid: OTHER_APPID });
      await stack.up();
      deleteInConsole(emulator, { prefix: code("a"), appid: APPID });
      inConsole(emulator, { prefix: code("a"), appid: OTHER_APPID });
      const page = { prefix: code("a"), appid: APPID, path: "pages/new/index" };
      declare(stack, page, { prefix: code("b"), appid: OTHER_APPID });
      await stack.succeed("preview");
      await stack.up();
      expect(emulator.state().rules).toContainEqual(expect.objectContaining({ ...page, state: 2 }));
      expect(emulator.state().rules).toHaveLength(2);
      await upToDate(stack, emulator);
    }));

  test("is not taken for dead where somebody gave it another mini program that is among the stack's", () =>
    withStack(async (stack, emulator) => {
      declare(stack, { prefix: code("a"), appid: APPID }, { prefix: code("b"), appid: OTHER_APPID });
      await stack.up();
      deleteInConsole(emulator, { prefix: code("a"), appid: APPID });
      inConsole(emulator, { prefix: code("a"), appid: OTHER_APPID });
      const from = emulator.calls().length;
      expect(oneLine(await stack.up())).toContain(
        `warning: ${code("a")} was changed in WeChat, not by this stack: it opens ${INDEX} of ${OTHER_APPID}`,
      );
      expect(writes(emulator, from)).toEqual([]);
      stack.set("wechat-qr-jump:onDrift", "heal");
      await stack.up();
      expect(emulator.state().rules).toMatchObject([
        { prefix: code("b") },
        { prefix: code("a"), appid: APPID, state: 2 },
      ]);
      await upToDate(stack, emulator);
    }));
});

describeWithCli("a rule that somebody changed in WeChat's console", () => {
  const changed = (emulator: Emulator): void =>
    inConsole(
      emulator,
      { prefix: url("a"), path: "pages/other/index" },
      { prefix: url("b") },
      { prefix: url("d"), path: "pages/other/index", state: 1 },
    );
  const rules = [
    { prefix: url("a") },
    { prefix: url("b"), published: false },
    { prefix: url("c") },
    { prefix: url("d"), published: false },
  ];

  test.each<[string, "refresh" | "heal"]>([
    ["up --refresh", "refresh"],
    ["onDrift: heal", "heal"],
  ])("is left alone with a warning that shows both, at every run; the rest goes on; %s changes it back", (_how, way) =>
    withStack(async (stack, emulator) => {
      declare(stack, ...rules);
      await stack.up();
      changed(emulator);
      const from = emulator.calls().length;
      declare(stack, ...rules, { prefix: url("e") });
      for (const args of [["preview"], UP, UP]) {
        const output = oneLine(await stack.succeed(...args));
        expect(output).toContain(
          `warning: ${url("a")} was changed in WeChat, not by this stack: it opens pages/other/index (published,`,
        );
        expect(output).toContain(`the stack has ${INDEX} (published,`);
        expect(output).toContain('It stays so unless "pulumi up --refresh" or onDrift: heal changes it back.');
        for (const name of ["b", "d"]) expect(output).toContain(`warning: ${url(name)} was changed in WeChat`);
      }
      expect(writes(emulator, from)).toMatchObject([
        ["qrcodejumpadd", { prefix: url("e") }],
        ["qrcodejumppublish", { prefix: url("e") }],
      ]);

      if (way === "heal") stack.set("wechat-qr-jump:onDrift", "heal");
      if (way === "heal")
        expect(oneLine(await stack.succeed("preview"))).toContain("which this stack did not set (onDrift: heal)");
      const output = await stack.up(...(way === "refresh" ? ["--refresh"] : []));
      if (way === "heal") expect(output).not.toContain("It stays so");
      expect(live(emulator)).toEqual({
        [url("a")]: INDEX,
        [url("b")]: `${INDEX} (unpublished)`,
        [url("c")]: INDEX,
        [url("d")]: `${INDEX} (unpublished)`,
        [url("e")]: INDEX,
      });
      await upToDate(stack, emulator);
    }),
  );

  test("is refused with onDrift: fail, at preview too, before anything changes; what is written as it is live is the stack's", () =>
    withStack(async (stack, emulator) => {
      declare(stack, ...rules);
      await stack.up();
      changed(emulator);
      const from = emulator.calls().length;
      declare(stack, ...rules, { prefix: url("e") });
      for (const args of [["preview"], UP]) {
        const { exitCode, output } = await stack.run(args, { WECHAT_ON_DRIFT: "fail" });
        expect(exitCode).not.toBe(0);
        expect(oneLine(output)).toContain(`error: ${url("a")} was changed in WeChat, not by this stack`);
        expect(oneLine(output)).toContain("onDrift: warn lets it pass. Nothing was changed.");
      }
      declare(
        stack,
        { prefix: url("a"), path: "pages/other/index" },
        { prefix: url("b") },
        { prefix: url("c") },
        { prefix: url("d"), path: "pages/other/index", published: false },
      );
      expect((await stack.run(UP, { WECHAT_ON_DRIFT: "fail" })).exitCode).toBe(0);
      expect(writes(emulator, from)).toEqual([]);
      await upToDate(stack, emulator);
    }));
});

type Endpoint = "qrcodejumpdelete" | "qrcodejumpadd" | "qrcodejumppublish";
type Victims = "all processes" | "the provider";

/** Runs `up` and kills it right after WeChat has made a call. */
async function killedUp(stack: Stack, emulator: Emulator, endpoint: Endpoint, victims: Victims): Promise<void> {
  emulator.setFaults([{ kind: "hang", when: "after", latencyMs: 3_000, match: { endpoint, nth: 1 } }]);
  const cli = stack.start(UP);
  const processes = await processesOf(cli.pid ?? 0);
  while (emulator.faultsPlayed().played === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  kill(victims === "the provider" ? [processes.provider] : processes.all, "SIGKILL");
  await cli;
  emulator.setFaults([]);
  if (victims === "all processes") await stack.succeed("cancel", "--yes");
}

describeWithCli("a change that was killed in the middle, and whose edit is then taken back", () => {
  test.each<["delete" | "add" | "publish", Victims]>([
    ["delete", "all processes"],
    ["add", "the provider"],
    ["publish", "all processes"],
    ["publish", "the provider"],
  ])("is undone by the next up, killed after the %s: %s", (step, victims) =>
    withStack(async (stack, emulator) => {
      declare(stack, { prefix: url("a") }, { prefix: url("b") });
      await stack.up();
      declare(stack, { prefix: url("a"), path: "pages/new/index" }, { prefix: url("b") });
      await killedUp(stack, emulator, `qrcodejump${step}`, victims);
      declare(stack, { prefix: url("a") }, { prefix: url("b") });
      // Whatever is asked for: it was this stack's own doing.
      stack.set("wechat-qr-jump:onDrift", "fail");
      expect(oneLine(await stack.succeed("preview"))).toContain("~ 1 to update");
      await stack.up();
      expect(live(emulator)).toEqual({ [url("a")]: INDEX, [url("b")]: INDEX });
      await stack.up();
      await stack.succeed("refresh", "--preview-only", "--expect-no-changes");
    }),
  );

  test("is undone where it was about the mini program, and warned of on a machine that has no notes of it", () =>
    withStack(async (stack, emulator) => {
      declare(stack, { prefix: code("a"), appid: APPID });
      await stack.up();
      declare(stack, { prefix: code("a"), appid: OTHER_APPID });
      await killedUp(stack, emulator, "qrcodejumppublish", "the provider");
      declare(stack, { prefix: code("a"), appid: APPID });
      await stack.up();
      expect(emulator.state().rules).toMatchObject([{ prefix: code("a"), appid: APPID, state: 2 }]);

      declare(stack, { prefix: code("a"), appid: APPID, path: "pages/new/index" });
      await killedUp(stack, emulator, "qrcodejumppublish", "the provider");
      declare(stack, { prefix: code("a"), appid: APPID });
      rmSync(join(stack.folder, "pulumi-home", "wechat-qr-jump"), { recursive: true });
      expect(oneLine(await stack.up())).toContain(`${code("a")} was changed in WeChat, not by this stack`);
    }));

  test("is named where it was a new rule, which is then no longer declared", () =>
    withStack(async (stack, emulator) => {
      declare(stack, { prefix: url("a") });
      await stack.up();
      declare(stack, { prefix: url("a") }, { prefix: url("b") });
      await killedUp(stack, emulator, "qrcodejumppublish", "all processes");
      declare(stack, { prefix: url("a") });
      expect(oneLine(await stack.up())).toContain(
        `${url("b")} was added by a run of this stack that was interrupted, and is still in WeChat`,
      );
      declare(stack, { prefix: url("a") }, { prefix: url("b") });
      await stack.up();
      declare(stack, { prefix: url("a") });
      await stack.up();
      expect(live(emulator)).toEqual({ [url("a")]: INDEX });
      expect(await stack.up()).not.toContain("was added by a run");
    }));
});
