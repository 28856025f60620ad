import { ACCOUNT, APPID, BUS, DOOR, SHOP, withProject } from "./support";
import { json, OFFICIAL_LABEL, rules, run, SECRETS, SHOP_LABEL, twoAccounts, withTwo } from "./several-accounts";

const bus = `{account: official, prefix: "${BUS}", path: pages/bus/index}`;
const shop = `{account: shop, prefix: "${SHOP}", path: pages/shop/index}`;
const live = { state: 2 } as const;

interface Checked {
  stacks: { live: Record<string, unknown>[]; failed?: Record<string, unknown>[]; pages?: Record<string, unknown> }[];
}

describe("check --live of a stack with several accounts", () => {
  test("compares each account with its own rules", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      project.emulator.putRules([
        { account: ACCOUNT, prefix: BUS, path: "pages/bus/index", ...live },
        { account: APPID, prefix: SHOP, path: "pages/shop/index", ...live },
      ]);
      expect(await run(project, ["check", "--live"])).toEqual({
        exitCode: 0,
        stdout: "Pulumi.dev.yaml: 2 rules, no mistakes, and WeChat is as declared.",
        stderr: "",
      });
    }));

  test("names the account of what is missing, not declared, and live in another account than declared", () =>
    withTwo(async (project) => {
      const more = `${SHOP}more`;
      twoAccounts(project, rules(bus, shop));
      project.emulator.putRules([
        { account: APPID, prefix: BUS, path: "pages/bus/index", ...live },
        { account: APPID, prefix: more, path: "pages/more", ...live },
      ]);
      const { exitCode, stdout } = await run(project, ["check", "--live"]);
      expect(exitCode).toBe(1);
      expect(stdout.split("\n")).toEqual([
        "Pulumi.dev.yaml: 2 rules, no mistakes, but WeChat differs in 3:",
        `  elsewhere  ${BUS} (Pulumi.dev.yaml:7): is live in account ${SHOP_LABEL}, declared for ${OFFICIAL_LABEL}; "pulumi up" moves a rule of this stack, otherwise correct its account`,
        `  missing    ${SHOP} (Pulumi.dev.yaml:8): not in account ${SHOP_LABEL}; "pulumi up --refresh" adds it`,
        expect.stringMatching(
          new RegExp(`^ {2}unmanaged {2}${more}: live in account shop \\(${APPID}\\) pages/more .*declares it$`),
        ),
      ]);
      const { stacks } = await json<Checked>(project, ["check", "--live"]);
      expect(stacks[0]?.live).toMatchObject([
        { prefix: BUS, status: "elsewhere", account: "official", liveAccount: "shop" },
        { prefix: SHOP, status: "missing", account: "shop" },
        { prefix: more, status: "unmanaged", account: "shop" },
      ]);
    }));

  test("asks the one account that is named, by its name or its app id", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      project.emulator.putRules([{ account: APPID, prefix: SHOP, path: "pages/shop/index", ...live }]);
      for (const name of ["shop", APPID]) {
        expect(await run(project, ["check", "--live", "--account", name])).toMatchObject({ exitCode: 0 });
      }
      expect((await run(project, ["check", "--live", "--account", "official"])).stdout).toContain("differs in 1:");
      const asked = project.emulator.calls().filter(({ endpoint }) => endpoint === "qrcodejumpget");
      expect(asked.map(({ account }) => account)).toEqual([APPID, APPID, ACCOUNT]);
    }));

  test("shows the others where one cannot be used", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      const { exitCode, stdout } = await run(project, ["check", "--live"], { WECHAT_OFFICIAL_APP_SECRET: "wrong" });
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/no mistakes, but WeChat differs in 1, and 1 account cannot be looked at:\n {2}missing/);
      expect(stdout).toMatch(new RegExp(`\\n {2}Account official \\(${ACCOUNT}\\) cannot be used: .*40125`));
      const { stacks } = await json<Checked>(project, ["check", "--live"], { WECHAT_OFFICIAL_APP_SECRET: "wrong" });
      expect(stacks[0]).toMatchObject({
        live: [{ prefix: SHOP, account: "shop" }],
        failed: [{ account: "official", reason: expect.stringContaining("40125") as string }],
      });
    }));

  test("asks for pages in the account that has them, also those that a service account's rules open", () =>
    withTwo(async (project) => {
      const door = `{account: official, prefix: "${DOOR}", appid: ${APPID}, path: pages/door/index}`;
      twoAccounts(project, rules(door, shop));
      project.emulator.setOptions({ pages: { [APPID]: ["pages/door/index"] } });
      const { stdout } = await run(project, ["check", "--live", "--pages"]);
      expect(stdout).toContain("2 pages: 1 in the released version, 1 not in it, 0 not looked at.");
      expect(stdout).toContain(`page pages/shop/index of ${SHOP} is not in the released version`);
      const asked = project.emulator.calls().filter(({ endpoint }) => endpoint === "getwxacodeunlimit");
      expect(asked.map(({ account }) => account)).toEqual([APPID, APPID]);
    }));
});

describe("--account", () => {
  test.each([
    ["shp", 'account "shp" is none of this stack\'s; did you mean shop?'],
    ["x", 'account "x" is none of this stack\'s; write one of official, shop.'],
    ["wx1111111111111111", "account wx1111111111111111 is none of this stack's, and its credentials serve no others; "],
  ])("that the stack does not have is wrong usage, with what may be meant: %s", (name, said) =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      for (const args of [
        ["check", "--live"],
        ["doctor"],
        ["import"],
        ["report", "--out", "r.html"],
        ["ownership-file"],
      ]) {
        const sentence = await project.fail([...args, "--account", name], SECRETS, 2);
        expect(sentence).toContain(`--account ${name}: ${said}`);
      }
      expect(project.emulator.calls()).toEqual([]);
    }),
  );

  test("of a stack with one account may only be that one", () =>
    withProject(async (project) => {
      project.rules(`- {prefix: "${BUS}", path: pages/bus/index}`);
      const said = `--account ${APPID}: this stack has one account, ${ACCOUNT}; leave the option out.`;
      expect(await project.fail(["doctor", "--account", APPID], {}, 2)).toBe(said);
      expect((await project.run(["check", "--live", "--account", ACCOUNT])).stdout).toContain("differs in 1");
    }));

  test("that is written with a mistake is refused: it would be taken for another account", () =>
    withTwo(async (project) => {
      project.write(
        "Pulumi.dev.yaml",
        `config:\n  wechat-qr-jump:appId: ${ACCOUNT}\n  wechat-qr-jump:accounts:\n    shop: { appSecret: x }\n`,
      );
      expect(await project.fail(["doctor", "--account", "shop"])).toContain(
        "--account shop: wechat-qr-jump:accounts.shop",
      );
      expect(project.emulator.calls()).toEqual([]);
    }));

  test("says what check without --live has not, and which stack must be named", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      expect(await project.fail(["check", "--account", "shop"], SECRETS, 2)).toContain(
        'only --live does; write "check --live --account shop"',
      );
      project.write("Pulumi.prod.yaml", project.read("Pulumi.dev.yaml"));
      expect(await project.fail(["check", "--live", "--account", "shop"], SECRETS, 2)).toContain("--stack");
    }));
});

describe("doctor of a stack with several accounts", () => {
  test("examines each under its name; one that fails does not hide the others", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      project.emulator.setQuotaLeft(7, APPID);
      const { exitCode, stdout } = await run(project, ["doctor"], { WECHAT_OFFICIAL_APP_SECRET: "wrong" });
      expect(exitCode).toBe(1);
      const [common, official = "", own = ""] = stdout.split(/^Account .*:\n/m);
      expect(stdout).toContain(`\nAccount ${OFFICIAL_LABEL}:\n`);
      expect(common).toMatch(/Pulumi CLI: .*\n$/);
      expect(official).toMatch(/^ {2}ok {6}settings: .*appSecret of wx0123456789abcdef\n {2}FIX {5}token: .*40125/);
      expect(own).toMatch(/ {2}ok {6}publishes: 7 publishes left this month\n/);
      expect(own).toMatch(new RegExp(`\n2 accounts, to fix: official \\(${ACCOUNT}\\)\\.$`));
    }));

  test("has the account in JSON, and asks the one that is named alone", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      const { checks } = await json<{ checks: { name: string; account?: string; verdict: string }[] }>(project, [
        "doctor",
        "--account",
        "shop",
      ]);
      const [cli, ...others] = checks;
      expect(cli?.account).toBeUndefined();
      expect(new Set(others.map(({ account }) => account))).toEqual(new Set(["shop"]));
      expect(others.map(({ verdict }) => verdict)).toEqual(Array(7).fill("ok"));
    }));

  test("knows the variables of the accounts, and doubts others that look alike", () =>
    withTwo(async (project) => {
      const { stdout } = await run(project, ["doctor"], { WECHAT_SHOP_APP_SECRETT: "x" });
      expect(stdout).toContain(
        "WECHAT_SHOP_APP_SECRETT is not one of this tool's; did you mean WECHAT_SHOP_APP_SECRET?",
      );
      expect(stdout).not.toContain("WECHAT_SHOP_APP_SECRET is not one");
    }));

  test("and check warn of a secret of an account in clear", () =>
    withTwo(async (project) => {
      const yaml = `config:\n  wechat-qr-jump:accounts:\n    shop: { appId: ${APPID}, appSecret: in-clear }\n${rules(shop)}`;
      project.write("Pulumi.dev.yaml", yaml);
      const said = "wechat-qr-jump:accounts.shop.appSecret is in clear in the stack's file";
      expect((await run(project, ["check"])).stdout).toContain(`warning: Pulumi.dev.yaml: ${said}`);
      expect((await run(project, ["doctor"], { WECHAT_ENDPOINT: project.emulator.url })).stdout).toContain(said);
    }));
});
