import {
  argumentProblems,
  configOf,
  environmentBeside,
  secretArguments,
} from "../../provider/plugin/provider-arguments";

const APP_ID = "wx0123456789abcdef";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const problems = (args: Record<string, unknown>, isDefault = false, env = {}) =>
  argumentProblems(args, isDefault, env).map(({ property, reason }) => `${property}: ${reason}`);

test("arguments are read as a stack's config would have them, whatever type they arrive in", () => {
  const config = configOf({
    appId: APP_ID,
    callsPerSecond: 3,
    allowOverBudget: true,
    accounts: { shop: { appId: "wx1" } },
  });
  const read = ["appId", "callsPerSecond", "allowOverBudget", "accounts", "appSecret"].map(
    (name) => config[`wechat-qr-jump:${name}`],
  );
  expect(read).toEqual([APP_ID, "3", "true", '{"shop":{"appId":"wx1"}}', undefined]);
});

describe("an explicit provider", () => {
  const env = {
    PATH: "/bin",
    WECHAT_APP_ID: "wx00000000000000bb",
    WECHAT_ACCESS_TOKEN: "of another account",
    WECHAT_CALLS_PER_SECOND: "2",
    WECHAT_SHOP_APP_SECRET: "old",
    WECHAT_SHOP_ACCESS_TOKEN: "of another account",
    WECHAT_CAFE_APP_SECRET: "kept",
  };

  test("with a credential takes none from the environment, but other settings", () => {
    const { PATH, WECHAT_CALLS_PER_SECOND, WECHAT_CAFE_APP_SECRET, WECHAT_SHOP_APP_SECRET, WECHAT_SHOP_ACCESS_TOKEN } =
      env;
    expect(environmentBeside({ appId: APP_ID }, env)).toEqual({
      PATH,
      WECHAT_CALLS_PER_SECOND,
      WECHAT_CAFE_APP_SECRET,
      WECHAT_SHOP_APP_SECRET,
      WECHAT_SHOP_ACCESS_TOKEN,
    });
  });

  test("without a credential takes them from the environment, and its own arguments win", () => {
    const { WECHAT_CALLS_PER_SECOND: _, ...others } = env;
    expect(environmentBeside({ callsPerSecond: 4 }, env)).toEqual(others);
  });

  test("with accounts takes nothing from the environment for one that has a credential of its own", () => {
    const others = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("WECHAT_SHOP_")));
    expect(environmentBeside({ accounts: { shop: { appId: APP_ID, appSecret: "new" } } }, env)).toEqual(others);
  });

  test("is told of each mistake by property, without secrets", () => {
    expect(problems({ appid: APP_ID, appSecret: '"quoted"', callsPerSecond: "many", rules: "[]" })).toEqual([
      expect.stringMatching(/^appid: wechat-qr-jump:appid is not a setting; did you mean wechat-qr-jump:appId\?$/),
      "rules: rules is for rules in the stack's YAML, and does nothing here; remove it.",
      expect.stringMatching(/^appSecret: appSecret must be the bare value, without quotes[^"]*$/),
      'callsPerSecond: callsPerSecond must be a whole number from 1 on, not "many".',
    ]);
    expect(problems({ accounts: { shop: { appSecret: "x" } } })).toEqual([
      expect.stringContaining("accounts.shop: wechat-qr-jump:accounts.shop has no appId"),
    ]);
  });

  test("is not judged by what is not known yet, nor by what Pulumi adds", () => {
    expect(problems({ appId: UNKNOWN, accounts: UNKNOWN, version: "0.1.0", __internal: {} })).toEqual([]);
  });
});

test("the stack's own provider may have settings of programs, and what the environment overrides is not checked", () => {
  expect(problems({ rules: "[]", onDrift: "heal" }, true)).toEqual([]);
  expect(problems({ callsPerSecond: "many" }, true)).toEqual([
    'callsPerSecond: wechat-qr-jump:callsPerSecond must be a whole number from 1 on, not "many".',
  ]);
  expect(problems({ callsPerSecond: "many" }, true, { WECHAT_CALLS_PER_SECOND: "3" })).toEqual([]);
});

test("secret arguments are known by name, also those of accounts", () => {
  const accounts = { shop: { appId: APP_ID, appSecret: "s" } };
  expect(secretArguments({ appId: APP_ID, appSecret: "s", accessToken: "t" })).toEqual(["appSecret", "accessToken"]);
  expect(secretArguments({ accounts })).toEqual(["accounts"]);
  expect(secretArguments({ accounts: JSON.stringify(accounts) })).toEqual(["accounts"]);
  expect(secretArguments({ accounts: { shop: { appId: APP_ID } } })).toEqual([]);
});
