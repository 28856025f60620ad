import { accountCalls, OTHER_SHOP, PLATFORM, postJson, SHOP, TARGET, useEmulator, type Answer } from "./test-client";

const NOW_MS = Date.UTC(2026, 0, 15);
const emulator = useEmulator({ now: () => NOW_MS });

interface List extends Answer {
  total_count: number;
  list: { authorizer_appid: string; refresh_token: string; auth_time: number }[];
}

let platform: string;
beforeEach(() => {
  platform = emulator().issueComponentToken(PLATFORM);
});

async function list(
  changes: Record<string, unknown> = {},
  token = `component_access_token=${platform}`,
): Promise<List> {
  const body = { component_appid: PLATFORM, offset: 0, count: 500, ...changes };
  return (await postJson(`${emulator().url}/cgi-bin/component/api_get_authorizer_list?${token}`, body)) as List;
}

function tokenFor(account: string, refreshToken: string): Promise<Answer> {
  const body = { component_appid: PLATFORM, authorizer_appid: account, authorizer_refresh_token: refreshToken };
  return postJson(`${emulator().url}/cgi-bin/component/api_authorizer_token?component_access_token=${platform}`, body);
}

const initial = (account: string) => `refreshtoken@@@${account}`;
const verdictOn = async (token = "") => (await accountCalls(emulator(), token).get()).errcode;
const control = (name: string, body: unknown) =>
  fetch(`${emulator().url}/__emulator/${name}`, { method: "POST", body: JSON.stringify(body) });

describe("the list of authorizers", () => {
  test("is given in pages, with each account's refresh token, which is remembered for a search", async () => {
    emulator().setOptions({ authorizers: [SHOP, OTHER_SHOP, TARGET] });
    expect(await list({ offset: 1, count: 1 })).toEqual({
      total_count: 3,
      list: [{ authorizer_appid: OTHER_SHOP, refresh_token: initial(OTHER_SHOP), auth_time: 0 }],
    });
    expect(emulator().tokens()).toEqual([platform, initial(OTHER_SHOP)]);
    expect((await list({ offset: 3 })).list).toEqual([]);
    expect((await list({}, `access_token=${platform}`)).total_count).toBe(3);
  });

  test("shows an account without its refresh token where so told", async () => {
    emulator().setOptions({ authorizers: [SHOP], listedWithoutToken: [SHOP] });
    expect((await list()).list).toMatchObject([{ authorizer_appid: SHOP, refresh_token: "" }]);
  });

  test("has the accounts seen so far where none are named", async () => {
    expect((await list()).total_count).toBe(0);
    await tokenFor(SHOP, initial(SHOP));
    expect((await list()).list).toMatchObject([{ authorizer_appid: SHOP }]);
  });

  test.each([
    [{ component_appid: "" }, 41002],
    [{ component_appid: "x" }, 40013],
    [{ component_appid: SHOP }, 40013],
    [{ count: 501 }, 40170],
    [{ count: 0 }, 40097],
    [{ count: "100" }, 40097],
    [{ offset: -1 }, 40097],
    [{ offset: undefined }, 40097],
  ])("is refused for %j with %i", async (changes, errcode) => {
    expect(await list(changes)).toMatchObject({ errcode });
  });

  test("is for a live token of the platform alone", async () => {
    expect(await list({}, "")).toMatchObject({ errcode: 41001 });
    expect(await list({}, `component_access_token=${emulator().issueToken(SHOP)}`)).toMatchObject({ errcode: 40001 });
    emulator().expireTokens();
    expect(await list()).toMatchObject({ errcode: 42001 });
  });

  test("is refused to an address that is not in the platform's allow-list", async () => {
    emulator().setOptions({ ipAllowList: ["198.51.100.1"] });
    expect(await list()).toMatchObject({ errcode: 61004 });
  });
});

describe("an account that has not authorized the platform", () => {
  test("is not in the list, and no token is given for it", async () => {
    emulator().setOptions({ authorizers: [OTHER_SHOP] });
    expect((await list()).list).toMatchObject([{ authorizer_appid: OTHER_SHOP }]);
    expect(await tokenFor(SHOP, initial(SHOP))).toMatchObject({ errcode: 61003 });
  });

  test.each([
    [undefined, 61003],
    [40001, 40001],
  ])("because it revoked: its tokens are dead, also after it authorized again (%p)", async (errcode, answer) => {
    const { authorizer_access_token: before } = await tokenFor(SHOP, initial(SHOP));
    const { authorizer_access_token: others } = await tokenFor(OTHER_SHOP, initial(OTHER_SHOP));
    expect((await control("authorizers/revoke", { account: SHOP, errcode })).status).toBe(200);
    expect(await verdictOn(before)).toBe(answer);
    expect(await verdictOn(others)).toBe(0);
    expect(await tokenFor(SHOP, initial(SHOP))).toMatchObject({ errcode: 61003 });
    expect((await list()).list.map(({ authorizer_appid: account }) => account)).toEqual([OTHER_SHOP]);

    await control("authorizers/authorize", { account: SHOP });
    expect(await verdictOn(before)).toBe(answer);
    expect(await tokenFor(SHOP, initial(SHOP))).toMatchObject({ errcode: 61023 });
    const shop = (await list()).list.find(({ authorizer_appid: account }) => account === SHOP);
    expect(shop?.auth_time).toBe(NOW_MS / 1000);
    const { authorizer_access_token: again } = await tokenFor(SHOP, shop?.refresh_token ?? "");
    expect(await verdictOn(again)).toBe(0);
  });
});

test("a refresh token is replaced by the one that comes with each token, where so told", async () => {
  emulator().setOptions({ rotateRefreshTokens: true });
  const { authorizer_refresh_token: next = "" } = await tokenFor(SHOP, initial(SHOP));
  expect(next).not.toBe(initial(SHOP));
  expect(await tokenFor(SHOP, initial(SHOP))).toMatchObject({ errcode: 61023 });
  expect(await tokenFor(SHOP, next)).toHaveProperty("authorizer_access_token");
  expect(emulator().tokens()).toContain(next);
});

describe("accounts beside each other", () => {
  test("fail one by one: any fault may be for one account alone, also when its token is fetched", async () => {
    emulator().setFaults([
      { kind: "errcode", code: -1, match: { account: SHOP }, times: 9 },
      { kind: "http", status: 503, match: { account: OTHER_SHOP, endpoint: "api_authorizer_token", nth: 2 } },
      { random: { seed: 1, probability: 1, kinds: ["html"], match: { account: TARGET } } },
    ]);
    expect(await tokenFor(SHOP, initial(SHOP))).toMatchObject({ errcode: -1 });
    expect(await verdictOn(emulator().issueToken(SHOP))).toBe(-1);
    const { authorizer_access_token: others } = await tokenFor(OTHER_SHOP, initial(OTHER_SHOP));
    expect(await verdictOn(others)).toBe(0);
    await expect(tokenFor(OTHER_SHOP, initial(OTHER_SHOP))).rejects.toThrow();
    const answer = await fetch(
      `${emulator().url}/cgi-bin/wxopen/qrcodejumpget?access_token=${emulator().issueToken(TARGET)}`,
      { method: "POST", body: "{}" },
    );
    expect(await answer.text()).toMatch(/^<html>/);
    expect(emulator().faultsPlayed().byKind).toEqual({ errcode: 2, http: 1, html: 1 });
  });

  test("have limits and publishes of their own", async () => {
    emulator().setOptions({ limit: "per-account" });
    emulator().setQuotaLeft(1, SHOP);
    const shop = accountCalls(emulator(), emulator().issueToken(SHOP));
    const other = accountCalls(emulator(), emulator().issueToken(OTHER_SHOP));
    for (let n = 0; n < 5; n++) await shop.get();
    expect(await shop.get()).toMatchObject({ errcode: 44990 });
    expect(await other.get()).toMatchObject({ errcode: 0, qrcodejump_pub_quota: 100 });
    expect(emulator().state().publishQuotaLeftByAccount).toMatchObject({ [SHOP]: 1, [OTHER_SHOP]: 100 });
  });
});
