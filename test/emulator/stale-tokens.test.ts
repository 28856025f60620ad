import { accountCalls, OTHER_SHOP, PLATFORM, postJson, SECRET, SHOP, useEmulator } from "./test-client";

const STALE_MS = 60_000;

let nowMs = Date.UTC(2026, 0, 15);

const emulator = useEmulator({ tokenStaleMs: STALE_MS, now: () => nowMs });

async function stable(changes: object = {}) {
  const body = { grant_type: "client_credential", appid: SHOP, secret: SECRET, ...changes };
  const { access_token: token = "", expires_in: life } = await postJson(`${emulator().url}/cgi-bin/stable_token`, body);
  return { token, life };
}

async function verdictOn(token: string): Promise<number | undefined> {
  return (await accountCalls(emulator(), token).get()).errcode;
}

test.each([40001, 42001] as const)(
  "gives out a token that has died with %i for a while, and then a fresh one",
  async (code) => {
    const { token } = await stable();
    emulator().expireTokens(code);
    nowMs += STALE_MS - 1;
    expect(await stable()).toEqual({ token, life: 7141 });
    expect(await verdictOn(token)).toBe(code);
    nowMs += 1;
    const fresh = await stable();
    expect(fresh.token).not.toBe(token);
    expect(await verdictOn(fresh.token)).toBe(0);
    expect(await stable()).toEqual(fresh);
  },
);

test("does so again for the next one, whose death a fault brings about", async () => {
  const first = await stable();
  emulator().expireTokens();
  nowMs += STALE_MS;
  const second = await stable();
  emulator().setFaults([{ kind: "tokenDies" }]);
  expect(await verdictOn(second.token)).toBe(40001);
  expect((await stable()).token).toBe(second.token);
  nowMs += STALE_MS;
  const third = await stable();
  expect([first.token, second.token]).not.toContain(third.token);
  expect(await verdictOn(third.token)).toBe(0);
});

test("counts from the death alone, however often it is said", async () => {
  const { token } = await stable();
  emulator().expireTokens(42001);
  nowMs += STALE_MS - 1;
  emulator().expireTokens(40001);
  expect((await stable()).token).toBe(token);
  nowMs += 1;
  expect((await stable()).token).not.toBe(token);
});

test("does so when a token's life is over, too", async () => {
  const { token } = await stable();
  nowMs += 7_200_000;
  expect(await stable()).toEqual({ token, life: 0 });
  expect(await verdictOn(token)).toBe(42001);
});

test("leaves forced refreshes, other accounts and the test's own tokens alone", async () => {
  const { token } = await stable();
  const other = await stable({ appid: OTHER_SHOP });
  emulator().setFaults([{ kind: "tokenDies" }]);
  await verdictOn(token);
  expect(await stable({ appid: OTHER_SHOP })).toEqual(other);
  const own = emulator().issueToken(SHOP);
  expect(own).not.toBe(token);
  expect(await verdictOn(own)).toBe(0);
  emulator().expireTokens();
  const forced = await stable({ force_refresh: true });
  expect(await verdictOn(forced.token)).toBe(0);
});

test("gives out an authorizer's dead token for a while, and none where the option is off", async () => {
  const authorizer = async () => {
    const body = { component_appid: PLATFORM, component_appsecret: SECRET, component_verify_ticket: "t" };
    const platform = await postJson(`${emulator().url}/cgi-bin/component/api_component_token`, body);
    const url = `${emulator().url}/cgi-bin/component/api_authorizer_token?component_access_token=`;
    const refresh = `refreshtoken@@@${SHOP}`;
    const account = { component_appid: PLATFORM, authorizer_appid: SHOP, authorizer_refresh_token: refresh };
    return (await postJson(url + (platform.component_access_token ?? ""), account)).authorizer_access_token ?? "";
  };
  const first = await authorizer();
  emulator().expireTokens(40001);
  expect(await authorizer()).toBe(first);
  expect(await verdictOn(first)).toBe(40001);
  nowMs += STALE_MS;
  const second = await authorizer();
  expect(await verdictOn(second)).toBe(0);
  await postJson(`${emulator().url}/__emulator/options`, { tokenStaleMs: 0 });
  emulator().expireTokens(40001);
  expect(await authorizer()).not.toBe(second);
});
