import {
  OTHER_SHOP,
  postJson,
  serviceRule,
  SHOP,
  TARGET,
  until,
  useAccount,
  useEmulator,
  type Answer,
} from "./test-client";

let nowMs = 1_800_000_000_000;
const emulator = useEmulator({ now: () => nowMs });
const shop = useAccount(emulator);

type Made = Answer & { ticket?: string; url?: string; expire_seconds?: number };
const permanent = (scene: unknown): object => ({
  action_name: "QR_LIMIT_STR_SCENE",
  action_info: { scene: { scene_str: scene } },
});
const temporary = (scene: unknown, seconds?: unknown): object => ({
  action_name: "QR_STR_SCENE",
  action_info: { scene: { scene_str: scene } },
  expire_seconds: seconds,
});

function create(body: unknown, account = SHOP): Promise<Made> {
  const url = `${emulator().url}/cgi-bin/qrcode/create?access_token=${emulator().issueToken(account)}`;
  return postJson(url, body);
}

describe("qrcode/create", () => {
  test("makes a permanent code, whose answer has neither errcode nor a time", async () => {
    const answer = await create(permanent("door-1"));
    expect(answer).toEqual({
      ticket: expect.stringMatching(/^gQ/) as string,
      url: expect.stringMatching(/^http:\/\/weixin\.qq\.com\/q\/02[\w-]{20}$/) as string,
    });
    expect(emulator().parametricCodes()).toEqual([{ account: SHOP, scene: "door-1", url: answer.url, endsAt: null }]);
    expect(emulator().calls()).toEqual([
      expect.objectContaining({ endpoint: "qrcode/create", account: SHOP, errcode: 0, applied: true }),
    ]);
  });

  test("makes a temporary code for at most 30 days, for a minute where none is asked for", async () => {
    expect(await create(temporary("a", 2_592_000))).toMatchObject({ expire_seconds: 2_592_000 });
    expect(await create(temporary("b"))).toMatchObject({ expire_seconds: 60 });
    expect(emulator().parametricCodes()).toMatchObject([{ endsAt: nowMs + 2_592_000_000 }, { endsAt: nowMs + 60_000 }]);
    for (const seconds of [0, -1, 1.5, 2_592_001, "60", null]) {
      expect(await create(temporary("c", seconds))).toMatchObject({ errcode: 40097 });
    }
  });

  test("refuses another action and a scene that is not 1 to 64 characters, with WeChat's texts", async () => {
    expect(await create({ ...permanent("a"), action_name: "QR" })).toMatchObject({
      errcode: 40052,
      errmsg: expect.stringMatching(/^invalid action name rid: /) as string,
    });
    for (const scene of ["", "x".repeat(65), 7, null, undefined]) {
      expect(await create(permanent(scene))).toMatchObject({
        errcode: 40053,
        errmsg: expect.stringMatching(/^invalid action info, please check document rid: /) as string,
      });
    }
    expect(await create({ action_name: "QR_LIMIT_STR_SCENE" })).toMatchObject({ errcode: 40053 });
    expect(await create(permanent("门".repeat(64)))).toHaveProperty("url");
  });

  test("takes numbers for scenes of the older kinds", async () => {
    const limited = (id: unknown): object => ({
      action_name: "QR_LIMIT_SCENE",
      action_info: { scene: { scene_id: id } },
    });
    expect(await create(limited(100_000))).toHaveProperty("url");
    for (const id of [0, 100_001, "7"]) expect(await create(limited(id))).toMatchObject({ errcode: 40053 });
    expect(await create({ action_name: "QR_SCENE", action_info: { scene: { scene_id: 100_001 } } })).toHaveProperty(
      "url",
    );
  });

  test("answers 45029 beyond the permanent codes that an account may have, which temporary ones do not count for", async () => {
    emulator().putAccounts([{ account: SHOP, permanentCodeLimit: 2 }]);
    await create(permanent("a"));
    await create(permanent("a"));
    expect(await create(permanent("b"))).toMatchObject({
      errcode: 45029,
      errmsg: expect.stringMatching(/^qrcode count out of limit/) as string,
    });
    expect(await create(temporary("b", 60))).toHaveProperty("url");
    expect(await create(permanent("b"), OTHER_SHOP)).toHaveProperty("url");
  });

  test("gives the same scene another code, or the same one where it is told so", async () => {
    const [first, second] = [await create(permanent("a")), await create(permanent("a"))];
    expect(second.url).not.toBe(first.url);
    emulator().setOptions({ sameSceneSameUrl: true });
    expect((await create(permanent("a"))).url).toBe(first.url);
    expect(emulator().parametricCodes()).toHaveLength(2);
  });

  test("refuses mini programs, accounts without the grant, and calls without a token", async () => {
    emulator().setOptions({ pages: { [SHOP]: [] } });
    expect(await create(permanent("a"))).toMatchObject({ errcode: 48001 });
    emulator().setOptions({ pages: {}, notGranted: [SHOP] });
    expect(await create(permanent("a"))).toMatchObject({ errcode: 48001 });
    expect(await postJson(`${emulator().url}/cgi-bin/qrcode/create`, permanent("a"))).toMatchObject({ errcode: 41001 });
  });

  test("takes five calls a second", async () => {
    emulator().setOptions({ limit: "per-endpoint" });
    for (let n = 0; n < 5; n++) expect(await create(permanent(`s${n}`))).toHaveProperty("url");
    expect(await create(permanent("s5"))).toMatchObject({ errcode: 44990 });
    nowMs += 1_001;
    expect(await create(permanent("s5"))).toHaveProperty("url");
  });

  test("a code is the prefix of a rule of its account alone, which then is a service account", async () => {
    const { url: prefix } = await create(permanent("a"));
    expect(await shop().add(serviceRule({ prefix, appid: TARGET }))).toMatchObject({ errcode: 0 });
    const { url: other } = await create(permanent("b"), OTHER_SHOP);
    expect(await shop().add(serviceRule({ prefix: other, appid: TARGET }))).toMatchObject({ errcode: 85072 });
    const asked = { scene: "x", page: "pages/index/index" };
    const look = `${emulator().url}/wxa/getwxacodeunlimit?access_token=${emulator().issueToken(OTHER_SHOP)}`;
    expect(await postJson(look, asked)).toMatchObject({ errcode: 48001 });
  });

  test("faults strike it: an answer that is lost leaves a code behind", async () => {
    emulator().setFaults([{ kind: "reset", when: "after", match: { endpoint: "qrcode/create" } }]);
    await expect(create(permanent("a"))).rejects.toThrow();
    expect(emulator().parametricCodes()).toMatchObject([{ scene: "a" }]);
    emulator().setFaults([{ kind: "okLate", lateMs: 1, match: { endpoint: "qrcode/create" } }]);
    const { url } = await create(permanent("b"));
    await until(() => emulator().parametricCodes().length === 2);
    expect(emulator().parametricCodes()[1]).toMatchObject({ scene: "b", url });
  });
});
