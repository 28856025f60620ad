import { json, OFFICIAL_LABEL, rules, run, SECRETS, SHOP_LABEL, twoAccounts, withTwo } from "./several-accounts";
import { ACCOUNT, APPID, BUS, DOOR, SHOP, withProject } from "./support";

const bus = `{account: official, prefix: "${BUS}", path: pages/bus/index}`;
const shop = `{account: shop, prefix: "${SHOP}", path: pages/shop/index, published: false}`;
const door = `{account: official, prefix: "${DOOR}", appid: ${APPID}, path: pages/door/index}`;

describe("report of a stack with several accounts", () => {
  test("shows the account of each rule, and the publishes of each account", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      project.emulator.putRules([
        { account: ACCOUNT, prefix: BUS, path: "pages/bus/index", state: 2 },
        { account: ACCOUNT, prefix: SHOP, path: "pages/shop/index", state: 1 },
      ]);
      project.emulator.setQuotaLeft(7, APPID);
      expect((await run(project, ["report", "--out", "rules.html"])).stdout.split("\n")).toEqual([
        "Wrote rules.html: 2 rules, of which 0 missing in WeChat, 0 different, 0 not declared; 107 publishes left this month.",
        "Live in another account than declared: 1 rule.",
        `  ${OFFICIAL_LABEL}: 100 publishes left this month`,
        `  ${SHOP_LABEL}: 7 publishes left this month`,
      ]);
      const page = project.read("rules.html");
      expect(page).toContain(`<dd>${OFFICIAL_LABEL}: 100</dd>\n<dd>${SHOP_LABEL}: 7</dd>`);
      expect(page.match(new RegExp(`<dt>Account</dt>\n<dd>official \\(${ACCOUNT}\\)</dd>`, "g"))).toHaveLength(2);
      expect(page).toContain(`<dd>in account ${OFFICIAL_LABEL} instead of ${SHOP_LABEL}</dd>`);
      expect(page).toContain("in another account");
      expect(await json(project, ["report", "--out", "rules.html"])).toMatchObject({
        ...{ rules: 2, elsewhere: 1, publishQuotaLeft: 107 },
        accounts: [
          { account: "official", publishQuotaLeft: 100 },
          { account: "shop", publishQuotaLeft: 7 },
        ],
      });
    }));

  test("is of one account where it is named", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      await run(project, ["report", "--out", "rules.html", "--account", "shop"]);
      const page = project.read("rules.html");
      expect(page).toContain(SHOP);
      expect(page).not.toContain(BUS);
      expect(page).toContain(`<dd>${SHOP_LABEL}</dd>`);
    }));
});

describe("the ownership file of a stack with several accounts", () => {
  test("is that of the only account with link rules", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(door, shop));
      const { served } = await json<{ served: { prefixes: string[] }[] }>(project, ["ownership-file"]);
      expect(served.map(({ prefixes }) => prefixes)).toEqual([[SHOP]]);
      expect(project.emulator.calls().at(-1)).toMatchObject({ endpoint: "qrcodejumpdownload", account: APPID });
    }));

  test("is that of the named account where more than one could be meant", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, shop));
      expect(await project.fail(["ownership-file"], SECRETS, 2)).toBe(
        `Say which account with --account; there are ${OFFICIAL_LABEL}, ${SHOP_LABEL}.`,
      );
      await run(project, ["ownership-file", "--account", "official"]);
      expect(project.emulator.calls().at(-1)).toMatchObject({ endpoint: "qrcodejumpdownload", account: ACCOUNT });
    }));
});

describe("stacks", () => {
  test("says what each account of a stack has, whatever account the environment is of", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(bus, door, shop));
      const env = { WECHAT_APP_ID: APPID };
      expect((await run(project, ["stacks"], env)).stdout.split("\n")).toEqual([
        "Pulumi.dev.yaml: 3 rules, 2 published, of 2 accounts.",
        `  ${OFFICIAL_LABEL}: 2 rules, 2 published`,
        `  ${SHOP_LABEL}: 1 rule, 0 published`,
        "1 stack, 3 rules, 2 published.",
      ]);
      const { stacks } = await json<{ stacks: object[] }>(project, ["stacks"], env);
      expect(stacks).toMatchObject([
        {
          stack: "dev",
          accounts: [
            { name: "official", appId: ACCOUNT, rules: 2, published: 2 },
            { name: "shop", appId: APPID, rules: 1, published: 0 },
          ],
        },
      ]);
      expect(stacks[0]).not.toHaveProperty("appId");
      expect(project.emulator.calls()).toEqual([]);
    }));

  test("lists the accounts of a platform that only rules name", () =>
    withProject(async (project) => {
      const settings =
        "config:\n  wechat-qr-jump:componentAppId: wx00000000000000aa\n  wechat-qr-jump:componentAccessTokenUrl: https://tokens.example.com/\n";
      project.write("Pulumi.dev.yaml", settings + rules(shop.replace("shop,", `${APPID},`)));
      const { stacks } = await json<{ stacks: { accounts: object[] }[] }>(project, ["stacks"]);
      expect(stacks[0]?.accounts).toEqual([{ appId: APPID, rules: 1, published: 0 }]);
    }));
});
