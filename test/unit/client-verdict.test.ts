import { WechatClient } from "../../provider/wechat/client";
import { Http } from "../../provider/wechat/http";
import { RateLimiter } from "../../provider/wechat/limits/rate-limit";
import { TokenSource } from "../../provider/wechat/token";
import { json, startServer, type ScriptedServer } from "./http-support";
import { linkRule, wechatErrorOf } from "./support";

let server: ScriptedServer;
beforeEach(async () => {
  server = await startServer(json({ errcode: 0, errmsg: "ok" }));
});
afterEach(() => server.close());

function publish(): Promise<void> {
  const http = new Http(server.url, 5_000);
  const tokens = new TokenSource({ kind: "accessToken", accessToken: "given-token" }, http);
  const client = new WechatClient(http, tokens, new RateLimiter(1000, 10_000));
  const need = { priority: "publish", calls: ["qrcodejumppublish"] } as const;
  return client.inOneGo(linkRule(), need, (turn) => client.publish(turn, linkRule()));
}

describe("a write", () => {
  test.each([[{ errcode: 0 }], [{ errcode: "0", errmsg: "ok" }]])(
    "is done where WeChat says so: %j",
    async (answer) => {
      server.answers = [json(answer)];
      await publish();
      expect(server.received).toHaveLength(1);
    },
  );

  test.each([
    [{}],
    [{ code: 502, message: "bad gateway" }],
    [{ status: "error", message: "upstream unavailable" }],
    [{ errcode: null }],
    [{ errmsg: "ok" }],
  ])("is unclear, and not sent again, where a gateway answers in JSON of its own: %j", async (answer) => {
    server.answers = [json(answer)];
    const error = await wechatErrorOf(publish());
    expect(error.outcome).toBe("unknown");
    expect(error.message).toContain("the answer has no errcode, so it is not WeChat's; check the network");
    expect(server.received).toHaveLength(1);
  });
});
