import { readSettings } from "../../provider/settings/settings";
import { SettingsError } from "../../provider/settings/source";
import { ACCOUNT, SHOP } from "./support";

type Texts = Record<string, string>;

const PLATFORM = { componentAppId: "wx00000000000000c1", authorizerAppId: SHOP };
const COMMAND = { componentAccessTokenCommand: "get-component-token" };
const URL = { componentAccessTokenUrl: "https://tokens.example/component" };
const VALUE = { componentAccessToken: "component-token" };

const credentials = (config: Texts, env: Texts = {}) =>
  readSettings((key) => config[key.replace(/^wechat-qr-jump:/, "")], env).credentials;

function problemOf(config: Texts, env: Texts = {}): string {
  try {
    credentials(config, env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error("the settings were taken");
}

describe("a platform's own token", () => {
  test.each([VALUE, COMMAND, URL])("makes a platform of the stack, without a refresh token: %j", (own) => {
    const [[setting, value] = []] = Object.entries(own);
    expect(credentials({ ...PLATFORM, ...own })).toEqual({
      kind: "authorizer",
      ...PLATFORM,
      component: { setting, value },
      refresh: undefined,
    });
  });

  test.each([
    [{ ...VALUE, ...COMMAND }, "wechat-qr-jump:componentAccessToken, wechat-qr-jump:componentAccessTokenCommand"],
    [{ ...COMMAND, ...URL }, "wechat-qr-jump:componentAccessTokenCommand, wechat-qr-jump:componentAccessTokenUrl"],
    [
      { ...COMMAND, authorizerRefreshToken: "r", authorizerRefreshTokens: "tokens.yaml" },
      "wechat-qr-jump:authorizerRefreshToken, wechat-qr-jump:authorizerRefreshTokens",
    ],
  ])("is refused where several settings give one thing: %j", (several, names) => {
    expect(problemOf({ ...PLATFORM, ...several })).toBe(
      `Of ${names} only one may be set, in the stack's config or in the environment; remove the others.`,
    );
  });

  test.each([{ authorizerRefreshToken: "r" }, { authorizerRefreshTokens: "tokens.yaml" }])(
    "is missed by name where nothing gives it: %j",
    (refresh) => {
      expect(problemOf({ ...PLATFORM, ...refresh })).toBe(
        "One of wechat-qr-jump:componentAccessToken, wechat-qr-jump:componentAccessTokenCommand, " +
          `wechat-qr-jump:componentAccessTokenUrl is missing (${Object.keys(refresh)[0]} needs it); run "pulumi config ` +
          'set wechat-qr-jump:componentAccessTokenCommand COMMAND" or set WECHAT_COMPONENT_ACCESS_TOKEN_COMMAND.',
      );
    },
  );

  test("is the environment's where both places give one", () => {
    const env = { WECHAT_COMPONENT_ACCESS_TOKEN: "today's", WECHAT_AUTHORIZER_REFRESH_TOKENS: "tokens.yaml" };
    expect(credentials({ ...PLATFORM, ...COMMAND, authorizerRefreshToken: "r" }, env)).toMatchObject({
      component: { setting: "componentAccessToken", value: "today's" },
      refresh: { setting: "authorizerRefreshTokens", value: "tokens.yaml" },
    });
  });

  test("needs the platform and the account", () => {
    expect(problemOf({ authorizerAppId: SHOP, ...COMMAND })).toMatch(
      /^wechat-qr-jump:componentAppId is missing \(componentAccessTokenCommand needs it\); run/,
    );
    expect(problemOf({ componentAppId: PLATFORM.componentAppId, ...URL })).toMatch(
      /^wechat-qr-jump:authorizerAppId is missing \(componentAccessTokenUrl needs it\); run/,
    );
  });
});

describe("stacks of before", () => {
  const secret = { appId: ACCOUNT, appSecret: "s3cret-of-the-app" };

  test("with an AppSecret and a platform's current token use the AppSecret, wherever the token is", () => {
    expect(credentials({ ...secret, ...VALUE })).toMatchObject({ kind: "appSecret" });
    expect(credentials(secret, { WECHAT_COMPONENT_ACCESS_TOKEN: "t" })).toMatchObject({ kind: "appSecret" });
  });

  test("with a refresh token use it, with the platform's token from either place", () => {
    const stack = { ...PLATFORM, authorizerRefreshToken: "r" };
    const expected = { kind: "authorizer", refresh: { setting: "authorizerRefreshToken", value: "r" } };
    expect(credentials({ ...stack, ...VALUE })).toMatchObject(expected);
    expect(credentials(stack, { WECHAT_COMPONENT_ACCESS_TOKEN: "t" })).toMatchObject(expected);
  });
});
