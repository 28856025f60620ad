import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../emulator";
import { CAFE, LINK, MENU, oneLine, owners, RULES, SHOP, UP, withCompany } from "./company";
import type { Stack } from "./stack";
import { describeWithCli, publishesSpent, writeCalls, writes } from "./support";

const TO_CAFE = RULES.replace("account: shop", "account: cafe");

/** Gives the stack a program of its own, with the package in reach. */
function program(stack: Stack, code: string): void {
  const head = 'const { declareRules, QrCodeJumpRule } = require("pulumi-wechat-qr-jump");';
  writeFileSync(join(stack.folder, "own.js"), `${head}\n${code}`);
  const project = join(stack.folder, "Pulumi.yaml");
  writeFileSync(project, readFileSync(project, "utf8").replace("main: program.js", "main: own.js"));
  stack.unset("wechat-qr-jump:rules");
}

/** Waits until nothing is live for the prefix, or somebody else has it. */
async function untilMoved(emulator: Emulator, prefix: string): Promise<void> {
  while (owners(emulator)[prefix]?.[0] === SHOP) await sleep(10);
}

describeWithCli("a rule that moves to another account, on the real engine", () => {
  test("goes through a fault of many seconds, during which its code is dark", () =>
    withCompany(async (stack, emulator) => {
      await stack.up();
      const before = emulator.calls().length;
      stack.writeRules(TO_CAFE);
      emulator.setFaults([
        { kind: "reset", when: "before", lastsMs: 8_000, match: { endpoint: "qrcodejumpadd", account: CAFE } },
      ]);
      const output = await stack.up();
      expect(output).toContain("is dark since");
      expect(owners(emulator)[LINK]).toEqual([CAFE, "pages/shop/index"]);
      expect(publishesSpent(emulator, before)).toBe(1);
    }));

  test("is finished by the next run where the CLI and its provider are killed in the middle", () =>
    withCompany(async (stack, emulator) => {
      await stack.up();
      stack.writeRules(TO_CAFE);
      emulator.setFaults([
        { kind: "hang", when: "before", latencyMs: 20_000, match: { endpoint: "qrcodejumpadd", account: CAFE } },
      ]);
      const cli = stack.start(UP, { ownGroup: true });
      await untilMoved(emulator, LINK);
      process.kill(-(cli.pid ?? 0), "SIGKILL");
      await cli;
      expect(owners(emulator)[LINK]).toBeUndefined();
      emulator.setFaults([]);
      await stack.run(["cancel", "--yes"]);
      await stack.up();
      expect(owners(emulator)[LINK]).toEqual([CAFE, "pages/shop/index"]);
      const kept = emulator.calls().length;
      await stack.up();
      expect(writes(emulator, kept)).toEqual([]);
    }));

  test("may get another name in the same run, in a program with names of accounts", () =>
    withCompany(async (stack, emulator) => {
      const rule = (name: string, account: string) =>
        `new QrCodeJumpRule("${name}", { prefix: "${LINK}", path: "pages/shop/index", account: "${account}" });`;
      program(stack, rule("old", "shop"));
      await stack.up();
      expect(owners(emulator)[LINK]).toEqual([SHOP, "pages/shop/index"]);
      const list = (name: string, account: string) =>
        `module.exports = async () => { await declareRules([{ name: "${name}", account: "${account}", prefix: "${LINK}", path: "pages/shop/index" }]); };`;
      program(stack, list("old", SHOP));
      const before = emulator.calls().length;
      expect(await stack.up()).toContain("2 unchanged");
      program(stack, list("new", "cafe"));
      await stack.up();
      expect(writeCalls(emulator, before).map(({ endpoint, account }) => [endpoint, account])).toEqual([
        ["qrcodejumpdelete", SHOP],
        ["qrcodejumpadd", CAFE],
        ["qrcodejumppublish", CAFE],
      ]);
      expect((await stack.resources()).map(({ urn, outputs }) => [urn.split("::").at(-1), outputs["account"]])).toEqual(
        [["new", CAFE]],
      );
      program(stack, rule("new", "shopp"));
      expect(oneLine(await stack.fail(UP))).toContain('account "shopp" is none of this stack\'s; did you mean shop?');
      expect(owners(emulator)[LINK]).toEqual([CAFE, "pages/shop/index"]);
    }));

  test("is not taken from an account of the stack that has it by hand: the account is named", () =>
    withCompany(async (stack, emulator) => {
      const byHand = { prefix: `${LINK}hand`, path: "pages/hand/index", state: 2 as const };
      emulator.putRules([{ account: CAFE, ...byHand }]);
      const before = emulator.calls().length;
      stack.writeRules(`${RULES}\n- {account: shop, prefix: "${byHand.prefix}", path: pages/mine/index}`);
      const atPreview = oneLine(await stack.fail(["preview"]));
      expect(atPreview).toContain(
        `create ${byHand.prefix}: account cafe (${CAFE}) of this stack has it: it opens pages/hand/index`,
      );
      expect(writes(emulator, before)).toEqual([]);
      // An account without rules is not read before, so WeChat's refusal is the first to tell.
      stack.writeRules(`- {account: shop, prefix: "${byHand.prefix}", path: pages/mine/index}`);
      const refused = oneLine(await stack.fail(UP));
      expect(refused).toContain("85072");
      expect(refused).toContain(`Account cafe (${CAFE}) of this stack has it: it opens pages/hand/index`);
      expect(owners(emulator)[byHand.prefix]).toEqual([CAFE, "pages/hand/index"]);
      stack.writeRules(`${RULES}\n- {account: cafe, prefix: "${byHand.prefix}", path: pages/hand/index}`);
      await stack.up();
      stack.writeRules(`${RULES}\n- {account: shop, prefix: "${byHand.prefix}", path: pages/mine/index}`);
      await stack.up();
      expect(owners(emulator)[byHand.prefix]).toEqual([SHOP, "pages/mine/index"]);
      expect(owners(emulator)[MENU]).toEqual([CAFE, "pages/menu/index"]);
    }));

  test("waits for a publish in the account that it leaves, unless it is told not to", () =>
    withCompany(async (stack, emulator) => {
      await stack.up();
      emulator.putAccounts([{ account: SHOP, publishQuota: 1 }]);
      const before = emulator.calls().length;
      stack.writeRules(TO_CAFE);
      const refused = oneLine(await stack.fail(UP));
      expect(refused).toContain(`Account shop (${SHOP}): it has no publish left this month to put a rule back`);
      expect(writes(emulator, before)).toEqual([]);
      const { exitCode } = await stack.run(UP, { WECHAT_ALLOW_OVER_BUDGET: "true" });
      expect(exitCode).toBe(0);
      expect(owners(emulator)[LINK]).toEqual([CAFE, "pages/shop/index"]);
    }));

  test("is previewed without credentials", () =>
    withCompany(async (stack, emulator) => {
      await stack.up();
      const before = emulator.calls().length;
      stack.set("wechat-qr-jump:accounts", {
        official: { appId: "wx00000000000000a1" },
        shop: { appId: SHOP },
        cafe: { appId: CAFE },
      });
      stack.writeRules(TO_CAFE);
      const output = oneLine(await stack.succeed("preview"));
      expect(output).toContain(`Account shop (${SHOP}): previewed without looking at WeChat`);
      expect(output).toContain("1 to update");
      expect(emulator.calls().slice(before)).toEqual([]);
      expect(oneLine(await stack.fail(UP))).toContain("WECHAT_SHOP_APP_SECRET");
    }));
});
