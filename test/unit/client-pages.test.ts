import { WechatClient } from "../../provider/wechat/client";
import { Http } from "../../provider/wechat/http";
import { RateLimiter } from "../../provider/wechat/limits/rate-limit";
import { TokenSource } from "../../provider/wechat/token";
import { json, startServer } from "./http-support";
import { plant, requests, serviceRule, sessionOn, SHOP, useEmulator, useQuickRetries } from "./support";

const emulator = useEmulator();
useQuickRetries();
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => serviceRule({ prefix: `http://weixin.qq.com/q/02P5KzM_${n}` }));

describe("all the rules that open one mini program", () => {
  test.each([
    [0, 1],
    [199, 1],
    [200, 1],
    [201, 2],
    [450, 3],
  ])("are read 200 a call: %i rules in %i calls", async (count, calls) => {
    const rules = many(count);
    plant(emulator(), ...rules);
    const { client } = sessionOn(emulator());
    const answer = await client.getAllServiceAccountRules(SHOP);
    expect(answer).toEqual({ rules, odd: [], publishQuotaLeft: 100, switchedOn: true, total: count });
    expect(requests(emulator())).toEqual(
      Array.from({ length: calls }, (_, n) => [
        "qrcodejumpget",
        { appid: SHOP, get_type: 2, page_num: n + 1, page_size: 200 },
      ]),
    );
  });

  test("are read to an empty page where WeChat gives no count, and pages may be short", async () => {
    const page = (...ids: number[]) =>
      json({
        errcode: 0,
        rule_list: ids.map((id) => ({ prefix: `http://weixin.qq.com/q/${id}`, path: "pages/index/index", state: 2 })),
        qrcodejump_pub_quota: 5,
        qrcodejump_open: 0,
      });
    const server = await startServer(page(1, 2), page(2, 3), page());
    const http = new Http(server.url, 500);
    const tokens = new TokenSource({ kind: "accessToken", accessToken: "token" }, http);
    const answer = await new WechatClient(http, tokens, new RateLimiter()).getAllServiceAccountRules(SHOP);
    expect(answer.rules.map(({ prefix }) => prefix.slice(-1))).toEqual(["1", "2", "3"]);
    expect(answer.switchedOn).toBe(false);
    expect(server.received).toHaveLength(3);
    await server.close();
  });
});

describe("pages that do not fit", () => {
  const record = (id: number) => ({ prefix: `http://weixin.qq.com/q/${id}`, path: "pages/index/index", state: 2 });
  const answer = (rule_list: object[], total_count: number) =>
    json({ errcode: 0, rule_list, list_size: rule_list.length, total_count, qrcodejump_pub_quota: 5 });
  const clientOf = (url: string) => {
    const http = new Http(url, 500);
    return new WechatClient(
      http,
      new TokenSource({ kind: "accessToken", accessToken: "token" }, http),
      new RateLimiter(),
    );
  };

  test("are no whole list where one is empty too early", async () => {
    const server = await startServer(answer([record(1)], 2), answer([], 2));
    await expect(clientOf(server.url).getAllServiceAccountRules(SHOP)).rejects.toThrow(
      "the page is empty, but WeChat counts 2 rules",
    );
    await server.close();
  });

  test("count records that are no rules, and keep them", async () => {
    const odd = { ...record(1), path: null };
    const server = await startServer(answer([odd], 2), answer([record(2)], 2));
    const { rules, odd: found } = await clientOf(server.url).getAllServiceAccountRules(SHOP);
    expect(rules).toHaveLength(1);
    expect(found).toEqual([{ prefix: odd.prefix, reason: "path is null" }]);
    expect(server.received).toHaveLength(2);
    await server.close();
  });

  test("may be a part of what is counted only where a part was asked for", async () => {
    const server = await startServer(answer([record(1)], 2));
    const client = clientOf(server.url);
    expect((await client.getServiceAccountRules(SHOP, [record(1).prefix])).rules).toHaveLength(1);
    await expect(client.getServiceAccountRules(SHOP)).rejects.toThrow("does not fit its own counts");
    await server.close();
  });
});

describe("the clock", () => {
  test.each([
    ["Tue, 24 Nov 2026 06:00:00 GMT", 3_600_000],
    ["no date", undefined],
  ])("of the server is compared with this machine's where an answer has it: %s", async (date, ahead) => {
    jest.spyOn(Date, "now").mockReturnValue(Date.parse("2026-11-24T07:00:00Z"));
    const server = await startServer((response) => response.writeHead(200, { date }).end("{}"));
    const http = new Http(server.url, 500);
    await http.json({ action: "ask", url: "/" });
    expect(http.clockAheadMs).toBe(ahead);
    jest.restoreAllMocks();
    await server.close();
  });
});
