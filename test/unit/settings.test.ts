import { readGuards, readSettings } from "../../provider/settings/settings";
import { NoCredentialsError, SettingsError } from "../../provider/settings/source";
import { environmentVariable } from "../../provider/settings/table";
import { ACCOUNT, SHOP } from "./support";

type Texts = Record<string, string>;

/** Settings out of config by name without its namespace, and environment by variable. */
function settings(config: Texts, env: Texts = {}) {
  return readSettings((key) => config[key.replace(/^wechat-qr-jump:/, "")], env);
}

function problemOf(config: Texts, env: Texts = {}): SettingsError {
  try {
    settings(config, env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error("the settings were taken");
}

const SECRET = { appId: ACCOUNT, appSecret: "s3cret-of-the-app" };

describe("credentials", () => {
  test("are the app id and its secret, and everything else has a default", () => {
    expect(settings(SECRET)).toEqual({
      account: ACCOUNT,
      credentials: { kind: "appSecret", ...SECRET },
      endpoint: "https://api.weixin.qq.com",
      callsPerSecond: 5,
      callsPerMinute: 200,
      onExisting: "adoptIdentical",
      onDrift: "warn",
      timeoutMs: 15_000,
      outlastMs: 600_000,
    });
  });

  test("are an access token, whose account is known only where the app id is written too", () => {
    expect(settings({ accessToken: "t" })).toMatchObject({
      account: undefined,
      credentials: { kind: "accessToken", accessToken: "t" },
    });
    expect(settings({ accessToken: "t", appId: ACCOUNT }).account).toBe(ACCOUNT);
  });

  test("are a command that prints the token", () => {
    expect(settings({ accessTokenCommand: "get-token --quiet" }).credentials).toEqual({
      kind: "accessTokenCommand",
      command: "get-token --quiet",
    });
  });

  test("take an app id where {appId} stands in a command or an address, and say where none is set", () => {
    for (const config of [
      { accessTokenCommand: "get-token {appId}" },
      { accessTokenUrl: "http://tokens.example/{appId}" },
    ]) {
      expect(settings({ ...config, appId: ACCOUNT }).credentials).toMatchObject({ appId: ACCOUNT });
      expect(problemOf(config).message).toMatch(
        /^wechat-qr-jump:appId is missing \(accessToken\w+ needs it\); run "pulumi/,
      );
    }
    expect(settings({ accessTokenCommand: "get-token ${appId}" }).credentials).toMatchObject({ appId: undefined });
  });

  test("are an address that gives the token", () => {
    expect(settings({ accessTokenUrl: "http://tokens.example/wechat?app=1" }).credentials).toEqual({
      kind: "accessTokenUrl",
      url: "http://tokens.example/wechat?app=1",
    });
  });

  test("are an address that is asked exactly as it is written", () => {
    expect(settings({ accessTokenUrl: "https://tokens.example/wechat/" }).credentials).toEqual({
      kind: "accessTokenUrl",
      url: "https://tokens.example/wechat/",
    });
  });

  test("are a third-party platform's for its authorizer, which is then the account", () => {
    const platform = {
      componentAppId: "wx00000000000000c1",
      componentAccessToken: "component-token",
      authorizerAppId: SHOP,
      authorizerRefreshToken: "refresh-token",
    };
    expect(settings(platform)).toMatchObject({
      account: SHOP,
      credentials: {
        kind: "authorizer",
        componentAppId: platform.componentAppId,
        component: { setting: "componentAccessToken", value: "component-token" },
        authorizerAppId: SHOP,
        refresh: { setting: "authorizerRefreshToken", value: "refresh-token" },
      },
    });
    for (const missing of ["componentAppId", "authorizerAppId"] as const) {
      const { [missing]: _, ...rest } = platform;
      expect(problemOf(rest).message).toBe(
        `wechat-qr-jump:${missing} is missing (authorizerRefreshToken needs it); run "pulumi config set ` +
          `wechat-qr-jump:${missing} VALUE" or set ${environmentVariable(missing)}.`,
      );
    }
  });

  test("need the app id beside its secret", () => {
    expect(problemOf({ appSecret: "s" }).message).toBe(
      'wechat-qr-jump:appId is missing (appSecret needs it); run "pulumi config set wechat-qr-jump:appId VALUE" or set WECHAT_APP_ID.',
    );
    expect(problemOf({ appSecret: "s" })).not.toBeInstanceOf(NoCredentialsError);
  });

  test.each([{}, { appId: ACCOUNT }, { appSecret: "", accessToken: "" }, { endpoint: "http://127.0.0.1:1" }])(
    "are missing in %p, which is an error of its own that names both ways to give them",
    (config) => {
      const problem = problemOf(config);
      expect(problem).toBeInstanceOf(NoCredentialsError);
      expect(problem.message).toBe(
        'No WeChat credentials: run "pulumi config set wechat-qr-jump:appId APPID" and ' +
          '"pulumi config set --secret wechat-qr-jump:appSecret SECRET", or set WECHAT_APP_ID and WECHAT_APP_SECRET.',
      );
    },
  );
});

describe("which setting wins", () => {
  test("is the environment over the config, for every setting", () => {
    const config = { ...SECRET, endpoint: "http://old.example", callsPerSecond: "1", callsPerMinute: "1" };
    const env = {
      WECHAT_APP_ID: SHOP,
      WECHAT_APP_SECRET: "rotated",
      WECHAT_ENDPOINT: "http://new.example",
      WECHAT_CALLS_PER_SECOND: "2",
      WECHAT_CALLS_PER_MINUTE: "3",
      WECHAT_ON_EXISTING: "fail",
      WECHAT_ON_DRIFT: "heal",
      WECHAT_TIMEOUT_SECONDS: "4",
      WECHAT_OUTLAST_SECONDS: "300",
    };
    expect(settings({ ...config, onExisting: "adopt", timeoutSeconds: "9", outlastSeconds: "8" }, env)).toEqual({
      account: SHOP,
      credentials: { kind: "appSecret", appId: SHOP, appSecret: "rotated" },
      endpoint: "http://new.example",
      callsPerSecond: 2,
      callsPerMinute: 3,
      onExisting: "fail",
      onDrift: "heal",
      timeoutMs: 4000,
      outlastMs: 300_000,
    });
  });

  test("is the config where the variable is empty", () => {
    expect(settings(SECRET, { WECHAT_APP_SECRET: "", WECHAT_APP_ID: "" }).credentials).toMatchObject(SECRET);
  });

  test("is the kind of credentials that the environment names, over any kind in the config", () => {
    const config = { appId: ACCOUNT, accessToken: "old-token" };
    expect(settings(config, { WECHAT_APP_SECRET: "new" }).credentials).toEqual({
      kind: "appSecret",
      appId: ACCOUNT,
      appSecret: "new",
    });
  });

  test("is the access token, then the command, then the address, then the authorizer, where one place names several kinds", () => {
    const all: Texts = {
      ...SECRET,
      accessToken: "t",
      accessTokenCommand: "c",
      accessTokenUrl: "http://tokens.example",
      componentAppId: "wx00000000000000c1",
      componentAccessToken: "ct",
      authorizerAppId: SHOP,
      authorizerRefreshToken: "r",
    };
    const order = ["accessToken", "accessTokenCommand", "accessTokenUrl", "authorizerRefreshToken", "appSecret"];
    const kinds = order.map((key) => {
      const { kind } = settings(all).credentials;
      delete all[key];
      return kind;
    });
    expect(kinds).toEqual(["accessToken", "accessTokenCommand", "accessTokenUrl", "authorizer", "appSecret"]);
  });
});

describe("a malformed setting", () => {
  const APP_ID = '"wx" and 16 hexadecimal digits';
  const COUNT = "a whole number from 1 on";
  test.each([
    ["appId", "gh_123", "WECHAT_APP_ID", `${APP_ID}, not "gh_123"`],
    ["appId", "wx0123456789ABCDEF", "WECHAT_APP_ID", `${APP_ID}, not "wx0123456789ABCDEF"`],
    ["endpoint", "api.weixin.qq.com", "WECHAT_ENDPOINT", "an http or https URL"],
    ["endpoint", "ftp://api.weixin.qq.com", "WECHAT_ENDPOINT", "an http or https URL"],
    ["callsPerSecond", "0", "WECHAT_CALLS_PER_SECOND", `${COUNT}, not "0"`],
    ["callsPerSecond", "five", "WECHAT_CALLS_PER_SECOND", `${COUNT}, not "five"`],
    ["callsPerMinute", "-1", "WECHAT_CALLS_PER_MINUTE", `${COUNT}, not "-1"`],
    ["callsPerMinute", "2.5", "WECHAT_CALLS_PER_MINUTE", `${COUNT}, not "2.5"`],
    ["timeoutSeconds", "15s", "WECHAT_TIMEOUT_SECONDS", 'a number of seconds up to 86400, not "15s"'],
    ["onExisting", "Adopt", "WECHAT_ON_EXISTING", 'one of adoptIdentical, adopt, fail, not "Adopt"'],
  ])("%s %p is refused, naming the setting, the variable and what to write", (name, value, variable, expected) => {
    const sentence = `wechat-qr-jump:${name} (or ${variable}) must be ${expected}.`;
    expect(problemOf({ ...SECRET, [name]: value }).message).toBe(sentence);
    expect(problemOf(SECRET, { [variable]: value }).message).toBe(sentence);
  });

  test("address of the token server is refused without showing it, as it may hold a secret", () => {
    const problem = problemOf({ accessTokenUrl: "tokens.example/?key=s3cret" });
    expect(problem.message).toBe(
      "wechat-qr-jump:accessTokenUrl (or WECHAT_ACCESS_TOKEN_URL) must be an http or https URL.",
    );
  });

  test("never puts the secret into the sentence", () => {
    const broken = [{ endpoint: "x" }, { appId: "x" }, { callsPerSecond: "x" }, { onExisting: "x" }];
    for (const wrong of broken) expect(problemOf({ ...SECRET, ...wrong }).message).not.toContain(SECRET.appSecret);
  });
});

test("the endpoint loses the slashes at its end, so that paths can be joined to it", () => {
  expect(settings({ ...SECRET, endpoint: "https://proxy.example/wechat//" }).endpoint).toBe(
    "https://proxy.example/wechat",
  );
});

test("a setting's variable is its name in capitals", () => {
  expect(
    (["appSecret", "endpoint", "authorizerRefreshToken"] as const).map((name) => environmentVariable(name)),
  ).toEqual(["WECHAT_APP_SECRET", "WECHAT_ENDPOINT", "WECHAT_AUTHORIZER_REFRESH_TOKEN"]);
});

describe("the guards' settings", () => {
  const guards = (config: Texts, env: Texts = {}) =>
    readGuards((key) => config[key.replace(/^wechat-qr-jump:/, "")], env);

  test("need no credentials and have defaults", () => {
    expect(guards({})).toEqual({
      maxDeletes: undefined,
      allowDelete: [],
      allowShadowing: false,
      allowOverBudget: false,
    });
  });

  test("may be written in the config, also as 0, and the environment wins for one run", () => {
    const config = { maxDeletes: "0", allowShadowing: "true", allowOverBudget: "false" };
    expect(guards(config)).toEqual({ maxDeletes: 0, allowDelete: [], allowShadowing: true, allowOverBudget: false });
    const env = { WECHAT_MAX_DELETES: "12", WECHAT_ALLOW_SHADOWING: "false", WECHAT_ALLOW_OVER_BUDGET: "true" };
    expect(guards(config, env)).toEqual({
      maxDeletes: 12,
      allowDelete: [],
      allowShadowing: false,
      allowOverBudget: true,
    });
  });

  test.each([
    [
      '["https://qr.example.com/a", "http://weixin.qq.com/q/1"]',
      ["https://qr.example.com/a", "http://weixin.qq.com/q/1"],
    ],
    ["https://qr.example.com/a", ["https://qr.example.com/a"]],
    ["https://qr.example.com/a,http://weixin.qq.com/q/1", ["https://qr.example.com/a", "http://weixin.qq.com/q/1"]],
    [
      " https://qr.example.com/a,\n https://qr.example.com/b ",
      ["https://qr.example.com/a", "https://qr.example.com/b"],
    ],
    ["https://qr.example.com/a,b,https://qr.example.com/c", ["https://qr.example.com/a,b", "https://qr.example.com/c"]],
  ])("take a list of prefixes from the config or the environment: %s", (text, prefixes) => {
    expect(guards({ allowDelete: text }).allowDelete).toEqual(prefixes);
    expect(guards({}, { WECHAT_ALLOW_DELETE: text }).allowDelete).toEqual(prefixes);
  });

  test.each([
    [
      { allowDelete: "all" },
      'wechat-qr-jump:allowDelete (or WECHAT_ALLOW_DELETE) must be a list of prefixes, not "all".',
    ],
    [
      { allowDelete: "[1]" },
      'wechat-qr-jump:allowDelete (or WECHAT_ALLOW_DELETE) must be a list of prefixes, not "[1]".',
    ],
    [
      { maxDeletes: "30%" },
      'wechat-qr-jump:maxDeletes (or WECHAT_MAX_DELETES) must be a whole number from 0 on, not "30%".',
    ],
    [
      { maxDeletes: "-1" },
      'wechat-qr-jump:maxDeletes (or WECHAT_MAX_DELETES) must be a whole number from 0 on, not "-1".',
    ],
    [
      { allowShadowing: "yes" },
      'wechat-qr-jump:allowShadowing (or WECHAT_ALLOW_SHADOWING) must be one of false, true, not "yes".',
    ],
    [
      { allowOverBudget: "1" },
      'wechat-qr-jump:allowOverBudget (or WECHAT_ALLOW_OVER_BUDGET) must be one of false, true, not "1".',
    ],
  ])("are refused when malformed: %p", (config, sentence) => {
    expect(() => guards(config as Texts)).toThrow(sentence);
  });
});

describe("a value that was pasted", () => {
  const platform = {
    componentAppId: "wx00000000000000c1",
    componentAccessToken: "component-token",
    authorizerAppId: ACCOUNT,
    authorizerRefreshToken: "refreshtoken@@@abc",
  };
  const PASTED: [string, (text: string) => string][] = [
    ["a line end", (text) => `${text}\n`],
    ["a Windows line end", (text) => `${text}\r\n`],
    ["blanks", (text) => `  ${text}\t`],
    ["a byte order mark", (text) => `\ufeff${text}`],
  ];

  test.each(PASTED)("is the same with %s around it", (_what, paste) => {
    for (const config of [SECRET, { accessToken: "t" }, { accessTokenUrl: "https://t.example/" }, platform]) {
      const pasted = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, paste(value)]));
      expect(settings(pasted)).toEqual(settings(config));
      const env = Object.fromEntries(
        Object.entries(pasted).map(([name, value]) => [environmentVariable(name as "appId"), value]),
      );
      expect(settings({}, env)).toEqual(settings(config));
    }
  });

  test.each(["appSecret", "accessToken", "componentAccessToken", "authorizerRefreshToken"])(
    "is refused by name, without showing it, where it cannot be right: %s",
    (name) => {
      const value = "s3cret-of-the-app";
      const wrong = [
        `"${value}"`,
        `'${value}'`,
        `\`${value}`,
        `${value}"`,
        `${value} x`,
        `${value}\n${value}`,
        `\u201c${value}\u201d`,
        `${value}\u200b`,
        " ",
      ];
      for (const text of wrong) {
        const { message } = problemOf({ ...SECRET, ...(name === "appSecret" ? {} : platform), [name]: text });
        expect(message).toMatch(
          new RegExp(
            `^wechat-qr-jump:${name} \\(or WECHAT_[A-Z_]+\\) must be the bare value, without quotes around it`,
          ),
        );
        expect(message).not.toContain(value);
      }
    },
  );
});
