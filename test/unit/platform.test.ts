import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Authorizer } from "../../provider/settings/credentials";
import { exposedSecrets } from "../../provider/settings/exposed-secrets";
import { othersMayRead } from "../../provider/system/project-folder";
import { refusal } from "../../provider/wechat/errors";
import { Http } from "../../provider/wechat/http";
import { TokenSource } from "../../provider/wechat/token";
import { PLATFORM } from "../emulator/test-client";
import { leaksIn } from "../reliability/leaks";
import { json, startServer, text } from "./http-support";
import { ACCOUNT, SHOP, useEmulator, wechatErrorOf } from "./support";

const emulator = useEmulator();
const REFUSED = refusal("use it", 40001, "invalid credential");
const initial = (account: string) => `refreshtoken@@@${account}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "platform-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, "tokens.yaml");
const printed = () => join(folder, "component-token");
/** What a command prints that runs once more each time. */
const counting = (then: string) => `echo run >> ${join(folder, "runs")}; ${then}`;

function credentials(changes: Partial<Authorizer> = {}): Authorizer {
  const component = { setting: "componentAccessToken", value: emulator().issueComponentToken(PLATFORM) } as const;
  return {
    kind: "authorizer",
    componentAppId: PLATFORM,
    component,
    authorizerAppId: ACCOUNT,
    refresh: undefined,
    ...changes,
  };
}
const source = (changes: Partial<Authorizer> = {}, url = emulator().url) =>
  new TokenSource(credentials(changes), new Http(url, 5_000));
const byCommand = (value: string): Partial<Authorizer> => ({
  component: { setting: "componentAccessTokenCommand", value },
});
const inFile = (): Partial<Authorizer> => ({ refresh: { setting: "authorizerRefreshTokens", value: file() } });
const given = (value = initial(ACCOUNT)): Partial<Authorizer> => ({
  refresh: { setting: "authorizerRefreshToken", value },
});

const calls = () =>
  emulator()
    .calls()
    .map(({ endpoint, errcode }) => [endpoint, errcode]);

async function verdictOn(token: string): Promise<unknown> {
  const answer = await fetch(`${emulator().url}/cgi-bin/wxopen/qrcodejumpget?access_token=${token}`, {
    method: "POST",
    body: "{}",
  });
  return ((await answer.json()) as { errcode: unknown }).errcode;
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  const error = await wechatErrorOf(work);
  expect(leaksIn(emulator(), error)).toEqual([]);
  expect(error.message).not.toContain(initial(ACCOUNT));
  return error.message;
}

describe("a platform's own token", () => {
  test.each(["bare", "component_access_token", "access_token"])("is what a command prints, %s", async (how) => {
    const token = emulator().issueComponentToken(PLATFORM);
    writeFileSync(printed(), how === "bare" ? `\n"${token}"\n` : JSON.stringify({ [how]: token, expires_in: 7200 }));
    const command = `test "$WECHAT_TOKEN_APP_ID" = ${PLATFORM} && cat ${printed()}`;
    expect(await verdictOn(await source({ ...byCommand(command), ...given() }).get())).toBe(0);
  });

  test("is what a URL answers", async () => {
    const server = await startServer(json({ component_access_token: emulator().issueComponentToken(PLATFORM) }));
    const tokens = source({ component: { setting: "componentAccessTokenUrl", value: server.url }, ...given() });
    expect(await verdictOn(await tokens.get())).toBe(0);
    expect(server.received).toMatchObject([{ method: "GET" }]);
    await server.close();
  });

  test.each([40001, 40014, 42001, 61005])(
    "is fetched once for the process, and once more when WeChat refuses it (%i)",
    async (code) => {
      writeFileSync(printed(), emulator().issueComponentToken(PLATFORM));
      const tokens = source({ ...byCommand(counting(`cat ${printed()}`)), ...given() });
      const first = await tokens.get();
      await tokens.refused(first, REFUSED);
      await tokens.get();
      expect(runs()).toBe(1);
      emulator().setFaults([{ kind: "errcode", code, match: { endpoint: "api_authorizer_token" } }]);
      await tokens.refused(await tokens.get(), REFUSED);
      expect(await verdictOn(await tokens.get())).toBe(0);
      expect(runs()).toBe(2);
    },
  );

  test.each<[Partial<Authorizer>["component"], string]>([
    [
      { setting: "componentAccessToken", value: `x${"y".repeat(120)}` },
      "give the platform's current token in wechat-qr-jump:componentAccessToken or WECHAT_COMPONENT_ACCESS_TOKEN (it lives two hours).",
    ],
    [
      { setting: "componentAccessTokenCommand", value: `echo x${"y".repeat(120)}` },
      "let wechat-qr-jump:componentAccessTokenCommand (or WECHAT_COMPONENT_ACCESS_TOKEN_COMMAND) give the platform's current token.",
    ],
  ])("is named where WeChat refuses it: %j", async (component, remedy) => {
    expect(await messageOf(source({ component, ...given() } as Partial<Authorizer>).get())).toMatch(
      new RegExp(`^fetch the access token of authorizer ${ACCOUNT}: 40001 the access token is invalid .*; `),
    );
    const error = await messageOf(source({ component } as Partial<Authorizer>).get());
    expect(error).toMatch(new RegExp(`^read the authorizers of platform ${PLATFORM}: 40001 `));
    expect(error.endsWith(remedy)).toBe(true);
  });

  test.each([
    ["echo no token today", "read the component access token from wechat-qr-jump:componentAccessTokenCommand: what it"],
    ["exit 3", "run wechat-qr-jump:componentAccessTokenCommand: it ended with exit code 3; run it by hand"],
    [
      `echo '{"errcode":40125,"errmsg":"invalid appsecret"}'`,
      "run wechat-qr-jump:componentAccessTokenCommand: 40125 the app secret is wrong; correct the app secret that",
    ],
    [
      `echo '{"errcode":61006,"errmsg":"component ticket is invalid"}'`,
      "run wechat-qr-jump:componentAccessTokenCommand: 61006 the third-party platform's component_verify_ticket is wrong; use",
    ],
  ])("is missed with one sentence: %s", async (command, message) => {
    expect(await messageOf(source({ ...byCommand(command), ...given() }).get())).toContain(message);
    expect(calls()).toEqual([]);
  });
});

const runs = () => readFileSync(join(folder, "runs"), "utf8").trim().split("\n").length;

describe("a refresh token out of WeChat's list", () => {
  const others = Array.from({ length: 1_100 }, (_, n) => `wx${n.toString(16).padStart(16, "0")}`);

  test("is looked for in the whole list", async () => {
    emulator().setOptions({ authorizers: [...others.slice(0, 600), ACCOUNT, ...others.slice(600)] });
    expect(await verdictOn(await source().get())).toBe(0);
    const bodies = emulator()
      .calls()
      .filter(({ endpoint }) => endpoint === "api_get_authorizer_list");
    expect(bodies.map(({ body }) => body)).toEqual([
      { component_appid: PLATFORM, offset: 0, count: 500 },
      { component_appid: PLATFORM, offset: 500, count: 500 },
      { component_appid: PLATFORM, offset: 1000, count: 500 },
    ]);
  });

  test("is not there where the account has not authorized: one sentence with the account and what to do", async () => {
    emulator().setOptions({ authorizers: others });
    expect(await messageOf(source().get())).toBe(
      `look for authorizer ${ACCOUNT} of platform ${PLATFORM}: it is not among the 1100 accounts that authorized the ` +
        "platform: it never did, or has revoked it; let it authorize the platform, or correct wechat-qr-jump:authorizerAppId.",
    );
    expect(calls()).toHaveLength(3);
  });

  test("is asked for in a setting where WeChat lists the account without one", async () => {
    emulator().setOptions({ authorizers: [ACCOUNT], listedWithoutToken: [ACCOUNT] });
    expect(await messageOf(source().get())).toBe(
      `look for authorizer ${ACCOUNT} of platform ${PLATFORM}: WeChat lists it without a refresh token; give the refresh token in ` +
        "wechat-qr-jump:authorizerRefreshTokens, or let the account authorize the platform again.",
    );
  });

  test.each([{ total_count: 9, list: [] }, { total_count: 9 }, { list: [] }, {}])(
    "is not looked for in a list that is not whole: %j",
    async (answer) => {
      const server = await startServer(json(answer));
      const error = await wechatErrorOf(source({}, server.url).get());
      expect(error.message).toContain("WeChat's list of authorizers is not whole; run again in a few minutes.");
      expect(error.outcome).toBe("unknown");
      await server.close();
    },
  );
});

describe("a refresh token out of a file", () => {
  test.each([
    ["YAML", `wx0000000000000001: other\n${ACCOUNT}: ${initial(ACCOUNT)}\n`],
    ["JSON", JSON.stringify({ [ACCOUNT]: initial(ACCOUNT) })],
  ])("is the account's, in %s", async (_what, content) => {
    writeFileSync(file(), content);
    expect(await verdictOn(await source(inFile()).get())).toBe(0);
    expect(calls().map(([endpoint]) => endpoint)).toEqual(["api_authorizer_token", "qrcodejumpget"]);
  });

  test.each([
    [undefined, "there is no such file; write a map of app id → refresh token there."],
    [`- ${initial(ACCOUNT)}`, "this is not a map in YAML or JSON; write one of app id → refresh token."],
    [`${ACCOUNT}: "${initial(ACCOUNT)}`, "this is not a map in YAML or JSON; write one of app id → refresh token."],
    [`${ACCOUNT}: *nothing`, "this is not a map in YAML or JSON; write one of app id → refresh token."],
    [`${SHOP}: ${initial(ACCOUNT)}`, `${ACCOUNT} is not in it; add it, or correct wechat-qr-jump:authorizerAppId.`],
    [`${ACCOUNT}: 7`, `what it has for ${ACCOUNT} is not a refresh token; write the bare token.`],
    [`${ACCOUNT}: "a b"`, `what it has for ${ACCOUNT} is not a refresh token; write the bare token.`],
  ])("is missed with one sentence that shows nothing of the file: %j", async (content, message) => {
    if (content !== undefined) writeFileSync(file(), content);
    expect(await messageOf(source(inFile()).get())).toBe(
      `read the refresh token of ${ACCOUNT} from wechat-qr-jump:authorizerRefreshTokens: ${file()}: ${message}`,
    );
  });

  test("is a doubt where other users may read the file", () => {
    const config = { "wechat-qr-jump:authorizerRefreshTokens": file() };
    const doubts = () => exposedSecrets(config, {}, () => false, othersMayRead);
    expect(doubts()).toEqual([]);
    writeFileSync(file(), "{}");
    chmodSync(file(), 0o640);
    expect(doubts()).toEqual([
      `wechat-qr-jump:authorizerRefreshTokens names ${file()}, which other users of this machine may read; run "chmod 600 ${file()}".`,
    ]);
    chmodSync(file(), 0o600);
    expect(doubts()).toEqual([]);
  });
});

describe("a refresh token that WeChat answers anew", () => {
  test.each([
    ["given", () => given()],
    ["from the list", () => ({})],
  ])("takes the place of the one that was %s", async (_how, refresh) => {
    emulator().setOptions({ authorizers: [ACCOUNT], rotateRefreshTokens: true });
    const tokens = source(refresh());
    for (let n = 0; n < 3; n++) {
      const token = await tokens.get();
      expect(await verdictOn(token)).toBe(0);
      await tokens.refused(token, REFUSED);
    }
    expect(calls().filter(([, errcode]) => errcode !== 0)).toEqual([]);
    expect(calls().filter(([endpoint]) => endpoint === "api_get_authorizer_list").length).toBeLessThan(2);
  });
});

describe("an account that revokes and authorizes again", () => {
  const renewed = async (tokens: TokenSource) => {
    emulator().setOptions({ authorizers: [ACCOUNT] });
    const token = await tokens.get();
    emulator().revoke(ACCOUNT);
    await expect(tokens.use((value) => failingRead(value))).rejects.toMatchObject({ code: 61003 });
    const refused = await messageOf(tokens.get());
    emulator().authorize(ACCOUNT);
    return { token, refused };
  };
  const failingRead = (token: string) =>
    new Http(emulator().url, 1_000).json({
      action: "read",
      url: "/cgi-bin/wxopen/qrcodejumpget",
      query: { access_token: token },
      body: {},
    });

  test("is found in the list with its new refresh token", async () => {
    const tokens = source();
    const { token, refused } = await renewed(tokens);
    expect(refused).toContain("it is not among the 0 accounts that authorized the platform");
    expect(await tokens.get()).not.toBe(token);
    expect(await verdictOn(await tokens.get())).toBe(0);
  });

  test("is found in the file, once that has the new refresh token", async () => {
    writeFileSync(file(), `${ACCOUNT}: ${initial(ACCOUNT)}`);
    const tokens = source(inFile());
    const { refused } = await renewed(tokens);
    expect(refused).toMatch(/61003 .*; let the account authorize the platform again, or correct wechat-qr-jump:auth/);
    expect(await messageOf(tokens.get())).toMatch(
      /61023 .*; give that of the account's last authorization in wechat-qr-jump:authorizerRefreshTokens, or leave/,
    );
    writeFileSync(file(), `${ACCOUNT}: ${emulator().world.authorizers.refreshTokenOf(ACCOUNT)}`);
    expect(await verdictOn(await tokens.get())).toBe(0);
  });

  test("needs its new refresh token in the setting that gave the old one", async () => {
    const tokens = source(given());
    await renewed(tokens);
    expect(await messageOf(tokens.get())).toMatch(
      /: 61023 the authorizer's refresh token is invalid .*; give that of the account's last authorization in wechat-qr-jump:authorizerRefreshToken, or leave the setting out: it is then taken from WeChat's list of authorizers\.$/,
    );
  });
});

test("what WeChat repeats of the platform's tokens is not shown", async () => {
  const component = emulator().issueComponentToken(PLATFORM);
  const server = await startServer(json({ errcode: 99999, errmsg: `bad ${component} ${initial(ACCOUNT)} rid: 1-2-3` }));
  const message = await messageOf(
    source({ component: { setting: "componentAccessToken", value: component }, ...given() }, server.url).get(),
  );
  expect(message).toContain('99999 WeChat answers "bad *** ***" (rid 1-2-3)');
  await server.close();
  const page = await startServer(text(`<html>${component}</html>`));
  await messageOf(source({ component: { setting: "componentAccessToken", value: component } }, page.url).get());
  await page.close();
});
