import {
  CODE,
  postJson,
  serviceRule,
  SHOP,
  TARGET,
  useAccount,
  useEmulator,
  accountCalls,
  linkRule,
} from "./test-client";

let nowMs = 1_800_000_000_000;
const emulator = useEmulator({ now: () => nowMs });
const shop = useAccount(emulator);
const PAGES = { [SHOP]: ["pages/index/index", "pages/shop/index"] };
const asked = { scene: "x", page: "pages/index/index", check_path: true, env_version: "release" };

const urlWith = (token = emulator().issueToken(SHOP)): string =>
  `${emulator().url}/wxa/getwxacodeunlimit?access_token=${token}`;

function ask(changes: object = {}, token?: string): Promise<Response> {
  return fetch(urlWith(token), { method: "POST", body: JSON.stringify({ ...asked, ...changes }) });
}

async function codeOf(response: Response): Promise<number | undefined> {
  if (response.headers.get("content-type") === "image/jpeg") return 0;
  return ((await response.json()) as { errcode?: number }).errcode;
}

beforeEach(() => emulator().setOptions({ pages: PAGES }));

describe("getwxacodeunlimit", () => {
  test("answers an image where the page is in the released version, changes nothing, and is in the log", async () => {
    const response = await ask();
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    const image = Buffer.from(await response.arrayBuffer());
    expect(image.subarray(0, 3).toString("hex") + image.subarray(-2).toString("hex")).toBe("ffd8ffffd9");
    expect(emulator().calls()).toEqual([
      expect.objectContaining({
        endpoint: "getwxacodeunlimit",
        account: SHOP,
        body: asked,
        errcode: 0,
        applied: false,
        answeredAt: nowMs,
      }),
    ]);
    expect(emulator().state().rules).toEqual([]);
  });

  test("answers 41030 as JSON for another page, and for every page where no version is released", async () => {
    const answer = await postJson(urlWith(), { ...asked, page: "pages/shop" });
    expect(answer).toMatchObject({ errcode: 41030, errmsg: expect.stringMatching(/^invalid page rid: /) as string });
    emulator().setOptions({ unreleased: [SHOP] });
    expect(await codeOf(await ask())).toBe(41030);
    expect(await codeOf(await ask({ page: undefined }))).toBe(41030);
  });

  test("takes any page where it is told of none, where nobody asks for the check, and no page for the first one", async () => {
    expect(await codeOf(await ask({ page: "pages/x" }, emulator().issueToken(TARGET)))).toBe(0);
    expect(await codeOf(await ask({ page: "pages/x", check_path: false }))).toBe(0);
    expect(await codeOf(await ask({ page: undefined }))).toBe(0);
    expect(await codeOf(await ask({ page: "pages/x", check_path: undefined }))).toBe(41030);
  });

  test.each([
    ["no scene", { scene: undefined }, 40169],
    ["an empty scene", { scene: "" }, 40169],
    ["a scene of 33 characters", { scene: "s".repeat(33) }, 40169],
    ["a scene that is a number", { scene: 1 }, 40169],
    ["Chinese in the scene", { scene: "店" }, 40129],
    ["% in the scene", { scene: "a%20" }, 40129],
    ["a reserved name in the scene", { scene: "scancode_time=1" }, 85096],
    ["a reserved name in the page", { page: "scancode_time" }, 85096],
    ["a leading slash", { page: "/pages/index/index" }, 41030],
    ["a query", { page: "pages/index/index?id=1" }, 41030],
    ["a query without the check", { page: "pages/index/index?id=1", check_path: false }, 41030],
    ["a page that is a number", { page: 1 }, 40097],
    ["a version that is none", { env_version: "beta" }, 40097],
    ["check_path as text", { check_path: "true" }, 40097],
    ["a width that is too small", { width: 279 }, 40097],
  ])("refuses %s", async (_what, changes, errcode) => {
    expect(await codeOf(await ask(changes))).toBe(errcode);
  });

  test("takes every documented character and the longest scene", async () => {
    expect(await codeOf(await ask({ scene: "aZ09!#$&'()*+,/:;=?@-._~" }))).toBe(0);
    expect(await codeOf(await ask({ scene: "s".repeat(32) }))).toBe(0);
  });

  test("is checked like every call: method, body, token, grant, address", async () => {
    expect(await codeOf(await fetch(urlWith()))).toBe(43002);
    expect(await codeOf(await fetch(urlWith(), { method: "POST" }))).toBe(44002);
    expect(await codeOf(await fetch(urlWith(), { method: "POST", body: "scene=x" }))).toBe(47001);
    expect(await codeOf(await ask({}, "no-token"))).toBe(40014);
    emulator().setOptions({ notGranted: [SHOP] });
    expect(await codeOf(await ask())).toBe(48001);
    emulator().setOptions({ notGranted: [], ipAllowList: [] });
    expect(await codeOf(await ask())).toBe(40164);
  });

  test("takes the token of a mini program, personal ones too, and refuses that of a service account", async () => {
    emulator().setOptions({ personal: [SHOP] });
    expect(await codeOf(await ask())).toBe(0);
    emulator().setOptions({ personal: [], serviceAccounts: [SHOP] });
    expect(await codeOf(await ask())).toBe(48001);
    emulator().setOptions({ serviceAccounts: [] });
    expect((await shop().add(serviceRule({ prefix: CODE }))).errcode).toBe(0);
    expect(await codeOf(await ask())).toBe(48001);
  });

  test("has a limit a minute and mini program, which takes nothing from the rules", async () => {
    emulator().setOptions({ limit: "per-account", codeLimit: 2 });
    const codes = async (): Promise<unknown[]> => [await codeOf(await ask()), await codeOf(await ask())];
    expect(await codes()).toEqual([0, 0]);
    expect(await codes()).toEqual([45009, 45009]);
    expect(await codeOf(await ask({}, emulator().issueToken(TARGET)))).toBe(0);
    const { add } = accountCalls(emulator(), emulator().issueToken(SHOP));
    for (let n = 0; n < 5; n++) expect((await add(linkRule({ prefix: `https://shop.example/${n}` }))).errcode).toBe(0);
    nowMs += 60_000;
    expect(await codes()).toEqual([0, 0]);
  });

  test("can be struck by faults, and an image can be late", async () => {
    emulator().setFaults([
      { kind: "errcode", code: 45029, match: { endpoint: "getwxacodeunlimit" } },
      { kind: "hang", latencyMs: 5, match: { endpoint: "getwxacodeunlimit" } },
    ]);
    expect(await codeOf(await ask())).toBe(45029);
    expect(await codeOf(await ask())).toBe(0);
    expect(
      emulator()
        .calls()
        .map(({ fault }) => fault),
    ).toEqual(["errcode", "hang"]);
  });
});
