import { Accounts } from "../../provider/settings/accounts";
import { EncryptedError, NoCredentialsError, SettingsError } from "../../provider/settings/source";

const OWN = "wx00000000000000a1";
const SHOP = "wx00000000000000b2";
const CAFE = "wx00000000000000c3";
const OTHER = "wx00000000000000d4";
const GIVER = "https://tokens.example.com/{appId}";

function accountsOf(config: Record<string, unknown>, env: NodeJS.ProcessEnv = {}): Accounts {
  const texts = new Map(
    Object.entries(config).map(([name, value]) => [
      `wechat-qr-jump:${name}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  return new Accounts((key) => texts.get(key), env);
}

const shop = { appId: SHOP, appSecret: "shop-secret" };
const cafe = { appId: CAFE, appSecret: "cafe-secret" };
const own = { appId: OWN, appSecret: "own-secret" };

describe("the account of a rule", () => {
  const owner = (accounts: Accounts, written?: string) => {
    const resolved = accounts.resolve(written);
    return "owner" in resolved ? (resolved.owner ?? "own") : resolved.reason;
  };

  test("is the stack's own where there is no other, whatever the settings lack", () => {
    for (const config of [{}, own, { appId: OWN }, { accessToken: "x" }, { accessTokenUrl: "https://t.example.com" }]) {
      expect(owner(accountsOf(config))).toBe("own");
      expect(accountsOf(config).areSeveral).toBe(false);
    }
  });

  test("is a name's, the stack's own or the only one, and otherwise a mistake that names them", () => {
    const three = accountsOf({ ...own, accounts: { shop, cafe } });
    expect([owner(three), owner(three, "shop"), owner(three, CAFE), owner(three, OWN)]).toEqual([
      "own",
      SHOP,
      CAFE,
      "own",
    ]);
    expect(owner(three, "shopp")).toBe('account "shopp" is none of this stack\'s; did you mean shop?');
    expect(owner(three, "elsewhere")).toBe('account "elsewhere" is none of this stack\'s; write one of shop, cafe');
    expect(owner(three, OTHER)).toBe(
      `account ${OTHER} is none of this stack's, and its credentials serve no others; write one of shop, cafe`,
    );
    expect(owner(accountsOf({ accounts: { shop } }))).toBe(SHOP);
    expect(owner(accountsOf({ accounts: { shop, cafe } }))).toBe(
      "account is missing, and this stack has several; write one of shop, cafe",
    );
  });

  test.each<[string, Record<string, unknown>]>([
    ["a URL", { accessTokenUrl: GIVER }],
    ["a command", { accessTokenCommand: "token {appId}" }],
    ["a platform", { componentAppId: OTHER, componentAccessTokenUrl: "https://t.example.com" }],
  ])("is any app id where the credentials serve any: %s", (_, config) => {
    const any = accountsOf(config);
    expect([any.areSeveral, owner(any, SHOP), any.label(SHOP)]).toEqual([true, SHOP, SHOP]);
    expect(any.ownerOf(CAFE)).toEqual({ owner: CAFE });
  });

  test("is what the state says, if it is one of the stack's", () => {
    expect(accountsOf(own).ownerOf(OWN)).toEqual({ owner: undefined });
    expect(accountsOf(own).ownerOf(undefined)).toEqual({ owner: undefined });
    expect(accountsOf(own).ownerOf(SHOP)).toBeUndefined();
    expect(accountsOf({ ...own, accounts: { shop } }).ownerOf(SHOP)).toEqual({ owner: SHOP });
    expect(accountsOf({ accounts: { shop, cafe } }).ownerOf(undefined)).toBeUndefined();
    // Whose token it is, nobody says; without any credentials there is nothing to compare with.
    expect(accountsOf({ accessToken: "x" }).ownerOf(SHOP)).toEqual({ owner: undefined });
    expect(accountsOf({}).ownerOf(SHOP)).toEqual({ owner: undefined });
  });
});

describe("the settings of an account", () => {
  test("are its own, and for what it lacks the stack's", () => {
    const accounts = accountsOf({
      ...own,
      callsPerSecond: 3,
      onDrift: "heal",
      endpoint: "http://127.0.0.1:1/",
      accounts: { shop: { ...shop, callsPerSecond: 9 }, cafe },
    });
    expect(accounts.settingsOf(SHOP)).toMatchObject({
      account: SHOP,
      credentials: { kind: "appSecret", appId: SHOP, appSecret: "shop-secret" },
      callsPerSecond: 9,
      onDrift: "heal",
      endpoint: "http://127.0.0.1:1",
    });
    expect(accounts.settingsOf(CAFE)).toMatchObject({ account: CAFE, callsPerSecond: 3 });
    expect(accounts.settingsOf(undefined)).toMatchObject({ account: OWN, callsPerSecond: 3 });
  });

  test("come from variables of its own, which win", () => {
    const accounts = accountsOf(
      { accounts: { "shop-east": { appId: SHOP, appSecret: { secure: "v1:x" } }, cafeWest: { appId: CAFE } } },
      {
        WECHAT_SHOP_EAST_APP_SECRET: "from-env",
        WECHAT_CAFE_WEST_ACCESS_TOKEN: "token-from-env",
        WECHAT_APP_SECRET: "no",
      },
    );
    expect(accounts.settingsOf(SHOP).credentials).toEqual({ kind: "appSecret", appId: SHOP, appSecret: "from-env" });
    expect(accounts.settingsOf(CAFE).credentials).toEqual({ kind: "accessToken", accessToken: "token-from-env" });
  });

  test.each<[string, Record<string, unknown>, NodeJS.ProcessEnv]>([
    ["secret", own, {}],
    ["secret in the environment", { appId: OWN }, { WECHAT_APP_SECRET: "own-secret" }],
    ["token", { appId: OWN, accessToken: "x".repeat(20) }, {}],
    ["command", { appId: OWN, accessTokenCommand: "echo token" }, {}],
    ["URL", { appId: OWN, accessTokenUrl: "https://t.example.com" }, {}],
  ])("are never the stack's own %s", (_, config, env) => {
    const accounts = accountsOf({ ...config, accounts: { shop: { appId: SHOP } } }, env);
    expect(() => accounts.settingsOf(SHOP)).toThrow(NoCredentialsError);
    expect(() => accounts.settingsOf(SHOP)).toThrow(
      "No WeChat credentials: run \"pulumi config set --path --secret 'wechat-qr-jump:accounts.shop.appSecret' SECRET\" " +
        "or set WECHAT_SHOP_APP_SECRET.",
    );
  });

  test("are those for any account, with its app id", () => {
    const url = accountsOf({ accessTokenUrl: GIVER, accessToken: "", accounts: { shop: { appId: SHOP }, cafe } });
    expect(url.settingsOf(SHOP).credentials).toEqual({ kind: "accessTokenUrl", url: GIVER, appId: SHOP });
    expect(url.settingsOf(OTHER).credentials).toEqual({ kind: "accessTokenUrl", url: GIVER, appId: OTHER });
    expect(url.settingsOf(CAFE).credentials).toMatchObject({ kind: "appSecret", appId: CAFE });
    const withOwnToken = accountsOf({
      accessToken: "own",
      appId: OWN,
      accessTokenUrl: GIVER,
      accounts: { shop: { appId: SHOP } },
    });
    expect(withOwnToken.settingsOf(SHOP).credentials).toMatchObject({ kind: "accessTokenUrl", appId: SHOP });
  });

  test("are a platform's, with refresh tokens of the file or the list, and never another account's", () => {
    const platform = {
      componentAppId: OTHER,
      componentAccessToken: "component",
      authorizerAppId: OWN,
      authorizerRefreshToken: "of-own",
    };
    const accounts = accountsOf({
      ...platform,
      accounts: { shop: { appId: SHOP }, cafe: { appId: CAFE, authorizerRefreshToken: "of-cafe" } },
    });
    expect(accounts.settingsOf(undefined).credentials).toMatchObject({ refresh: { value: "of-own" } });
    expect(accounts.settingsOf(SHOP)).toMatchObject({
      account: SHOP,
      credentials: { kind: "authorizer", authorizerAppId: SHOP, componentAppId: OTHER, refresh: undefined },
    });
    expect(accounts.settingsOf(CAFE).credentials).toMatchObject({ refresh: { value: "of-cafe" } });
    const byFile = accountsOf({ componentAppId: OTHER, componentAccessToken: "c", authorizerRefreshTokens: "t.yaml" });
    expect(byFile.settingsOf(SHOP).credentials).toMatchObject({ authorizerAppId: SHOP, refresh: { value: "t.yaml" } });
  });

  test("need the Pulumi CLI where what they need is encrypted, and nothing else does", () => {
    const secret = { secure: "v1:x" };
    const accounts = accountsOf({
      appId: OWN,
      appSecret: secret,
      accounts: { shop: { appId: SHOP, appSecret: secret }, cafe },
    });
    expect(accounts.problems).toEqual([]);
    expect(() => accounts.settingsOf(undefined)).toThrow(EncryptedError);
    expect(() => accounts.settingsOf(SHOP)).toThrow(EncryptedError);
    expect(accounts.settingsOf(CAFE).account).toBe(CAFE);
  });

  test("are named as they are written where they are wrong", () => {
    const accounts = accountsOf({
      accounts: { shop: { ...shop, onDrift: "cry" }, cafe: { appId: CAFE, appSecret: "a b" } },
    });
    expect(() => accounts.settingsOf(SHOP)).toThrow(
      'wechat-qr-jump:accounts.shop.onDrift (or WECHAT_SHOP_ON_DRIFT) must be one of warn, heal, fail, not "cry".',
    );
    expect(() => accounts.settingsOf(CAFE)).toThrow(SettingsError);
    expect(() => accounts.settingsOf(CAFE)).not.toThrow("a b");
  });
});

describe("what an error says to do", () => {
  const renamed = (accounts: Accounts, owner: string, text: string) => accounts.settingsOf(owner).inOwnNames?.(text);
  const REMEDY =
    'check wechat-qr-jump:appId and wechat-qr-jump:appSecret (or WECHAT_APP_SECRET), run "pulumi config set --secret ' +
    'wechat-qr-jump:appSecret SECRET", lower wechat-qr-jump:callsPerSecond, WECHAT_MAX_DELETES or wechat-qr-jump:maxDeletes';

  test("names the settings of the account, where it has them for itself", () => {
    const accounts = accountsOf({ callsPerSecond: 3, accounts: { shop } });
    expect(renamed(accounts, SHOP, REMEDY)).toBe(
      "check wechat-qr-jump:accounts.shop.appId and wechat-qr-jump:accounts.shop.appSecret (or WECHAT_SHOP_APP_SECRET), run " +
        "\"pulumi config set --path --secret 'wechat-qr-jump:accounts.shop.appSecret' SECRET\", lower wechat-qr-jump:callsPerSecond, " +
        "WECHAT_MAX_DELETES or wechat-qr-jump:maxDeletes",
    );
    expect(accountsOf(own).settingsOf(undefined).inOwnNames).toBeUndefined();
  });

  test("names the stack's settings that serve it, and the rules that name it", () => {
    const text = "correct wechat-qr-jump:authorizerAppId, or wechat-qr-jump:accessTokenUrl (WECHAT_ACCESS_TOKEN_URL)";
    expect(renamed(accountsOf({ accessTokenUrl: GIVER }), SHOP, text)).toBe(
      "correct account in the rules, or wechat-qr-jump:accessTokenUrl (WECHAT_ACCESS_TOKEN_URL)",
    );
  });
});

describe("a map of accounts", () => {
  const problems = (accounts: unknown, env: NodeJS.ProcessEnv = {}, config: Record<string, unknown> = {}) =>
    accountsOf({ ...config, accounts }, env).problems.map(({ path, on, reason }) => [path.join("."), on, reason]);

  test.each<[string, unknown, string, string]>([
    ["no map", ["shop"], "", "wechat-qr-jump:accounts is not a map of accounts"],
    ["text", "shop", "", "wechat-qr-jump:accounts is not a map of accounts"],
    ["an app id for a name", { [SHOP]: shop }, SHOP, `"${SHOP}" cannot be the name of an account`],
    ["blanks in a name", { "my shop": shop }, "my shop", '"my shop" cannot be the name of an account'],
    ["no app id", { shop: { appSecret: "x" } }, "shop", 'shop has no appId; write "appId: wx…" in it'],
    ["no settings", { shop: "wx" }, "shop", "shop has no appId"],
    ["a misspelt setting", { shop: { ...shop, appSecrt: "x" } }, "shop.appSecrt", "did you mean appSecret?"],
    [
      "a guard",
      { shop: { ...shop, maxDeletes: 3 } },
      "shop.maxDeletes",
      "is a setting of the whole stack; write it as wechat-qr-jump:maxDeletes",
    ],
    [
      "a value that cannot be right",
      { shop: { ...shop, callsPerSecond: 0 } },
      "shop.callsPerSecond",
      'must be a whole number from 1 on, not "0"',
    ],
    [
      "an encrypted app id",
      { shop: { appId: { secure: "v1:x" } } },
      "shop.appId",
      "is encrypted, but rules are told apart by it",
    ],
    [
      "one account twice",
      { shop, shop2: shop },
      "shop2.appId",
      "accounts.shop2 and wechat-qr-jump:accounts.shop are the same account",
    ],
    [
      "a name whose variables are a setting's",
      { component: shop },
      "component",
      "WECHAT_COMPONENT_APP_ID, which belongs to componentAppId",
    ],
    ["names whose variables are the same", { "a-b": shop, a_b: cafe }, "a_b", "which belongs to a-b"],
  ])("has one sentence for %s", (_, accounts, path, reason) => {
    const found = problems(accounts);
    expect(found).toEqual([[path, expect.any(String), expect.stringContaining(reason)]]);
    expect(JSON.stringify(found)).not.toContain("shop-secret");
  });

  test("may have names in any script, and app ids from the environment", () => {
    expect(problems({ 门店: shop, cafe_1: cafe })).toEqual([]);
    expect(problems({ shop: {} }, { WECHAT_SHOP_APP_ID: SHOP })).toEqual([]);
    expect(problems({ shop }, {}, { appId: SHOP })).toEqual([
      ["shop.appId", "value", expect.stringContaining("wechat-qr-jump:appId are the same account")],
    ]);
  });
});
