import { clock } from "../../provider/system/clock";
import { WechatClient } from "../../provider/wechat/client";
import { Http } from "../../provider/wechat/http";
import { RateLimiter } from "../../provider/wechat/limits/rate-limit";
import { TokenSource } from "../../provider/wechat/token";
import { cutConnection, json, silence, startServer, text, type Answer, type ScriptedServer } from "./http-support";
import { ACCOUNT, linkRule, requests, SECRET, sessionOn, useEmulator, useQuickRetries, wechatErrorOf } from "./support";

const emulator = useEmulator();
useQuickRetries();

const PAGE = "pages/shop/index";
const TOKEN = "92_AbCdEfGhIjKlMnOpQrStUvWxYz-0123456789";
const JPEG = Buffer.from("ffd8ffe000104a464946000101ffd9", "hex");
const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

const image =
  (bytes: Buffer, type = "image/jpeg", status = 200): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": type }).end(bytes);
const typed =
  (body: string, type: string): Answer =>
  (response) =>
    response.writeHead(200, { "content-type": type }).end(body);

let server: ScriptedServer;
beforeEach(async () => {
  server = await startServer(image(JPEG));
});
afterEach(() => server.close());

function client(timeoutMs = 5_000): WechatClient {
  const http = new Http(server.url, timeoutMs);
  return new WechatClient(
    http,
    new TokenSource({ kind: "accessToken", accessToken: TOKEN }, http),
    new RateLimiter(1000, 10_000),
    new RateLimiter(1000, 10_000),
  );
}

describe("a look for a page", () => {
  test("asks for a code of the released version, with the path checked, and reads an image as yes", async () => {
    expect(await client().hasPage(PAGE)).toBe(true);
    const [received] = server.received;
    expect(received).toMatchObject({ method: "POST", path: "/wxa/getwxacodeunlimit", query: { access_token: TOKEN } });
    expect(JSON.parse(received?.body ?? "")).toEqual({
      scene: expect.stringMatching(/^\w{1,32}$/) as string,
      page: PAGE,
      check_path: true,
      env_version: "release",
    });
  });

  test.each<[string, Answer, boolean]>([
    ["a PNG", image(PNG, "image/png"), true],
    ["an image that is called JSON", image(JPEG, "application/json; charset=utf-8"), true],
    ["an image without a type", image(PNG, ""), true],
    ["41030", json({ errcode: 41030, errmsg: "invalid page rid: 0-1-2" }), false],
    ["41030 that is called an image", typed('{"errcode":41030,"errmsg":"invalid page"}', "image/jpeg"), false],
    ["41030 as text", json({ errcode: "41030" }), false],
  ])("reads the answer by its bytes: %s", async (_what, answer, expected) => {
    server.answers = [answer];
    expect(await client().hasPage(PAGE)).toBe(expected);
    expect(server.received).toHaveLength(1);
  });

  test.each<[string, Answer, string]>([
    ["HTML", text("<html>sign in</html>"), "HTTP 200 without an image from"],
    ["HTML that is called an image", typed("<html></html>", "image/jpeg"), "HTTP 200 without an image from"],
    ["nothing", text(""), "HTTP 200 without an image from"],
    ["JSON without a verdict", json({ status: "up" }), "HTTP 200 without an image from"],
    ["errcode 0 without an image", json({ errcode: 0, errmsg: "ok" }), "HTTP 200 without an image from"],
    ["an image with an error's status", image(JPEG, "image/jpeg", 502), "HTTP 502 without an image from"],
    ["a gateway's refusal", json({ errcode: 41030 }, 502), "HTTP 502 from"],
    ["a cut connection", cutConnection, "the connection failed"],
  ])("takes %s for neither yes nor no, and asks five times", async (_what, answer, reason) => {
    server.answers = [answer];
    const error = await wechatErrorOf(client().hasPage(PAGE));
    expect(error.message).toContain(`look for page ${PAGE}: ${reason}`);
    expect(error.message).not.toContain(TOKEN);
    expect(server.received).toHaveLength(5);
  });

  test.each<[number, string]>([
    [48001, "48001 the account has no permission for this API; the token must be a mini program's"],
    [
      45009,
      "45009 the account's daily quota of API calls is used up; WeChat also says so after 5,000 codes in a minute",
    ],
    [45029, "45029 WeChat makes no more codes for now; run again later"],
    [61007, "grant the platform permission set 17 or 58"],
    [40169, "40169 WeChat answers"],
  ])("is refused at once with %i", async (errcode, sentence) => {
    server.answers = [json({ errcode, errmsg: `refused ${TOKEN}` })];
    const error = await wechatErrorOf(client().hasPage(PAGE));
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain(TOKEN);
    expect(server.received).toHaveLength(1);
  });

  test("is repeated where WeChat is busy or wants it slower", async () => {
    server.answers = [json({ errcode: -1 }), json({ errcode: 44990 }), json({ errcode: 45011 }), image(JPEG)];
    expect(await client().hasPage(PAGE)).toBe(true);
    expect(server.received).toHaveLength(4);
  });

  test("renews a dead token once", async () => {
    const credentials = { kind: "appSecret", appId: ACCOUNT, appSecret: SECRET } as const;
    const session = sessionOn(emulator(), { credentials });
    expect(await session.client.hasPage(PAGE)).toBe(true);
    emulator().setFaults([{ kind: "tokenDies", match: { endpoint: "getwxacodeunlimit" } }]);
    expect(await session.client.hasPage(PAGE)).toBe(true);
    expect(requests(emulator()).map(([endpoint]) => endpoint)).toEqual([
      "stable_token",
      "getwxacodeunlimit",
      "getwxacodeunlimit",
      "stable_token",
      "getwxacodeunlimit",
    ]);
    emulator().setFaults([{ kind: "errcode", code: 40001, match: { endpoint: "getwxacodeunlimit" }, times: 9 }]);
    expect(await wechatErrorOf(session.client.hasPage(PAGE))).toMatchObject({ code: 40001 });
  });

  test("ends at its own time-out, and earlier where less time is left", async () => {
    server.answers = [silence];
    expect((await wechatErrorOf(client(60).hasPage(PAGE))).message).toContain("no answer within 0.06 s from");
    expect(server.received).toHaveLength(5);
    server.received.length = 0;
    jest.spyOn(clock, "now").mockImplementation(() => performance.now());
    const beganMs = performance.now();
    await wechatErrorOf(client().hasPage(PAGE, beganMs + 100));
    expect(performance.now() - beganMs).toBeLessThan(2_000);
    expect(server.received).toHaveLength(1);
  });

  test("takes no slot from the rules, and is called within its own limit", async () => {
    const http = new Http(server.url, 5_000);
    const tokens = new TokenSource({ kind: "accessToken", accessToken: TOKEN }, http);
    const rules = new RateLimiter(1, 10);
    const single = jest.spyOn(rules, "single");
    const limited = new WechatClient(http, tokens, rules, new RateLimiter(2, 10));
    const beganMs = performance.now();
    await Promise.all([1, 2, 3].map(() => limited.hasPage(PAGE)));
    expect(performance.now() - beganMs).toBeGreaterThan(990);
    expect(single).not.toHaveBeenCalled();
    expect(limited.readsAreScarce(linkRule())).toBe(false);
  });
});
