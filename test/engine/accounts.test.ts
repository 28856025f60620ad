import { CAFE, DOOR, LINK, MENU, OFFICIAL, oneLine, owners, RULES, SECRETS, SHOP, UP, withCompany } from "./company";
import { ACCOUNT } from "./stack";
import { describeWithCli, live, withStack, writeCalls, writes } from "./support";

describeWithCli("a company's stack with several accounts, on the real engine", () => {
  test("makes, keeps and destroys the rules of each in one provider process", () =>
    withCompany(async (stack, emulator) => {
      const output = await stack.succeed("up", "--yes", "--debug", "--logtostderr", "--verbose=8", "--logflow");
      expect(owners(emulator)).toEqual({
        [DOOR]: [OFFICIAL, "pages/door/index"],
        [LINK]: [SHOP, "pages/shop/index"],
        [MENU]: [CAFE, "pages/menu/index"],
      });
      expect(output).toContain("accountCount");
      expect((await stack.resources()).map(({ outputs }) => outputs["account"]).sort()).toEqual([OFFICIAL, SHOP, CAFE]);
      const before = emulator.calls().length;
      expect(await stack.up()).toContain("4 unchanged");
      expect(writes(emulator, before)).toEqual([]);
      const calls = emulator.calls().slice(before);
      // One token and one read an account: the provider has nothing to ask.
      expect(calls.map(({ endpoint, account }) => [endpoint, account]).sort()).toEqual(
        [OFFICIAL, SHOP, CAFE]
          .flatMap((account) => [
            ["qrcodejumpget", account],
            ["stable_token", account],
          ])
          .sort(),
      );
      await stack.succeed("refresh", "--yes", "--skip-preview");
      await stack.destroy();
      expect(live(emulator)).toEqual({});
    }));

  test("moves a rule to another account, and back, each in one swap", () =>
    withCompany(async (stack, emulator) => {
      await stack.up();
      const before = emulator.calls().length;
      stack.writeRules(RULES.replace("account: shop", "account: cafe"));
      const preview = await stack.succeed("preview", "--diff");
      expect(preview).toContain(CAFE);
      expect(writes(emulator, before)).toEqual([]);
      await stack.up();
      expect(owners(emulator)[LINK]).toEqual([CAFE, "pages/shop/index"]);
      expect(writeCalls(emulator, before).map(({ endpoint, account }) => [endpoint, account])).toEqual([
        ["qrcodejumpdelete", SHOP],
        ["qrcodejumpadd", CAFE],
        ["qrcodejumppublish", CAFE],
      ]);
      const [moved] = (await stack.resources()).filter(({ id }) => id === LINK);
      expect([moved?.inputs["account"], moved?.outputs["account"]]).toEqual([CAFE, CAFE]);
      stack.writeRules(RULES.replace("pages/shop/index", "pages/other/index"));
      await stack.up();
      expect(owners(emulator)[LINK]).toEqual([SHOP, "pages/other/index"]);
      const kept = emulator.calls().length;
      await stack.up();
      expect(writes(emulator, kept)).toEqual([]);
      expect(Object.keys(live(emulator))).toHaveLength(3);
    }));

  test("puts a rule back where the other account refuses it", () =>
    withCompany(async (stack, emulator) => {
      await stack.up();
      emulator.setFaults([
        { kind: "errcode", code: 85073, times: 9, match: { endpoint: "qrcodejumpadd", account: CAFE } },
      ]);
      stack.writeRules(RULES.replace("account: shop", "account: cafe"));
      const output = oneLine(await stack.fail(UP));
      expect(output).toContain("85073");
      expect(output).toContain("The old rule was put back");
      expect(owners(emulator)[LINK]).toEqual([SHOP, "pages/shop/index"]);
      expect(emulator.state().rules.every(({ state }) => state === 2)).toBe(true);
      const [kept] = (await stack.resources()).filter(({ id }) => id === LINK);
      expect(kept?.outputs["account"]).toBe(SHOP);
      emulator.setFaults([]);
      await stack.up();
      expect(owners(emulator)[LINK]).toEqual([CAFE, "pages/shop/index"]);
    }));

  test("begins nothing while one account cannot be used, and names it; or skips it", () =>
    withCompany(async (stack, emulator) => {
      await stack.up();
      emulator.putAccounts([{ account: SHOP, secret: "renewed" }]);
      emulator.expireTokens?.();
      const before = emulator.calls().length;
      stack.writeRules(
        RULES.replace("pages/menu/index", "pages/menu/new").replace("pages/shop/index", "pages/shop/new") +
          `\n- {account: shop, prefix: "${LINK}new", path: pages/new/index}`,
      );
      const refused = oneLine(await stack.fail(UP));
      expect(refused).toContain(`Account shop (${SHOP}) cannot be used: `);
      expect(refused).toContain("onAccountFailure: skip");
      expect(writes(emulator, before)).toEqual([]);
      stack.set("wechat-qr-jump:onAccountFailure", "skip");
      const skipped = oneLine(await stack.succeed(...UP));
      expect(skipped).toContain(`Account shop (${SHOP}) is skipped`);
      expect(skipped).toContain("skippedAccounts");
      expect(owners(emulator)).toEqual({
        [DOOR]: [OFFICIAL, "pages/door/index"],
        [LINK]: [SHOP, "pages/shop/index"],
        [MENU]: [CAFE, "pages/menu/new"],
      });
      // A rule that leaves the list stays as well.
      stack.writeRules(
        RULES.split("\n")
          .filter((line) => !line.includes("account: shop"))
          .join("\n"),
      );
      await stack.succeed(...UP);
      expect(owners(emulator)[LINK]).toEqual([SHOP, "pages/shop/index"]);
      const refreshed = oneLine(await stack.succeed("refresh", "--yes", "--skip-preview"));
      expect(refreshed).toContain("is skipped");
      expect(await stack.resources()).toHaveLength(3);
    }));

  test("takes its rules over from a stack that had one of the accounts for its own", () =>
    withStack(async (stack, emulator) => {
      emulator.putAccounts([{ account: SHOP, secret: SECRETS[SHOP] ?? "" }]);
      stack.writeRules(`- {prefix: ${LINK}, path: pages/shop/index}`);
      await stack.up();
      const before = emulator.calls().length;
      stack.unset("wechat-qr-jump:appId");
      stack.unset("wechat-qr-jump:appSecret");
      stack.set("wechat-qr-jump:accounts", { main: { appId: ACCOUNT }, shop: { appId: SHOP } });
      stack.env = { ...stack.env, WECHAT_MAIN_APP_SECRET: "emulator-secret", WECHAT_SHOP_APP_SECRET: SECRETS[SHOP] };
      expect(oneLine(await stack.fail(UP))).toContain(
        "account is missing, and this stack has several; write one of main, shop",
      );
      stack.writeRules(`- {account: main, prefix: ${LINK}, path: pages/shop/index}`);
      expect(await stack.up()).toContain("2 unchanged");
      expect(writes(emulator, before)).toEqual([]);
      stack.writeRules(
        `- {account: main, prefix: ${LINK}, path: pages/shop/index}\n- {account: shop, prefix: ${MENU}, path: pages/menu/index}`,
      );
      await stack.up();
      // An account that would lose all its rules is a mistake until it is said to be none.
      stack.writeRules(`- {account: main, prefix: ${LINK}, path: pages/shop/index}`);
      expect(oneLine(await stack.fail(UP))).toContain(`deletes all 1 rule of account shop (${SHOP})`);
      expect(Object.keys(live(emulator))).toHaveLength(2);
      await stack.succeed("up", "--yes", "--skip-preview", "--config", "wechat-qr-jump:maxDeletes=1");
      expect(Object.keys(live(emulator))).toEqual([LINK]);
    }));
});
