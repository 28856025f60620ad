import { exposedSecrets } from "../../provider/settings/exposed-secrets";

const KEY = "wechat-qr-jump:endpoint";
const exposed = (config: Record<string, string>, env: NodeJS.ProcessEnv = {}) =>
  exposedSecrets(config, env, (key) => config[key]?.startsWith('{"secure":') === true);

describe("an endpoint", () => {
  test.each([
    ["http://proxy.example.com/wechat", "proxy.example.com"],
    ["http://10.0.0.7:8080", "10.0.0.7:8080"],
    ["HTTP://user:password@proxy.example.com", "proxy.example.com"],
    ["http://localhost.example.com", "localhost.example.com"],
    ["http://[2001:db8::5]:80", "[2001:db8::5]"],
    [" http://127.example.com ", "127.example.com"],
  ])("without TLS is doubted, by its host alone: %s", (endpoint, host) => {
    const told = [`wechat-qr-jump:endpoint is http://${host}, so tokens and secrets travel there in clear; use https.`];
    expect(exposed({ [KEY]: endpoint })).toEqual(told);
    expect(exposed({ [KEY]: "https://proxy.example.com" }, { WECHAT_ENDPOINT: endpoint })).toEqual(told);
  });

  test.each([
    "https://proxy.example.com",
    "http://127.0.0.1:8080",
    "http://127.0.0.2",
    "http://[::1]:8080",
    "http://localhost:8080",
    "http://wechat.localhost",
    "no URL",
    "",
  ])("that nobody listens to is not: %s", (endpoint) => {
    expect(exposed({ [KEY]: endpoint })).toEqual([]);
    expect(exposed({ [KEY]: "http://proxy.example.com" }, { WECHAT_ENDPOINT: "https://proxy.example.com" })).toEqual(
      [],
    );
  });
});

describe("a secret", () => {
  test.each(["appSecret", "accessToken", "componentAccessToken", "authorizerRefreshToken"])(
    "in clear is doubted, by its name alone: %s",
    (name) => {
      const key = `wechat-qr-jump:${name}`;
      expect(exposed({ [key]: "s3cret" })).toEqual([
        `${key} is in clear in the stack's file; run "pulumi config set --secret ${key}" to encrypt it, and renew it if the file was shared.`,
      ]);
      expect(exposed({ [key]: '{"secure":"v1:abc"}' })).toEqual([]);
    },
  );

  test("in the environment is not, nor what is none", () => {
    expect(exposed({ "wechat-qr-jump:appId": "wx0123456789abcdef" }, { WECHAT_APP_SECRET: "s3cret" })).toEqual([]);
    expect(exposed({ "other:appSecret": "s3cret", "wechat-qr-jump:accessTokenCommand": "get-token" })).toEqual([]);
  });
});

describe("a secret of one of several accounts", () => {
  const ACCOUNTS = "wechat-qr-jump:accounts";
  const map = {
    official: { appId: "wx0123456789abcdef", appSecret: "s3cret" },
    shop: { appId: "wxe5f52902cf4de896", appSecret: { secure: "v1:abc" } },
  };
  const told = [
    `${ACCOUNTS}.official.appSecret is in clear in the stack's file; run "pulumi config set --secret --path '${ACCOUNTS}.official.appSecret'" to encrypt it, and renew it if the file was shared.`,
  ];

  test("in clear is doubted, one by one", () => {
    expect(exposed({ [ACCOUNTS]: JSON.stringify(map) })).toEqual(told);
    expect(exposed({ [ACCOUNTS]: '{"secure":"v1:abc"}' })).toEqual([]);
  });

  test("is looked for in the stack's file where Pulumi has decrypted the map, of which one secret is encrypted", () => {
    const decrypted = { [ACCOUNTS]: JSON.stringify({ ...map, shop: { ...map.shop, appSecret: "decrypted" } }) };
    const isEncrypted = (key: string) => key === ACCOUNTS;
    expect(exposedSecrets(decrypted, {}, isEncrypted, undefined, JSON.stringify(map))).toEqual(told);
    expect(exposedSecrets(decrypted, {}, isEncrypted)).toEqual([]);
  });

  test("may also be in a file that others can read", () => {
    const tokens = { [ACCOUNTS]: JSON.stringify({ shop: { authorizerRefreshTokens: "shop.yaml" } }) };
    const doubts = (env: NodeJS.ProcessEnv) =>
      exposedSecrets(
        tokens,
        env,
        () => false,
        (file) => file === "shop.yaml",
      );
    expect(doubts({})).toEqual([
      `${ACCOUNTS}.shop.authorizerRefreshTokens names shop.yaml, which other users of this machine may read; run "chmod 600 shop.yaml".`,
    ]);
    expect(doubts({ WECHAT_SHOP_AUTHORIZER_REFRESH_TOKENS: "mine.yaml" })).toEqual([]);
  });
});
