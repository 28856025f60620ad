import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { describeWithCli, live, writeCalls, writes } from "../engine/support";
import { withExample, type Example } from "./example";

const OFFICIAL = "wx0123456789abcdef";
const SHOP = "wx1111111111111111";
const CAFE = "wx2222222222222222";
const GIFT = "https://qr.example.com/gift/";
const TABLE = "https://qr.example.com/table/";
const SECRETS = { official: "official-secret", shop: "shop-secret", cafe: "cafe-secret" };

const NOODLES = SHOP;
const TEA = CAFE;
const BOOKS = "wx3333333333333333";

const UP = ["up", "--yes", "--skip-preview"];
const oneLine = (output: string) => output.replace(/\s+/g, " ");

/** What is live: prefix → account. */
const owners = (emulator: Emulator) =>
  Object.fromEntries(emulator.state().rules.map(({ account, prefix }) => [prefix, account]));

describeWithCli("the example company", () => {
  const LIVE = {
    "http://weixin.qq.com/q/02P5KzM_door": OFFICIAL,
    "http://weixin.qq.com/q/02P5KzM_menu": OFFICIAL,
    "https://qr.example.com/shop/": SHOP,
    [GIFT]: SHOP,
    [TABLE]: CAFE,
  };

  test("makes the rules of three accounts with the README's commands, and moves one by moving its lines", () =>
    withCompany(async (example, emulator) => {
      await example.up();
      expect(owners(emulator)).toEqual(LIVE);
      expect(JSON.parse(await example.succeed("stack", "output", "--json"))).toMatchObject({
        accountCount: 3,
        accounts: { official: { ruleCount: 2 }, shop: { ruleCount: 2 }, cafe: { ruleCount: 1 } },
      });

      const before = emulator.calls().length;
      const lines = `  - prefix: ${GIFT}\n    path: pages/gift/index\n`;
      edit(example, "rules/shop.yaml", lines, "");
      add(example, "rules/cafe.yaml", lines);
      await example.up();
      expect(owners(emulator)).toEqual({ ...LIVE, [GIFT]: CAFE });
      expect(writeCalls(emulator, before).map(({ endpoint, account }) => [endpoint, account])).toEqual([
        ["qrcodejumpdelete", SHOP],
        ["qrcodejumpadd", CAFE],
        ["qrcodejumppublish", CAFE],
      ]);
      expect(await example.fail(["destroy", "--yes"])).toContain("protect");
      await example.destroy("--exclude-protected");
      expect(Object.keys(live(emulator))).toEqual(["http://weixin.qq.com/q/02P5KzM_door"]);
    }));

  test("deletes the last rule of an account only if it is named, and lets the account go after that", () =>
    withCompany(async (example, emulator) => {
      await example.up();
      rmSync(join(example.folder, "rules/cafe.yaml"));
      expect(oneLine(await example.fail(UP))).toContain(`deletes all 1 rule of account cafe (${CAFE})`);
      expect(owners(emulator)).toEqual(LIVE);
      const { exitCode } = await example.run(UP, { WECHAT_ALLOW_DELETE: TABLE });
      expect([exitCode, owners(emulator)[TABLE]]).toEqual([0, undefined]);
      await example.succeed("config", "rm", "--path", "wechat-qr-jump:accounts.cafe");
      expect(await example.up()).toContain("5 unchanged");
    }));

  test("stops before anything begins if one account's secret is wrong, or skips that account", () =>
    withCompany(async (example, emulator) => {
      await example.up();
      const before = emulator.calls().length;
      edit(example, "rules/shop.yaml", "pages/gift/index", "pages/gift/new");
      edit(example, "rules/cafe.yaml", "pages/order/index", "pages/order/new");
      const wrong = { WECHAT_CAFE_APP_SECRET: "renewed-elsewhere" };
      const output = oneLine(await example.fail(UP, wrong));
      expect(output).toContain(`Account cafe (${CAFE}) cannot be used: `);
      expect(writes(emulator, before)).toEqual([]);
      const skipped = await example.run(UP, { ...wrong, WECHAT_ON_ACCOUNT_FAILURE: "skip" });
      expect(skipped.exitCode).toBe(0);
      expect(live(emulator)).toMatchObject({ [GIFT]: "pages/gift/new", [TABLE]: "pages/order/index" });
    }));
});

describeWithCli("the example platform", () => {
  const LIVE = {
    "https://noodles.example.com/table/": NOODLES,
    "https://noodles.example.com/menu/": NOODLES,
    "https://tea.example.com/": TEA,
    "https://books.example.com/": BOOKS,
  };

  test("makes the rules of all merchants with tokens from one server, without a secret in the stack", () =>
    withPlatform(async (example, emulator) => {
      await example.up();
      expect(owners(emulator)).toEqual(LIVE);
      expect(read(example, "Pulumi.dev.yaml")).not.toContain("secure:");
      expect(await example.up()).toContain("5 unchanged");

      const merchant =
        "account: wx4444444444444444\nrules:\n  - {prefix: https://fruit.example.com/, path: pages/fruit}\n";
      writeFileSync(join(example.folder, "merchants/fruit.yaml"), merchant);
      await example.up();
      expect(owners(emulator)).toEqual({ ...LIVE, "https://fruit.example.com/": "wx4444444444444444" });
      await example.destroy();
      expect(live(emulator)).toEqual({});
    }));

  test("leaves the rules of a merchant that has revoked as they are, names it in an output, and goes on with the others", () =>
    withPlatform(async (example, emulator, revoked) => {
      await example.up();
      revoked.add(TEA);
      rmSync(join(example.folder, "merchants/tea.yaml"));
      edit(example, "merchants/books.yaml", "pages/books/index", "pages/books/new");
      const output = oneLine(await example.up());
      expect(output).toContain(`Account ${TEA} is skipped (onAccountFailure: skip)`);
      expect(output).toContain("61003");
      expect(JSON.parse(await example.succeed("stack", "output", "--json"))).toMatchObject({ skippedAccounts: [TEA] });
      expect(owners(emulator)).toEqual(LIVE);
      expect(live(emulator)["https://books.example.com/"]).toBe("pages/books/new");

      revoked.clear();
      expect(oneLine(await example.fail(UP))).toContain(`deletes all 1 rule of account ${TEA}`);
      expect(owners(emulator)).toEqual(LIVE);
    }));

  test("with --continue-on-error makes the others' rules where one is refused, and deletes nothing in that run", () =>
    withPlatform(async (example, emulator) => {
      await example.up();
      emulator.setFaults([
        { kind: "errcode", code: 85073, times: 99, match: { endpoint: "qrcodejumpadd", account: NOODLES } },
      ]);
      const rules = (host: string, count: number) =>
        Array.from(
          { length: count },
          (_, n) => `  - {prefix: "https://${host}.example.com/n${n}/", path: pages/new}\n`,
        ).join("");
      add(example, "merchants/noodles.yaml", rules("noodles", 1));
      edit(example, "merchants/tea.yaml", "https://tea.example.com/", "https://tea.example.com/green/");
      add(example, "merchants/books.yaml", rules("books", 30));
      expect(await example.fail([...UP, "--continue-on-error"])).toContain("85073");
      const books = Object.keys(live(emulator)).filter((prefix) => prefix.includes("books"));
      expect(books).toHaveLength(31);
      expect(owners(emulator)).toMatchObject({
        "https://tea.example.com/": TEA,
        "https://tea.example.com/green/": TEA,
      });

      emulator.setFaults([]);
      await example.up();
      expect(owners(emulator)["https://tea.example.com/"]).toBeUndefined();
      expect(owners(emulator)["https://noodles.example.com/n0/"]).toBe(NOODLES);
    }));
});

/** The example as its README sets it up, with the emulator in place of WeChat. */
function withCompany(test: (example: Example, emulator: Emulator) => Promise<void>): Promise<void> {
  return withExample("company", async (example, emulator) => {
    emulator.putAccounts([
      { account: OFFICIAL, secret: SECRETS.official },
      { account: SHOP, secret: SECRETS.shop },
      { account: CAFE, secret: SECRETS.cafe },
    ]);
    example.secrets.push(...Object.values(SECRETS));
    example.env = { WECHAT_ENDPOINT: emulator.url };
    example.linkPackages();
    expect(await example.shell("npx wechat-qr-jump check")).toMatchObject({ exitCode: 0 });
    await example.succeed("stack", "init", "dev");
    for (const [name, secret] of Object.entries(SECRETS)) {
      await example.succeed("config", "set", "--path", "--secret", `wechat-qr-jump:accounts.${name}.appSecret`, secret);
    }
    await test(example, emulator);
  });
}

/** The same with a token server that has the secrets of all merchants. */
function withPlatform(
  test: (example: Example, emulator: Emulator, revoked: Set<string>) => Promise<void>,
): Promise<void> {
  return withExample("platform", async (example, emulator) => {
    const revoked = new Set<string>();
    const server = createServer((request, response) => {
      const appid = request.url?.split("/").pop() ?? "";
      void tokenOf(appid, emulator, revoked).then((answer) => response.end(answer));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as AddressInfo;
      example.env = {
        WECHAT_ENDPOINT: emulator.url,
        WECHAT_ACCESS_TOKEN_URL: `http://127.0.0.1:${port}/wechat/{appId}`,
      };
      example.linkPackages();
      expect(await example.shell("npx wechat-qr-jump check")).toMatchObject({ exitCode: 0 });
      await example.succeed("stack", "init", "dev");
      await test(example, emulator, revoked);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
}

async function tokenOf(appid: string, emulator: Emulator, revoked: ReadonlySet<string>): Promise<string> {
  if (revoked.has(appid))
    return JSON.stringify({ errcode: 61003, errmsg: "component is not authorized by this account" });
  const body = JSON.stringify({ grant_type: "client_credential", appid, secret: emulator.options.secret });
  const answer = await fetch(`${emulator.url}/cgi-bin/stable_token`, { method: "POST", body });
  return answer.text();
}

function read(example: Example, file: string): string {
  return readFileSync(join(example.folder, file), "utf8");
}

function add(example: Example, file: string, lines: string): void {
  writeFileSync(join(example.folder, file), read(example, file) + lines);
}

function edit(example: Example, file: string, from: string, to: string): void {
  const text = read(example, file);
  expect(text).toContain(from);
  writeFileSync(join(example.folder, file), text.replaceAll(from, to));
}
