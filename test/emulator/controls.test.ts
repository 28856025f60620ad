import { createConnection } from "node:net";
import { once } from "node:events";
import { startEmulator } from "../../emulator";
import {
  accountCalls,
  CODE,
  LINK,
  linkRule,
  OTHER_SHOP,
  postJson,
  SECRET,
  SHOP,
  TARGET,
  useAccount,
  useEmulator,
  until,
} from "./test-client";

const emulator = useEmulator({ publishQuota: 50 });
const shop = useAccount(emulator);

async function read(name: string): Promise<unknown> {
  return (await fetch(`${emulator().url}/__emulator/${name}`)).json();
}

function control(name: string, body?: unknown): Promise<Response> {
  const text = body === undefined ? null : JSON.stringify(body);
  return fetch(`${emulator().url}/__emulator/${name}`, { method: "POST", body: text });
}

describe("the log", () => {
  test("has every call with its times, account, body and verdict, and hides secrets", async () => {
    const startedAt = performance.timeOrigin + performance.now();
    const body = { grant_type: "client_credential", appid: SHOP, secret: SECRET };
    await postJson(`${emulator().url}/cgi-bin/stable_token`, body);
    await shop().add(linkRule());
    await shop().get("{");
    await accountCalls(emulator(), "").get();
    expect(emulator().calls()).toMatchObject([
      { endpoint: "stable_token", account: SHOP, body: { ...body, secret: "***" }, errcode: 0, applied: false },
      { endpoint: "qrcodejumpadd", account: SHOP, body: linkRule(), errcode: 0, applied: true },
      { endpoint: "qrcodejumpget", account: SHOP, body: "{", errcode: 47001, applied: false },
      { endpoint: "qrcodejumpget", account: null, body: {}, errcode: 41001, applied: false },
    ]);
    for (const call of emulator().calls()) {
      expect(call.at).toBeGreaterThanOrEqual(startedAt);
      expect(call.answeredAt).toBeGreaterThanOrEqual(call.at);
    }
    expect(JSON.stringify(emulator().calls())).not.toContain(SECRET);
    expect(await read("calls")).toEqual(emulator().calls());
  });

  test("hides the secrets of third parties", async () => {
    const secrets = { component_appsecret: SECRET, component_verify_ticket: "t1", authorizer_refresh_token: "r1" };
    await postJson(`${emulator().url}/cgi-bin/component/api_component_token`, { ...secrets, component_appid: SHOP });
    const hidden = Object.fromEntries(Object.keys(secrets).map((name) => [name, "***"]));
    expect(emulator().calls()[0]?.body).toEqual({ ...hidden, component_appid: SHOP });
  });

  test("shows the query of the one endpoint without a body", async () => {
    await fetch(`${emulator().url}/cgi-bin/token?appid=${SHOP}&secret=${SECRET}`);
    expect(emulator().calls()[0]).toMatchObject({ endpoint: "token", body: { appid: SHOP, secret: "***" } });
  });
});

test("answers late by the latency and no more than the jitter later, having applied the call at once", async () => {
  emulator().setOptions({ latencyMs: 30, jitterMs: 10 });
  const adding = shop().add(linkRule());
  await until(() => emulator().state().rules.length === 1);
  await adding;
  const { at, answeredAt } = emulator().calls()[0] ?? { at: 0, answeredAt: 0 };
  expect((answeredAt ?? 0) - at).toBeGreaterThanOrEqual(29);
});

test("forgets everything on a reset and goes back to the options of the start", async () => {
  await shop().add(linkRule());
  await shop().publish(LINK);
  emulator().setOptions({ numbersAsStrings: true });
  emulator().setFaults([{ kind: "errcode", code: -1 }]);
  await control("reset");
  expect(emulator().state()).toEqual({
    rules: [],
    publishQuotaLeft: 50,
    publishQuotaLeftByAccount: {},
    faultsPlayed: 0,
  });
  expect(emulator().calls()).toEqual([]);
  expect(emulator().options).toMatchObject({ numbersAsStrings: false, limit: "off", publishQuota: 50 });
  expect(await shop().get()).toMatchObject({ errcode: 40001 });
});

test("takes new options with a reset", async () => {
  await control("reset", { publishQuota: 7 });
  expect(emulator().state().publishQuotaLeft).toBe(7);
  emulator().reset();
  expect(emulator().state().publishQuotaLeft).toBe(50);
});

test("puts and removes rules behind the client's back", async () => {
  const rules = [
    { account: SHOP, prefix: LINK, path: "p", state: 2, permitSubRule: 1, openVersion: 3, debugUrls: [] },
    { account: OTHER_SHOP, prefix: CODE, appid: TARGET, path: "p", state: 1, damaged: true },
  ];
  expect((await control("rules", rules)).status).toBe(200);
  expect(await read("state")).toMatchObject({ rules, publishQuotaLeftByAccount: { [SHOP]: 50, [OTHER_SHOP]: 50 } });
  expect((await shop().get()).rule_list).toHaveLength(1);
  const removed = await control("rules/delete", { account: SHOP, prefix: LINK });
  expect(await removed.json()).toEqual({ deleted: 1 });
  expect(emulator().state().rules).toHaveLength(1);
});

test("gives a link rule put without tester fields the usual ones", async () => {
  emulator().putRules([{ account: SHOP, prefix: LINK, path: "p", state: 2 }]);
  expect((await shop().get()).rule_list).toMatchObject([{ permit_sub_rule: 1, open_version: 3, debug_url: [] }]);
});

test("sets what is left of the quota", async () => {
  await control("quota", { left: 1 });
  await shop().add(linkRule());
  expect((await shop().get()).qrcodejump_pub_quota).toBe(1);
  await shop().publish(LINK);
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 886000 });
  await control("quota", { left: 3, account: OTHER_SHOP });
  expect(emulator().state().publishQuotaLeftByAccount).toEqual({ [SHOP]: 0, [OTHER_SHOP]: 3 });
});

test("changes options, sets faults, ends tokens and counts faults over HTTP", async () => {
  await control("options", { deleteMissing: "ok" });
  expect(await shop().remove({ prefix: LINK })).toMatchObject({ errcode: 0 });
  await control("faults", [{ kind: "errcode", code: 886001, match: { endpoint: "qrcodejumpget" } }]);
  expect(await shop().get()).toMatchObject({ errcode: 886001 });
  expect(await read("faults")).toEqual({ played: 1, byKind: { errcode: 1 } });
  await control("faults", { random: { seed: 1, probability: 1, kinds: ["errcode"] } });
  expect((await shop().get()).errcode).not.toBe(0);
  await control("faults", []);
  expect(await shop().get()).toMatchObject({ errcode: 0 });
  expect(await read("tokens")).toEqual(emulator().tokens());
  await control("tokens/expire");
  expect(await shop().get()).toMatchObject({ errcode: 42001 });
  await control("tokens/expire", { errcode: 40001 });
  expect(await shop().get()).toMatchObject({ errcode: 40001 });
});

test.each([
  ["options", { limits: "off" }],
  ["options", { latencyMs: -1 }],
  ["options", { readLagMs: -1 }],
  ["options", { oddRecords: [{ record: {} }] }],
  ["options", { oddRecords: [{ account: SHOP }] }],
  ["reset", { nonsense: true }],
  ["faults", [{ kind: "explode" }]],
  ["faults", [{ kind: "errcode" }]],
  ["faults", [{ kind: "json" }]],
  ["faults", [{ kind: "okLate" }]],
  ["faults", [{ kind: "misfit" }]],
  ["faults", [{ kind: "misfit", misfit: "wrongListSize", by: 0 }]],
  ["faults", [{ kind: "misfit", misfit: "emptyList", match: { endpoint: "qrcodejumpadd" } }]],
  ["faults", [{ kind: "quotaGone", lateMs: 20 }]],
  ["faults", [{ kind: "reset", late: 20 }]],
  ["faults", [{ kind: "reset", lateMs: 20, when: "after" }]],
  ["faults", [{ kind: "timeout", late: 20, when: "after" }]],
  ["faults", [{ kind: "reset", lastsMs: 0 }]],
  ["faults", [{ random: { seed: 1, probability: 1, kinds: [{ kind: "errcode" }] } }]],
  ["faults", [{ random: { seed: 1, probability: 2, kinds: ["reset"] } }]],
  ["faults", [{ kind: "reset", match: { endpoint: "qrcodejumplist" } }]],
  ["rules", [{ account: "me", prefix: LINK, path: "p", state: 1 }]],
  ["rules", [{ account: SHOP, prefix: LINK, path: "p", state: 3 }]],
  ["quota", {}],
])("refuses %s of %j as a mistake of the test", async (name, body) => {
  const response = await control(name, body);
  expect(response.status).toBe(400);
  expect(await response.json()).toHaveProperty("error");
});

test("refuses a fault that makes no sense in its own process as well", () => {
  expect(() => emulator().setFaults([{ kind: "errcode" }])).toThrow("an errcode fault needs a code");
});

test("closes at once although a call is held, another is slow and a connection idles", async () => {
  const own = await startEmulator();
  const token = own.issueToken(SHOP);
  const idle = createConnection(own.port, "127.0.0.1");
  await once(idle, "connect");
  own.setFaults([{ kind: "timeout" }, { kind: "hang", latencyMs: 60_000, match: { nth: 2 } }]);
  const held = accountCalls(own, token).get();
  const slow = accountCalls(own, token).get();
  const ends = Promise.allSettled([held, slow, once(idle, "close")]);
  while (own.state().faultsPlayed < 2) await new Promise((resolve) => setImmediate(resolve));
  await own.close();
  expect((await ends).map((end) => end.status)).toEqual(["rejected", "rejected", "fulfilled"]);
});
