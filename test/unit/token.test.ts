import type { Credentials } from "../../provider/settings/credentials";
import { refusal } from "../../provider/wechat/errors";
import { Http } from "../../provider/wechat/http";
import { TokenSource } from "../../provider/wechat/token";
import { json, silence, startServer, text, type ScriptedServer } from "./http-support";
import { ACCOUNT, SECRET, SHOP, wechatErrorOf } from "./support";

const APP: Credentials = { kind: "appSecret", appId: ACCOUNT, appSecret: SECRET };
const REFUSED = refusal("publish it", 40001, "invalid credential");
const HOUR_MS = 3_600_000;

let server: ScriptedServer;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.UTC(2026, 0, 15);
  server = await startServer(...[1, 2, 3].map((nth) => json({ access_token: `token-${nth}`, expires_in: 7200 })));
});
afterEach(() => server.close());

const source = (credentials: Credentials = APP, commandTimeoutMs?: number, httpTimeoutMs = 5_000) =>
  new TokenSource(credentials, new Http(server.url, httpTimeoutMs), () => nowMs, commandTimeoutMs);

describe("a token had for an app id and its secret", () => {
  test("is asked for where repeated calls give the same one, and without forcing a new one", async () => {
    expect(await source().get()).toBe("token-1");
    expect(server.received).toMatchObject([{ method: "POST", path: "/cgi-bin/stable_token", query: {} }]);
    expect(JSON.parse(server.received[0]?.body ?? "")).toEqual({
      grant_type: "client_credential",
      appid: ACCOUNT,
      secret: SECRET,
      force_refresh: false,
    });
  });

  test("is fetched once for fifty that want it at the same time, and kept", async () => {
    const tokens = source();
    const got = await Promise.all(Array.from({ length: 50 }, () => tokens.get()));
    expect(new Set(got)).toEqual(new Set(["token-1"]));
    expect(await tokens.get()).toBe("token-1");
    expect(server.received).toHaveLength(1);
  });

  test("is used until five minutes before it expires, and then fetched anew, once for all", async () => {
    const tokens = source();
    await tokens.get();
    nowMs += 2 * HOUR_MS - 5 * 60_000 - 1;
    expect(await tokens.get()).toBe("token-1");
    nowMs += 1;
    expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(Array(3).fill("token-2"));
    expect(server.received).toHaveLength(2);
  });

  test("is renewed at nine tenths of its life where that is short", async () => {
    server.answers = [1, 2].map((nth) => json({ access_token: `token-${nth}`, expires_in: "100" }));
    const tokens = source();
    await tokens.get();
    nowMs += 89_999;
    expect(await tokens.get()).toBe("token-1");
    nowMs += 1;
    expect(await tokens.get()).toBe("token-2");
  });

  test("is fetched anew, once, when WeChat has refused it to several calls", async () => {
    const tokens = source();
    await tokens.get();
    for (let call = 0; call < 3; call++) await tokens.refused("token-1", REFUSED);
    expect(await Promise.all([tokens.get(), tokens.get()])).toEqual(["token-2", "token-2"]);
    await tokens.refused("token-1", REFUSED);
    expect(await tokens.get()).toBe("token-2");
    expect(server.received).toHaveLength(2);
  });

  test("is asked for again after a fetch that failed", async () => {
    server.answers.unshift(json({ errcode: -1, errmsg: "system error" }));
    const tokens = source();
    const errors = await Promise.all([wechatErrorOf(tokens.get()), wechatErrorOf(tokens.get())]);
    for (const { message } of errors) expect(message).toContain(`fetch the access token of ${ACCOUNT}: -1 `);
    expect(await tokens.get()).toBe("token-1");
    expect(server.received).toHaveLength(2);
  });

  test.each([
    [40125, "wechat-qr-jump:appSecret"],
    [40013, "wechat-qr-jump:appId"],
  ])("is not had when WeChat answers %p, whose sentence names %s and no secret", async (errcode, setting) => {
    server.answers = [json({ errcode, errmsg: "no" })];
    const error = await wechatErrorOf(source().get());
    expect(error.code).toBe(errcode);
    expect(error.message).toContain(setting);
    expect(error.message).not.toContain(SECRET);
    expect(server.received).toHaveLength(1);
  });

  test.each([{}, { access_token: "t" }, { access_token: "", expires_in: 7200 }, { access_token: 7, expires_in: 1 }])(
    "is not taken from the answer %j",
    async (answer) => {
      server.answers = [json(answer)];
      expect((await wechatErrorOf(source().get())).message).toBe(
        `fetch the access token of ${ACCOUNT}: the answer holds no token; check wechat-qr-jump:endpoint.`,
      );
    },
  );
});

describe("an access token that is given", () => {
  const given = () => source({ kind: "accessToken", accessToken: "given-token" });

  test("is used without a call", async () => {
    const tokens = given();
    nowMs += 1000 * HOUR_MS;
    expect(await tokens.get()).toBe("given-token");
    expect(server.received).toEqual([]);
  });

  test("cannot be renewed when WeChat refuses it: the error names where to give a new one", async () => {
    const error = await given().refused("given-token", REFUSED);
    expect(error.message).toBe(
      "publish it: 40001 the access token is invalid or has expired; " +
        "give a new one in wechat-qr-jump:accessToken or WECHAT_ACCESS_TOKEN.",
    );
    expect(error).toMatchObject({ code: 40001, outcome: "refused", retry: undefined });
  });
});

const PRINTED = "92_AbCdEfGhIjKlMnOpQrStUvWxYz-0123456789";

describe("a command that prints the token", () => {
  const command = (line: string, timeoutMs?: number) =>
    source({ kind: "accessTokenCommand", command: line }, timeoutMs);

  test.each([
    ["bare", `echo '${PRINTED}'`],
    ["between blank lines", `echo; echo '  ${PRINTED}'; echo`],
    ["in WeChat's JSON", `echo '{"access_token":"${PRINTED}","expires_in":7200}'`],
    ["while it warns on its other output", `echo warning >&2; echo '${PRINTED}'`],
  ])("may print it %s", async (_how, line) => {
    expect(await command(line).get()).toBe(PRINTED);
  });

  test("is run once for all, and again when WeChat refuses what it printed", async () => {
    const tokens = command(`echo run-$$-${PRINTED}`);
    const [first, second] = await Promise.all([tokens.get(), tokens.get()]);
    expect(first).toBe(second);
    await tokens.refused(first ?? "", REFUSED);
    expect(await tokens.get()).not.toBe(first);
  });

  test.each([
    ["nothing", "true"],
    ["several words", "echo no token today, sorry"],
    ["something too short", "echo token"],
    ["JSON without a token", `echo '{"errcode":0,"errmsg":"invalid appid 0123456789"}'`],
    ["broken JSON", `echo '{"access_token":"${PRINTED}"'`],
    ["letters that no token has", "echo 令牌令牌令牌令牌令牌令牌令牌令牌"],
  ])("is refused when it prints %s, without showing it", async (_what, line) => {
    const { message, outcome } = await wechatErrorOf(command(line).get());
    expect(message).toBe(
      "read the access token from wechat-qr-jump:accessTokenCommand: what it gave is not a token; " +
        "it must give the current access token and nothing else.",
    );
    expect(outcome).toBe("refused");
  });

  test("is refused when it fails, with its exit code and without what it printed", async () => {
    const error = await wechatErrorOf(command(`echo '${PRINTED}'; echo s3cret >&2; exit 3`).get());
    expect(error.message).toBe(
      "run wechat-qr-jump:accessTokenCommand: it ended with exit code 3; " +
        "run it by hand to see why; it must print the current access token and nothing else.",
    );
    expect(JSON.stringify(error)).not.toContain("s3cret");
  });

  test("is ended when it hangs", async () => {
    const error = await wechatErrorOf(command("sleep 5", 40).get());
    expect(error.message).toContain("run wechat-qr-jump:accessTokenCommand: it did not end within 0.04 s;");
  });
});

describe("an address that gives the token", () => {
  const address = (timeoutMs?: number) =>
    source({ kind: "accessTokenUrl", url: `${server.url}/wechat/token?app=1` }, undefined, timeoutMs);

  test.each([
    ["bare", text(`${PRINTED}\n`)],
    ["in WeChat's JSON", json({ access_token: PRINTED, expires_in: 7200 })],
  ])("may give it %s", async (_how, answer) => {
    server.answers = [answer];
    expect(await address().get()).toBe(PRINTED);
    expect(server.received).toMatchObject([{ method: "GET", path: "/wechat/token", query: { app: "1" }, body: "" }]);
  });

  test("is refused when it answers another status than 200, which is said", async () => {
    server.answers = [text(PRINTED, 403)];
    expect((await wechatErrorOf(address().get())).message).toBe(
      "fetch the access token from wechat-qr-jump:accessTokenUrl: HTTP 403; correct the setting, or fix the token server.",
    );
  });

  test("is refused when it gives a web page", async () => {
    server.answers = [text("<html>log in</html>")];
    expect((await wechatErrorOf(address().get())).message).toContain("what it gave is not a token");
  });

  test("is given up when it does not answer, without showing the address's query", async () => {
    server.answers = [silence];
    const error = await wechatErrorOf(address(40).get());
    expect(error.message).toContain(`no answer within 0.04 s from ${server.url};`);
    expect(error.message).not.toContain("app=1");
  });
});

describe("a third-party platform's token for an authorizer", () => {
  const authorizer = () =>
    source({
      kind: "authorizer",
      componentAppId: "wx00000000000000c1",
      component: { setting: "componentAccessToken", value: "component-token" },
      authorizerAppId: SHOP,
      refresh: { setting: "authorizerRefreshToken", value: "refresh-token" },
    });

  test("is had in exchange for the refresh token", async () => {
    server.answers = [json({ authorizer_access_token: "a-token", expires_in: 7200, authorizer_refresh_token: "next" })];
    expect(await authorizer().get()).toBe("a-token");
    expect(server.received).toMatchObject([
      {
        method: "POST",
        path: "/cgi-bin/component/api_authorizer_token",
        query: { component_access_token: "component-token" },
      },
    ]);
    expect(JSON.parse(server.received[0]?.body ?? "")).toEqual({
      component_appid: "wx00000000000000c1",
      authorizer_appid: SHOP,
      authorizer_refresh_token: "refresh-token",
    });
  });

  test("is not had when the refresh token is invalid: the error names the account and the setting", async () => {
    server.answers = [json({ errcode: 61023, errmsg: "refresh_token is invalid" })];
    const error = await wechatErrorOf(authorizer().get());
    expect(error.message).toContain(`fetch the access token of authorizer ${SHOP}: 61023 `);
    expect(error.message).toContain("wechat-qr-jump:authorizerRefreshToken");
    expect(error.message).not.toMatch(/refresh-token|component-token/);
  });
});

describe("a refusal of WeChat that is passed on instead of a token", () => {
  const relayed = JSON.stringify({ errcode: 40125, errmsg: "invalid appsecret rid: 65f0a1b2-0c1d2e3f-4a5b6c7d" });
  const command = (line: string) => source({ kind: "accessTokenCommand", command: line });
  const url = () => source({ kind: "accessTokenUrl", url: `${server.url}/token` });

  test.each([
    ["a command", () => command(`echo '${relayed}'`), "accessTokenCommand"],
    ["a command that fails", () => command(`echo '${relayed}'; exit 22`), "accessTokenCommand"],
    ["a URL", url, "accessTokenUrl"],
  ])("is told with its code and what to do: %s", async (_what, tokens, setting) => {
    server.answers = [text(relayed)];
    const error = await wechatErrorOf(tokens().get());
    expect(error.code).toBe(40125);
    expect(error.message).toMatch(/: 40125 the app secret is wrong \(rid 65f0a1b2-0c1d2e3f-4a5b6c7d\); /);
    expect(error.message).toMatch(new RegExp(`; correct the app secret that wechat-qr-jump:${setting} uses\\.$`));
  });

  test.each([
    [
      { errcode: "40164", errmsg: "invalid ip 203.0.113.7, not in whitelist" },
      /40164 .*\(it saw 203\.0\.113\.7\); add the address/,
    ],
    [{ errcode: 45009, errmsg: "reach max api daily quota limit" }, /45009 .*run again after midnight/],
    [
      { errcode: 99999, errmsg: "a\n::error::b secret=hunter2" },
      /99999 WeChat answers "a\\n\\u003a:error::b secret=\*\*\*"/,
    ],
    [{ errcode: 40001, errmsg: "" }, /40001 .*; renew the credentials that wechat-qr-jump:accessTokenUrl uses\.$/],
  ])("is told whatever it is: %j", async (answer, message) => {
    server.answers = [json(answer), json(answer, 500)];
    expect((await wechatErrorOf(url().get())).message).toMatch(message);
    expect((await wechatErrorOf(url().get())).message).toMatch(message);
  });

  test.each([
    ["quotes", `"${PRINTED}"`],
    ["single quotes and blanks", `  '${PRINTED}'\n`],
    ["a byte order mark", `\ufeff${PRINTED}\r\n`],
    ["quotes within WeChat's JSON", JSON.stringify({ errcode: 0, access_token: ` "${PRINTED}" ` })],
  ])("is not seen in a token with %s around it", async (_what, answer) => {
    server.answers = [text(answer)];
    expect(await url().get()).toBe(PRINTED);
  });

  test.each([`"${PRINTED}`, `${PRINTED}'`, `Bearer ${PRINTED}`, `${PRINTED}\n${PRINTED}`, `\u201c${PRINTED}\u201d`])(
    "a token that cannot be one is not shown: %j",
    async (answer) => {
      server.answers = [text(answer)];
      const { message } = await wechatErrorOf(url().get());
      expect(message).toContain("what it gave is not a token");
      expect(message).not.toContain(PRINTED);
    },
  );
});

describe("what to do about a refusal names the setting to renew", () => {
  const AUTHORIZER: Credentials = {
    kind: "authorizer",
    componentAppId: "wx0123456789abcde0",
    component: { setting: "componentAccessToken", value: "component-token" },
    authorizerAppId: ACCOUNT,
    refresh: { setting: "authorizerRefreshToken", value: "refresh-token" },
  };

  test.each([
    [AUTHORIZER, 42001, "wechat-qr-jump:componentAccessToken or WECHAT_COMPONENT_ACCESS_TOKEN"],
    [AUTHORIZER, 40001, "wechat-qr-jump:componentAccessToken"],
    [AUTHORIZER, 40014, "wechat-qr-jump:componentAccessToken"],
    [AUTHORIZER, 61023, "wechat-qr-jump:authorizerRefreshToken"],
    [AUTHORIZER, 61003, "wechat-qr-jump:authorizerAppId"],
    [AUTHORIZER, 40013, "wechat-qr-jump:componentAppId"],
    [APP, 40001, "wechat-qr-jump:appSecret (or WECHAT_APP_SECRET)"],
    [APP, 40125, "wechat-qr-jump:appSecret"],
    [APP, 40013, "wechat-qr-jump:appId"],
  ])("when a token is fetched: %j, %p", async (credentials, errcode, setting) => {
    server.answers = [json({ errcode, errmsg: "access_token expired component-token refresh-token" })];
    const { message } = await wechatErrorOf(source(credentials).get());
    expect(message.split("; ").slice(1).join("; ")).toContain(setting);
    expect(message).not.toMatch(/cgi-bin|component-token|refresh-token/);
  });

  test.each<[Credentials, string]>([
    [{ kind: "accessToken", accessToken: "given-token" }, "wechat-qr-jump:accessToken or WECHAT_ACCESS_TOKEN"],
    [{ kind: "accessTokenCommand", command: "true" }, "wechat-qr-jump:accessTokenCommand"],
    [{ kind: "accessTokenUrl", url: "https://token.example.com" }, "wechat-qr-jump:accessTokenUrl"],
    [AUTHORIZER, "wechat-qr-jump:authorizerRefreshToken"],
    [APP, "wechat-qr-jump:appSecret"],
  ])("when the token is refused: %j", async (credentials, setting) => {
    const { message, code } = await source(credentials).refused("given-token", REFUSED);
    expect(code).toBe(40001);
    expect(message.split("; ").slice(1).join("; ")).toContain(setting);
  });
});
