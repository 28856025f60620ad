import type { FaultKind, ScriptedFault } from "../../emulator";
import { accountCalls, LINK, linkRule, postJson, SECRET, SHOP, until, useAccount, useEmulator } from "./test-client";

const emulator = useEmulator();
const shop = useAccount(emulator);

function raw(path: string, body: unknown, timeoutMs = 2000): Promise<Response> {
  const url = `${emulator().url}/cgi-bin/wxopen/${path}?access_token=${emulator().issueToken(SHOP)}`;
  return fetch(url, { method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(timeoutMs) });
}

const rulesNow = () => emulator().state().rules.length;

describe("before or after the call is applied", () => {
  const moments = ["before", "after"] as const;
  const expected = {
    before: { rules: 0, errcode: null, applied: false },
    after: { rules: 1, errcode: 0, applied: true },
  };

  function expectLogged(kind: FaultKind, when: "before" | "after"): void {
    const { rules, errcode, applied } = expected[when];
    expect(rulesNow()).toBe(rules);
    expect(emulator().calls()).toMatchObject([{ endpoint: "qrcodejumpadd", fault: kind, when, errcode, applied }]);
    expect(emulator().faultsPlayed()).toEqual({ played: 1, byKind: { [kind]: 1 } });
  }

  test.each(moments)("answers a code %s", async (when) => {
    emulator().setFaults([{ kind: "errcode", code: -1, when }]);
    expect(await shop().add(linkRule())).toEqual({
      errcode: -1,
      errmsg: expect.stringMatching(/^system error rid: /) as string,
    });
    expectLogged("errcode", when);
  });

  test.each(moments)("never answers %s", async (when) => {
    emulator().setFaults([{ kind: "timeout", when }]);
    await expect(raw("qrcodejumpadd", linkRule(), 40)).rejects.toThrow(/timeout/i);
    expectLogged("timeout", when);
    expect(emulator().calls()[0]?.answeredAt).toBeNull();
  });

  test.each(moments)("cuts the connection %s", async (when) => {
    emulator().setFaults([{ kind: "reset", when }]);
    await expect(raw("qrcodejumpadd", linkRule())).rejects.toThrow("fetch failed");
    expectLogged("reset", when);
  });

  test.each(moments)("answers an HTML page with 200 %s", async (when) => {
    emulator().setFaults([{ kind: "html", when }]);
    const response = await raw("qrcodejumpadd", linkRule());
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(await response.text()).toMatch(/^<html>/);
    expectLogged("html", when);
  });

  test.each(moments)("answers another HTTP status %s", async (when) => {
    emulator().setFaults([{ kind: "http", status: 503, when }]);
    expect((await raw("qrcodejumpadd", linkRule())).status).toBe(503);
    expectLogged("http", when);
  });

  test.each(moments)("answers half of the JSON %s", async (when) => {
    emulator().setFaults([{ kind: "truncated", when }]);
    const text = await (await raw("qrcodejumpadd", linkRule())).text();
    expect(text).toMatch(/^\{/);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expectLogged("truncated", when);
  });

  test.each(moments)("lets the tokens die %s", async (when) => {
    emulator().setFaults([{ kind: "tokenDies", when }]);
    expect(await shop().add(linkRule())).toMatchObject({ errcode: 40001 });
    expectLogged("tokenDies", when);
    expect(await shop().get()).toMatchObject({ errcode: 40001 });
  });

  test("works late when it hangs before, and answers late when it hangs after", async () => {
    emulator().setFaults([{ kind: "hang", latencyMs: 40, when: "before" }]);
    const first = shop().add(linkRule());
    await new Promise((resolve) => setTimeout(resolve, 15));
    expect(rulesNow()).toBe(0);
    expect(await first).toMatchObject({ errcode: 0 });
    emulator().setFaults([{ kind: "hang", latencyMs: 40, when: "after" }]);
    const second = shop().remove({ prefix: LINK });
    await until(() => rulesNow() === 0);
    expect(emulator().calls()).toHaveLength(1);
    expect(await second).toMatchObject({ errcode: 0 });
  });
});

test("applies a call that timed out later when told so, and then says so in the log", async () => {
  emulator().setFaults([{ kind: "timeout", late: 30 }]);
  await expect(raw("qrcodejumpadd", linkRule(), 10)).rejects.toThrow(/timeout/i);
  expect(rulesNow()).toBe(0);
  await until(() => rulesNow() === 1);
  expect(emulator().calls()).toMatchObject([{ errcode: 0, applied: true, answeredAt: null }]);
});

test("forgets a late change when it is reset", async () => {
  emulator().setFaults([{ kind: "timeout", late: 20 }]);
  await expect(raw("qrcodejumpadd", linkRule(), 10)).rejects.toThrow(/timeout/i);
  emulator().reset();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(emulator().state().rules).toEqual([]);
});

test("answers ok to a delete that did nothing, and the truth to one that cannot be", async () => {
  await shop().add(linkRule());
  emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumpdelete" }, times: 2 }]);
  expect(await shop().remove({ prefix: LINK })).toEqual({ errcode: 0, errmsg: "ok" });
  expect(await shop().remove({ prefix: "https://gone.example/" })).toMatchObject({ errcode: 40097 });
  expect(rulesNow()).toBe(1);
  expect(emulator().calls()[1]).toMatchObject({ errcode: 0, applied: false, fault: "okButNotApplied" });
});

test("lets somebody else use up the quota just before a call", async () => {
  emulator().setOptions({ publishQuota: 3 });
  await shop().add(linkRule());
  emulator().setFaults([{ kind: "quotaGone", n: 2, times: 2 }]);
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 0 });
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 886000 });
});

test("strikes token calls too", async () => {
  emulator().setFaults([{ kind: "errcode", code: 45009, match: { endpoint: "stable_token" } }]);
  const body = { grant_type: "client_credential", appid: SHOP, secret: SECRET };
  expect(await postJson(`${emulator().url}/cgi-bin/stable_token`, body)).toMatchObject({ errcode: 45009 });
  expect(await postJson(`${emulator().url}/cgi-bin/stable_token`, body)).toHaveProperty("access_token");
});

describe("which calls a fault strikes", () => {
  const busy = (fault: Omit<ScriptedFault, "kind">): ScriptedFault => ({ kind: "errcode", code: -1, ...fault });

  async function readsHit(count: number): Promise<number[]> {
    const hit: number[] = [];
    for (let n = 1; n <= count; n++) if ((await shop().get()).errcode === -1) hit.push(n);
    return hit;
  }

  test.each([
    ["one by default", {}, [1]],
    ["as many as told", { times: 3 }, [1, 2, 3]],
    ["the nth", { match: { nth: 4 } }, [4]],
    ["every so many", { match: { every: 3 } }, [3, 6]],
    ["every so many, as often as told", { match: { every: 2 }, times: 2 }, [2, 4]],
    ["none of another endpoint", { match: { endpoint: "qrcodejumpadd" as const } }, []],
  ])("strikes %s", async (_name, fault, hit) => {
    emulator().setFaults([busy(fault)]);
    expect(await readsHit(8)).toEqual(hit);
  });

  test("strikes by the prefix of a call or in its list", async () => {
    emulator().setFaults([busy({ match: { prefix: LINK }, times: 2 })]);
    expect(await shop().publish("https://shop.example/z")).toMatchObject({ errcode: 40097 });
    expect(await shop().publish(LINK)).toMatchObject({ errcode: -1 });
    expect(await shop().get({ prefix_list: [LINK] })).toMatchObject({ errcode: -1 });
  });

  test("plays one fault a call, in the order set, while all of them count it", async () => {
    emulator().setFaults([busy({}), { kind: "errcode", code: 886001, match: { nth: 2 } }]);
    expect(await shop().get()).toMatchObject({ errcode: -1 });
    expect(await shop().get()).toMatchObject({ errcode: 886001 });
    expect(await shop().get()).toMatchObject({ errcode: 0 });
  });

  test("is not spent on a call that the gateway refuses", async () => {
    emulator().setFaults([busy({})]);
    expect(await accountCalls(emulator(), "").get()).toMatchObject({ errcode: 41001 });
    expect(await readsHit(2)).toEqual([1]);
  });
});

describe("random faults", () => {
  async function run(seed: number, probability: number, kinds: FaultKind[], times?: number): Promise<string[]> {
    emulator().reset();
    const calls = accountCalls(emulator(), emulator().issueToken(SHOP));
    emulator().setFaults([{ random: { seed, probability, kinds, times } }]);
    const answers: string[] = [];
    for (let n = 0; n < 60; n++) answers.push(String((await calls.publish("x")).errcode));
    return answers;
  }

  test("are the same for the same seed, and counted", async () => {
    const first = await run(7, 0.3, ["errcode"]);
    const { played } = emulator().faultsPlayed();
    expect(played).toBe(first.filter((code) => code !== "40097").length);
    expect(played).toBeGreaterThan(5);
    expect(played).toBeLessThan(40);
    expect(emulator().state().faultsPlayed).toBe(played);
    expect(await run(7, 0.3, ["errcode"])).toEqual(first);
    expect(await run(8, 0.3, ["errcode"])).not.toEqual(first);
  });

  test("strike always, never, or so many times at most", async () => {
    expect(new Set(await run(1, 0, ["errcode"]))).toEqual(new Set(["40097"]));
    expect(await run(1, 1, ["errcode"])).not.toContain("40097");
    await run(1, 1, ["errcode"], 5);
    expect(emulator().faultsPlayed().played).toBe(5);
  });

  test("never let a token die at an endpoint that takes none", async () => {
    emulator().setFaults([{ random: { seed: 1, probability: 1, kinds: ["tokenDies"] } }]);
    const body = { grant_type: "client_credential", appid: SHOP, secret: SECRET };
    expect(await postJson(`${emulator().url}/cgi-bin/stable_token`, body)).toHaveProperty("access_token");
  });
});
