import {
  accountCalls,
  OTHER_SHOP,
  PLATFORM,
  postJson,
  SECRET,
  SHOP,
  TARGET,
  useEmulator,
  type Answer,
} from "./test-client";

const START_MS = Date.UTC(2026, 0, 15);
let nowMs = START_MS;

beforeEach(() => {
  nowMs = START_MS;
});
const emulator = useEmulator({ now: () => nowMs });

async function classic(query: Record<string, string> = {}): Promise<Answer> {
  const all = new URLSearchParams({ grant_type: "client_credential", appid: SHOP, secret: SECRET, ...query });
  return (await (await fetch(`${emulator().url}/cgi-bin/token?${all.toString()}`)).json()) as Answer;
}

function stable(changes: Record<string, unknown> = {}): Promise<Answer> {
  const body = { grant_type: "client_credential", appid: SHOP, secret: SECRET, ...changes };
  return postJson(`${emulator().url}/cgi-bin/stable_token`, body);
}

function component(changes: Record<string, unknown> = {}): Promise<Answer> {
  const body = { component_appid: PLATFORM, component_appsecret: SECRET, component_verify_ticket: "t", ...changes };
  return postJson(`${emulator().url}/cgi-bin/component/api_component_token`, body);
}

function authorizer(componentToken: string, changes: Record<string, unknown> = {}): Promise<Answer> {
  const refresh = `refreshtoken@@@${SHOP}`;
  const body = { component_appid: PLATFORM, authorizer_appid: SHOP, authorizer_refresh_token: refresh, ...changes };
  return postJson(
    `${emulator().url}/cgi-bin/component/api_authorizer_token?component_access_token=${componentToken}`,
    body,
  );
}

async function verdictOn(token: string | undefined): Promise<number | undefined> {
  return (await accountCalls(emulator(), token ?? "").get()).errcode;
}

test("issues long opaque tokens for two hours and remembers them all for a search", async () => {
  const answer = await stable();
  expect(answer).toEqual({
    access_token: expect.stringMatching(/^\d\d_[A-Za-z0-9_-]{100,}$/) as string,
    expires_in: 7200,
  });
  expect(emulator().tokens()).toEqual([answer.access_token]);
});

test("kills the previous classic token with every new one, and no stable one", async () => {
  const first = (await classic()).access_token;
  const steady = (await stable()).access_token;
  const second = (await classic()).access_token;
  expect(await verdictOn(first)).toBe(40001);
  expect(await verdictOn(second)).toBe(0);
  expect(await verdictOn(steady)).toBe(0);
});

test("answers the same stable token while it lives, with the seconds it has left", async () => {
  const first = await stable();
  nowMs += 100_500;
  expect(await stable()).toEqual({ access_token: first.access_token, expires_in: 7100 });
});

test("renews a stable token in its last 5 minutes, both valid until the old one expires", async () => {
  const old = (await stable()).access_token;
  nowMs += 6900_000;
  const renewed = (await stable()).access_token;
  expect(renewed).not.toBe(old);
  expect(await verdictOn(old)).toBe(0);
  expect(await verdictOn(renewed)).toBe(0);
  nowMs += 300_000;
  expect(await verdictOn(old)).toBe(42001);
  expect((await stable()).access_token).toBe(renewed);
});

test("kills the previous stable token on a forced refresh", async () => {
  const old = (await stable()).access_token;
  const forced = (await stable({ force_refresh: true })).access_token;
  expect(await verdictOn(old)).toBe(40001);
  expect(await verdictOn(forced)).toBe(0);
  expect((await stable({ force_refresh: false })).access_token).toBe(forced);
});

test("forces a refresh 30 seconds apart and 20 times a day", async () => {
  expect(await stable({ force_refresh: true })).toHaveProperty("access_token");
  nowMs += 29_999;
  expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45011 });
  for (let count = 2; count <= 20; count++) {
    nowMs += 30_000;
    expect(await stable({ force_refresh: true })).toHaveProperty("access_token");
  }
  nowMs += 30_000;
  expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45009 });
  nowMs += 24 * 3_600_000;
  expect(await stable({ force_refresh: true })).toHaveProperty("access_token");
});

test.each([
  [{ grant_type: "password" }, 40002],
  [{ appid: "" }, 41002],
  [{ appid: "wx12" }, 40013],
  [{ secret: "" }, 41004],
  [{ secret: "wrong" }, 40125],
])("refuses a token for %j with %i", async (changes, errcode) => {
  expect(await classic(changes)).toMatchObject({ errcode });
  expect(await stable(changes)).toMatchObject({ errcode });
});

test("refuses the classic endpoint by POST", async () => {
  expect(await postJson(`${emulator().url}/cgi-bin/token`, {})).toMatchObject({ errcode: 43001 });
});

test.each([
  ["no token", "", 41001],
  ["a malformed token", "short", 40014],
  ["a token with a space", `${"x".repeat(120)}%20`, 40014],
  ["an unknown token", "x".repeat(120), 40001],
])("refuses %s", async (_name, token, errcode) => {
  expect(await verdictOn(token)).toBe(errcode);
});

test("tells an expired token from a killed one", async () => {
  const { access_token: token } = await stable();
  nowMs += 7_200_000;
  expect(await verdictOn(token)).toBe(42001);
});

test("kills all live tokens as expired or as unknown, and issues new ones", async () => {
  const first = (await stable()).access_token;
  emulator().expireTokens();
  expect(await verdictOn(first)).toBe(42001);
  const second = (await stable()).access_token;
  expect(await verdictOn(second)).toBe(0);
  emulator().expireTokens(40001);
  expect(await verdictOn(second)).toBe(40001);
});

test("lets a third party work on the account of an authorizer", async () => {
  const answer = await component();
  expect(answer).toEqual({ component_access_token: expect.any(String) as string, expires_in: 7200 });
  const granted = await authorizer(answer.component_access_token ?? "");
  expect(granted).toEqual({
    authorizer_access_token: expect.any(String) as string,
    expires_in: 7200,
    authorizer_refresh_token: `refreshtoken@@@${SHOP}`,
  });
  expect(await verdictOn(granted.authorizer_access_token)).toBe(0);
  expect(emulator().calls().at(-1)?.account).toBe(SHOP);
});

test.each([
  [{ component_appid: "x" }, 40013],
  [{ component_appsecret: "wrong" }, 40125],
  [{ component_verify_ticket: "" }, 61006],
])("refuses a platform's token for %j with %i", async (changes, errcode) => {
  expect(await component(changes)).toMatchObject({ errcode });
});

test.each([
  [{ component_appid: OTHER_SHOP }, 40013],
  [{ authorizer_appid: "x" }, 40013],
  [{ authorizer_appid: OTHER_SHOP }, 61023],
  [{ authorizer_refresh_token: "old" }, 61023],
])("refuses an authorizer's token for %j with %i", async (changes, errcode) => {
  const { component_access_token: token = "" } = await component();
  expect(await authorizer(token, changes)).toMatchObject({ errcode });
});

test("takes a platform's token for nothing else, and no other token for it", async () => {
  const { component_access_token: token = "" } = await component();
  expect(await verdictOn(token)).toBe(40001);
  expect(await authorizer("")).toMatchObject({ errcode: 41001 });
  expect(await authorizer(emulator().issueToken(SHOP))).toMatchObject({ errcode: 40001 });
  nowMs += 7_200_000;
  expect(await authorizer(token)).toMatchObject({ errcode: 42001 });
});

test("refuses third parties, and them alone, on accounts and targets that did not grant it", async () => {
  emulator().setOptions({ notGrantedToThirdParty: [SHOP] });
  const { component_access_token: platform = "" } = await component();
  const { authorizer_access_token: third = "" } = await authorizer(platform);
  expect(await verdictOn(third)).toBe(61007);
  expect(await verdictOn(emulator().issueToken(SHOP))).toBe(0);
  emulator().setOptions({ notGrantedToThirdParty: [TARGET] });
  expect(await verdictOn(third)).toBe(0);
  expect(await accountCalls(emulator(), third).get({ appid: TARGET })).toMatchObject({ errcode: 61007 });
});

test("names the caller's address when the account's allow-list lacks it", async () => {
  const own = emulator().issueToken(SHOP);
  const { component_access_token: platform = "" } = await component();
  emulator().setOptions({ ipAllowList: ["198.51.100.1"] });
  const words = /^invalid ip 203\.0\.113\.7 ipv6 ::ffff:203\.0\.113\.7, not in whitelist rid: /;
  expect(await stable()).toEqual({ errcode: 40164, errmsg: expect.stringMatching(words) as string });
  expect(await verdictOn(own)).toBe(40164);
  expect(await authorizer(platform)).toMatchObject({ errcode: 61004 });
  emulator().setOptions({ ipAllowList: ["203.0.113.7"] });
  expect(await verdictOn(own)).toBe(0);
});

test("takes a life and a secret of one's own", async () => {
  emulator().reset({ tokenTtlS: 48, secret: "s" });
  expect(await stable()).toMatchObject({ errcode: 40125 });
  const first = await stable({ secret: "s" });
  expect(first.expires_in).toBe(48);
  nowMs += 45_000;
  expect((await stable({ secret: "s" })).access_token).toBe(first.access_token);
  nowMs += 1_000;
  expect((await stable({ secret: "s" })).access_token).not.toBe(first.access_token);
});
