import type { AccountSetup } from "../../emulator";
import {
  accountCalls,
  CODE,
  LINK,
  linkRule,
  OTHER_SHOP,
  PLATFORM,
  postJson,
  SECRET,
  serviceRule,
  SHOP,
  TARGET,
  useAccount,
  useEmulator,
  type Answer,
} from "./test-client";

const START_MS = Date.UTC(2026, 0, 15);
let nowMs = START_MS;

beforeEach(() => {
  nowMs = START_MS;
});
const emulator = useEmulator({ limit: "per-account", now: () => nowMs });
const shop = useAccount(emulator);
const other = useAccount(emulator, OTHER_SHOP);

function stable(appid: string, secret = SECRET): Promise<Answer> {
  const body = { grant_type: "client_credential", appid, secret };
  return postJson(`${emulator().url}/cgi-bin/stable_token`, body);
}

async function codes(count: number, call: () => Promise<Answer>): Promise<unknown[]> {
  const answered: unknown[] = [];
  for (let n = 0; n < count; n++) answered.push((await call()).errcode);
  return answered;
}

function control(name: string, body: unknown): Promise<Response> {
  return fetch(`${emulator().url}/__emulator/${name}`, { method: "POST", body: JSON.stringify(body) });
}

const setUp = (setup: Omit<AccountSetup, "account">): void => emulator().putAccounts([{ account: SHOP, ...setup }]);

describe("an account's options of its own", () => {
  test("a limit a second: at its limit, it slows no other account", async () => {
    setUp({ secondLimit: 1 });
    expect(await codes(2, () => shop().get())).toEqual([0, 44990]);
    expect(await codes(6, () => other().get())).toEqual([0, 0, 0, 0, 0, 44990]);
  });

  test("a limit a minute, and how it is counted", async () => {
    setUp({ minuteLimit: 1, limit: "per-endpoint" });
    expect(await codes(2, () => shop().get({ appid: TARGET }))).toEqual([0, 45011]);
    expect((await shop().add(serviceRule())).errcode).toBe(0);
    expect(await codes(5, () => other().get({ appid: TARGET }))).toEqual([0, 0, 0, 0, 0]);
    expect((await other().download()).errcode).toBe(44990);
  });

  test("no limit at all", async () => {
    setUp({ limit: "off" });
    expect(new Set(await codes(9, () => shop().get()))).toEqual(new Set([0]));
    expect(await codes(6, () => other().get())).toContain(44990);
  });

  test("publishes a month: with none left, it keeps no other account from its own", async () => {
    setUp({ publishQuota: 1 });
    emulator().setQuotaLeft(0, SHOP);
    await shop().add(linkRule());
    await other().add(linkRule({ prefix: "https://other.example/" }));
    expect(await shop().publish(LINK)).toMatchObject({ errcode: 886000 });
    expect(await other().publish("https://other.example/")).toMatchObject({ errcode: 0 });
    expect(emulator().state().publishQuotaLeftByAccount).toEqual({ [SHOP]: 0, [OTHER_SHOP]: 99 });
    nowMs += 31 * 24 * 3_600_000;
    expect((await accountCalls(emulator(), emulator().issueToken(SHOP)).get()).qrcodejump_pub_quota).toBe(1);
  });

  test("a secret, which is no other account's", async () => {
    setUp({ secret: "own" });
    expect(await stable(SHOP, "own")).toHaveProperty("access_token");
    expect(await stable(SHOP)).toMatchObject({ errcode: 40125 });
    expect(await stable(OTHER_SHOP, "own")).toMatchObject({ errcode: 40125 });
    expect(await stable(OTHER_SHOP)).toHaveProperty("access_token");
  });

  test("a secret of a platform", async () => {
    emulator().putAccounts([{ account: PLATFORM, secret: "own", tokenTtlS: 60 }]);
    const token = (secret: string) => {
      const body = { component_appid: PLATFORM, component_appsecret: secret, component_verify_ticket: "t" };
      return postJson(`${emulator().url}/cgi-bin/component/api_component_token`, body);
    };
    expect(await token(SECRET)).toMatchObject({ errcode: 40125 });
    expect(await token("own")).toMatchObject({ expires_in: 60 });
  });

  test("reads that lag", async () => {
    setUp({ readLagMs: 1_000 });
    await shop().add(linkRule());
    await other().add(linkRule({ prefix: "https://other.example/" }));
    expect((await shop().get()).rule_list).toEqual([]);
    expect((await other().get()).rule_list).toHaveLength(1);
    nowMs += 1_000;
    expect((await shop().get()).rule_list).toHaveLength(1);
  });

  test("a life of tokens, and dead ones given out", async () => {
    setUp({ tokenTtlS: 60, tokenStaleMs: 5_000 });
    const first = await stable(SHOP);
    const others = await stable(OTHER_SHOP);
    emulator().expireTokens(40001);
    expect((await stable(SHOP)).access_token).toBe(first.access_token);
    expect((await stable(OTHER_SHOP)).access_token).not.toBe(others.access_token);
    nowMs += 5_000;
    expect(await stable(SHOP)).toMatchObject({ expires_in: 60 });
    expect(await stable(OTHER_SHOP)).toMatchObject({ expires_in: 7195 });
  });

  test("how many rules and codes it may have", async () => {
    setUp({ linkRuleLimit: 0, serviceAddLimit: 0, codeLimit: 0 });
    const code = (token: string) =>
      fetch(`${emulator().url}/wxa/getwxacodeunlimit?access_token=${token}`, { method: "POST", body: '{"scene":"x"}' });
    expect(await shop().add(linkRule())).toMatchObject({ errcode: 85073 });
    expect(await shop().add(serviceRule())).toMatchObject({ errcode: 85073 });
    expect(await (await code(emulator().issueToken(SHOP))).json()).toMatchObject({ errcode: 45009 });
    expect((await code(emulator().issueToken(OTHER_SHOP))).headers.get("content-type")).toBe("image/jpeg");
    expect(await other().add(linkRule())).toMatchObject({ errcode: 0 });
    expect(await other().add(serviceRule())).toMatchObject({ errcode: 0 });
  });

  test("a list of addresses, which says nothing about third parties", async () => {
    setUp({ ipAllowList: ["198.51.100.1"] });
    expect(await stable(SHOP)).toMatchObject({ errcode: 40164 });
    expect(await shop().get()).toMatchObject({ errcode: 40164 });
    expect(await stable(OTHER_SHOP)).toHaveProperty("access_token");
    const component = emulator().issueComponentToken(PLATFORM);
    const url = `${emulator().url}/cgi-bin/component/api_authorizer_token?component_access_token=${component}`;
    const granted = { authorizer_appid: SHOP, authorizer_refresh_token: `refreshtoken@@@${SHOP}` };
    const { authorizer_access_token: token } = await postJson(url, { component_appid: PLATFORM, ...granted });
    expect(await accountCalls(emulator(), token ?? "").get()).toMatchObject({ errcode: 0 });
  });

  test("answers that are slow", async () => {
    setUp({ latencyMs: 60_000 });
    const slow = new AbortController();
    const url = `${emulator().url}/cgi-bin/wxopen/qrcodejumpget?access_token=${emulator().issueToken(SHOP)}`;
    const call = fetch(url, { method: "POST", body: "{}", signal: slow.signal });
    const ended = expect(call).rejects.toThrow(/abort/i);
    expect(await other().get()).toMatchObject({ errcode: 0 });
    expect(emulator().calls()).toMatchObject([{ account: OTHER_SHOP }]);
    slow.abort();
    await ended;
  });

  test("add to those it has, keep what is changed for all, and end with a reset", async () => {
    setUp({ secret: "own" });
    setUp({ secondLimit: 1 });
    emulator().setOptions({ secret: "all" });
    expect(await stable(SHOP, "own")).toHaveProperty("access_token");
    expect(await codes(2, () => shop().get())).toEqual([0, 44990]);
    expect(await stable(OTHER_SHOP, "all")).toHaveProperty("access_token");
    emulator().reset();
    expect(await stable(SHOP)).toHaveProperty("access_token");
  });
});

describe("accounts set up over HTTP", () => {
  const rule = { prefix: LINK, path: "p", state: 2 };

  test("one or many, with their rules, in one call", async () => {
    const many = [
      { account: SHOP, secret: "own", rules: [rule] },
      { account: OTHER_SHOP, publishQuota: 3, rules: [{ prefix: CODE, appid: TARGET, path: "p", state: 1 }] },
    ];
    expect((await control("accounts", many)).status).toBe(200);
    expect(emulator().state()).toMatchObject({
      rules: [
        { account: SHOP, ...rule, openVersion: 3 },
        { account: OTHER_SHOP, prefix: CODE, state: 1 },
      ],
      publishQuotaLeftByAccount: { [SHOP]: 100, [OTHER_SHOP]: 3 },
    });
    expect(await stable(SHOP, "own")).toHaveProperty("access_token");
    await control("accounts", { account: SHOP, secondLimit: 0 });
    expect((await shop().get()).errcode).toBe(44990);
  });

  test.each<[unknown, RegExp]>([
    [{ account: "shop" }, /not an app id/],
    [{ account: SHOP, publishQuota: -1 }, /publishQuota/],
    [{ account: SHOP, pages: {} }, /pages/],
    [{ account: SHOP, rules: [{ ...rule, account: SHOP }] }, /account/],
    [{ secret: "s" }, /account/],
  ])("are refused as a mistake of the test: %j", async (body, words) => {
    const response = await control("accounts", body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toMatch(words);
  });

  test("cannot have a prefix that another account has", async () => {
    await control("rules", { account: SHOP, ...rule });
    for (const [name, body] of [
      ["rules", { account: OTHER_SHOP, ...rule }],
      ["accounts", { account: OTHER_SHOP, rules: [rule] }],
    ] as const) {
      const response = await control(name, body);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        error: `${LINK} of ${OTHER_SHOP}: ${SHOP} has this prefix; delete it there first`,
      });
    }
    await control("rules/delete", { account: SHOP, prefix: LINK });
    expect((await control("rules", { account: OTHER_SHOP, ...rule })).status).toBe(200);
  });
});

test("a forced refresh of a token keeps no other account from its own", async () => {
  const forced = (appid: string) =>
    postJson(`${emulator().url}/cgi-bin/stable_token`, {
      grant_type: "client_credential",
      appid,
      secret: SECRET,
      force_refresh: true,
    });
  const others = await stable(OTHER_SHOP);
  expect(await forced(SHOP)).toHaveProperty("access_token");
  expect(await forced(SHOP)).toMatchObject({ errcode: 45011 });
  expect(await stable(OTHER_SHOP)).toEqual(others);
  expect(await forced(OTHER_SHOP)).toHaveProperty("access_token");
});

test("tokens end for one account alone when told so", async () => {
  const [shops, others] = [shop(), other()];
  emulator().expireTokens(42001, SHOP);
  expect(await shops.get()).toMatchObject({ errcode: 42001 });
  expect(await others.get()).toMatchObject({ errcode: 0 });
  await control("tokens/expire", { errcode: 40001, account: OTHER_SHOP });
  expect(await shops.get()).toMatchObject({ errcode: 42001 });
  expect(await others.get()).toMatchObject({ errcode: 40001 });
  expect((await control("tokens/expire", { account: "shop" })).status).toBe(400);
});

test("the log says whose call was refused for its rate or its address", async () => {
  setUp({ secondLimit: 0 });
  emulator().putAccounts([{ account: OTHER_SHOP, ipAllowList: [] }]);
  await shop().get();
  await other().get();
  await accountCalls(emulator(), "").get();
  expect(
    emulator()
      .calls()
      .map(({ account, errcode }) => [account, errcode]),
  ).toEqual([
    [SHOP, 44990],
    [OTHER_SHOP, 40164],
    [null, 41001],
  ]);
});
