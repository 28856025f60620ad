import { parse } from "yaml";
import { json, OFFICIAL_LABEL, rules, run, SECRETS, SHOP_LABEL, twoAccounts, withTwo } from "./several-accounts";
import { ACCOUNT, APPID, BUS, DOOR, SECRET, SHOP, withProject, type Project } from "./support";

const busRule = { account: ACCOUNT, prefix: BUS, path: "pages/bus/index", state: 2 } as const;
const shopRule = { account: APPID, prefix: SHOP, path: "pages/shop/index", state: 2 } as const;

/** The rules that a file has, under `rules` or in the stack's file. */
function written(project: Project, file: string): unknown {
  const { config } = parse(project.read(file)) as { config: Record<string, unknown> };
  return config["wechat-qr-jump:rules"];
}

describe("import into a stack with several accounts", () => {
  test("writes the account of each rule, and takes those of all accounts", () =>
    withTwo(async (project) => {
      project.emulator.putRules([busRule, shopRule]);
      const { added } = await json<{ added: object[] }>(project, ["import"]);
      expect(added).toMatchObject([
        { prefix: BUS, account: "official" },
        { prefix: SHOP, account: "shop" },
      ]);
      expect(written(project, "Pulumi.dev.yaml")).toEqual([
        { prefix: BUS, path: "pages/bus/index", account: "official" },
        { prefix: SHOP, path: "pages/shop/index", account: "shop" },
      ]);
      expect((await run(project, ["check", "--live"])).exitCode).toBe(0);
      expect((await run(project, ["import"])).stdout).toMatch(/^Nothing to add: .* 2 rules were declared already\.$/);
    }));

  test("takes the rules of the account that is named alone", () =>
    withTwo(async (project) => {
      project.emulator.putRules([busRule, shopRule]);
      await run(project, ["import", "--account", "shop"]);
      expect(written(project, "Pulumi.dev.yaml")).toMatchObject([{ prefix: SHOP, account: "shop" }]);
      expect(project.emulator.calls().map(({ account }) => account)).not.toContain(ACCOUNT);
    }));

  test("leaves the account out of rules that belong to the stack's own", () =>
    withTwo(async (project) => {
      const accounts = `  wechat-qr-jump:accounts:\n    shop: { appId: ${APPID} }\n`;
      project.config(accounts);
      project.emulator.putRules([busRule, shopRule]);
      await run(project, ["import"], { WECHAT_APP_SECRET: SECRET });
      expect(written(project, "Pulumi.dev.yaml")).toEqual([
        { prefix: BUS, path: "pages/bus/index" },
        { prefix: SHOP, path: "pages/shop/index", account: "shop" },
      ]);
    }));

  test("in a rules file of one account says only the account of the others, the stack's own by its app id", () =>
    withTwo(async (project) => {
      project.config(`  wechat-qr-jump:accounts:\n    shop: { appId: ${APPID} }\n`);
      project.write("shop.yaml", "account: shop\nrules: []\n");
      project.emulator.putRules([busRule, shopRule]);
      const env = { WECHAT_APP_SECRET: SECRET };
      await run(project, ["import", "--file", "shop.yaml"], env);
      expect(parse(project.read("shop.yaml"))).toEqual({
        account: "shop",
        rules: [
          { prefix: BUS, path: "pages/bus/index", account: ACCOUNT },
          { prefix: SHOP, path: "pages/shop/index" },
        ],
      });
      expect((await run(project, ["check", "--live"], env)).exitCode).toBe(0);
    }));

  test("writes nothing where a rule would land in another account", () =>
    withProject(async (project) => {
      // Nothing names the account of these credentials.
      const token = project.emulator.issueToken(ACCOUNT);
      const yaml = `  wechat-qr-jump:accounts:\n    shop: { appId: ${APPID} }\n${rules(`{prefix: "${BUS}", path: pages/bus/index}`)}`;
      project.write("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:endpoint: ${project.emulator.url}\n${yaml}`);
      project.write("shop.yaml", "account: shop\nrules: []\n");
      project.emulator.putRules([busRule, { ...busRule, prefix: `${BUS}2` }]);
      const before = project.read("shop.yaml");
      const env = { ...SECRETS, WECHAT_ACCESS_TOKEN: token };
      expect(await project.fail(["import", "--file", "shop.yaml"], env)).toBe(
        "shop.yaml is of another account than the stack's own, whose app id is not known; nothing was written. Set wechat-qr-jump:appId, or name another file.",
      );
      expect(project.read("shop.yaml")).toBe(before);
    }));

  test("leaves a rule alone that is live in another account than declared, and says so", () =>
    withTwo(async (project) => {
      twoAccounts(project, rules(`{account: official, prefix: "${SHOP}", path: pages/shop/index}`));
      project.emulator.putRules([shopRule]);
      const { exitCode, stdout } = await run(project, ["import"]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain(`left as it is; is live in account ${SHOP_LABEL}, declared for ${OFFICIAL_LABEL}`);
      const { differing } = await json<{ differing: object[] }>(project, ["import"]);
      expect(differing).toMatchObject([{ prefix: SHOP, account: "official", liveAccount: "shop" }]);
    }));

  test("asks which service account has the rules that open a mini program", () =>
    withTwo(async (project) => {
      project.emulator.putRules([{ account: ACCOUNT, prefix: DOOR, path: "pages/door", appid: APPID, state: 2 }]);
      expect(await project.fail(["import", "--appid", APPID], SECRETS, 2)).toBe(
        `Say which account with --account; there are ${OFFICIAL_LABEL}, ${SHOP_LABEL}.`,
      );
      await run(project, ["import", "--appid", APPID, "--account", "official"]);
      expect(written(project, "Pulumi.dev.yaml")).toMatchObject([{ prefix: DOOR, appid: APPID, account: "official" }]);
    }));

  test("writes nothing where one account cannot be read, and names it", () =>
    withTwo(async (project) => {
      project.emulator.putRules([busRule, shopRule]);
      const before = project.read("Pulumi.dev.yaml");
      const sentence = await project.fail(["import"], { ...SECRETS, WECHAT_SHOP_APP_SECRET: "wrong" });
      expect(sentence).toMatch(new RegExp(`^Account shop \\(${APPID}\\) cannot be used: .*40125`));
      expect(project.read("Pulumi.dev.yaml")).toBe(before);
    }));
});

describe("a platform whose credentials serve any account", () => {
  test("takes over the rules of an account that no rule names yet, by its app id", () =>
    withProject(async (project) => {
      const platform = "wx00000000000000aa";
      const token = project.emulator.issueComponentToken(platform);
      const settings = `  wechat-qr-jump:endpoint: ${project.emulator.url}\n  wechat-qr-jump:componentAppId: ${platform}\n`;
      project.write("Pulumi.dev.yaml", `config:\n${settings}`);
      project.emulator.putRules([shopRule]);
      const env = { ...SECRETS, WECHAT_COMPONENT_ACCESS_TOKEN: token };
      expect(await project.run(["import", "--account", APPID], env)).toMatchObject({ exitCode: 0 });
      expect(written(project, "Pulumi.dev.yaml")).toEqual([{ prefix: SHOP, path: "pages/shop/index", account: APPID }]);
      expect((await project.run(["check", "--live"], env)).exitCode).toBe(0);
    }));
});
