import { CODE, LINK, linkRule, postJson, SECRET, serviceRule, SHOP, useAccount, useEmulator } from "./test-client";

const emulator = useEmulator({ publishQuota: 10 });
const shop = useAccount(emulator);

const rulesNow = () => emulator().state().rules;

describe("a gateway that answers JSON of its own", () => {
  const bodies = [{}, { status: "error", message: "upstream unavailable" }, { code: 502 }, [], "busy", null];

  test.each(bodies)("in the place of a write: %j", async (body) => {
    emulator().setFaults([{ kind: "json", body, match: { endpoint: "qrcodejumpadd" } }]);
    expect(await shop().add(linkRule())).toEqual(body);
    expect(rulesNow()).toEqual([]);
    expect(emulator().calls()).toMatchObject([{ fault: "json", when: "before", errcode: null, applied: false }]);
  });

  test("after a write was applied", async () => {
    await shop().add(linkRule());
    emulator().setFaults([{ kind: "json", body: {}, when: "after" }]);
    expect(await shop().publish(LINK)).toEqual({});
    expect(rulesNow()).toMatchObject([{ state: 2 }]);
    expect(emulator().calls().at(-1)).toMatchObject({ fault: "json", when: "after", errcode: 0, applied: true });
  });

  test("with an HTTP status of its own", async () => {
    emulator().setFaults([{ kind: "json", body: { code: 502 }, status: 502 }]);
    const url = `${emulator().url}/cgi-bin/wxopen/qrcodejumpget?access_token=${emulator().issueToken(SHOP)}`;
    const response = await fetch(url, { method: "POST", body: "{}" });
    expect(response.status).toBe(502);
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(await response.json()).toEqual({ code: 502 });
  });

  test("to reads and token calls, set over HTTP", async () => {
    await postJson(`${emulator().url}/__emulator/faults`, { kind: "json", body: { code: 1 }, times: 2 });
    expect(await shop().get()).toEqual({ code: 1 });
    const body = { grant_type: "client_credential", appid: SHOP, secret: SECRET };
    expect(await postJson(`${emulator().url}/cgi-bin/stable_token`, body)).toEqual({ code: 1 });
    expect(await postJson(`${emulator().url}/cgi-bin/stable_token`, body)).toHaveProperty("access_token");
  });

  test("by chance, in some words or other", async () => {
    emulator().setFaults([{ random: { seed: 1, probability: 1, kinds: ["json"] } }]);
    const answers = new Set<string>();
    for (let n = 0; n < 20; n++) answers.add(JSON.stringify(await shop().get()));
    expect(answers.size).toBe(3);
    expect([...answers].join()).not.toContain("errcode");
  });
});

describe("an ok to a write that did nothing", () => {
  test.each([
    ["a link rule", linkRule(), LINK],
    ["a service-account rule", serviceRule(), CODE],
  ])("add and publish of %s", async (_name, rule, prefix) => {
    emulator().setFaults([
      { kind: "okButNotApplied", match: { endpoint: "qrcodejumpadd" } },
      { kind: "okButNotApplied", match: { endpoint: "qrcodejumppublish" } },
    ]);
    expect(await shop().add(rule)).toEqual({ errcode: 0, errmsg: "ok" });
    expect(rulesNow()).toEqual([]);
    expect(await shop().add(rule)).toEqual({ errcode: 0, errmsg: "ok" });
    expect(await shop().publish(prefix)).toEqual({ errcode: 0, errmsg: "ok" });
    expect(rulesNow()).toMatchObject([{ prefix, state: 1 }]);
    expect((await shop().get()).qrcodejump_pub_quota).toBe(10);
    expect(
      emulator()
        .calls()
        .map(({ applied, errcode }) => [applied, errcode]),
    ).toEqual([
      [false, 0],
      [true, 0],
      [false, 0],
      [false, 0],
    ]);
  });

  test("a change of a rule, for as long as it lasts", async () => {
    await shop().add(linkRule());
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumpadd" }, lastsMs: 60_000 }]);
    const edit = linkRule({ is_edit: 1, path: "pages/new/new" });
    expect(await shop().add(edit)).toMatchObject({ errcode: 0 });
    expect(await shop().add(edit)).toMatchObject({ errcode: 0 });
    expect(rulesNow()).toMatchObject([{ path: "pages/index/index" }]);
  });
});
