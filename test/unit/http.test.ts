import dns from "node:dns";
import { inspect } from "node:util";
import { WechatError } from "../../provider/wechat/errors";
import { Http } from "../../provider/wechat/http";
import {
  cutConnection,
  cutInTheMiddle,
  json,
  silence,
  startServer,
  text,
  type Answer,
  type ScriptedServer,
} from "./http-support";
import { wechatErrorOf } from "./support";

const TOKEN = "the-access-token-0123456789";
const SECRET = "the-app-secret-0123456789";
const RID = "65f0a1b2-0c1d2e3f-4a5b6c7d";

let server: ScriptedServer;
beforeEach(async () => {
  server = await startServer(json({ errcode: 0, errmsg: "ok" }));
});
afterEach(() => server.close());

function post(answer?: Answer, timeoutMs = 5_000) {
  if (answer) server.answers = [answer];
  return new Http(server.url, timeoutMs).json({
    action: "publish https://qr.example.com/shop/",
    url: "/cgi-bin/wxopen/qrcodejumppublish",
    query: { access_token: TOKEN },
    body: { prefix: "https://qr.example.com/shop/", secret: SECRET },
  });
}

describe("a request", () => {
  test("is a POST of JSON with the token in the query", async () => {
    await post();
    expect(server.received).toMatchObject([
      {
        method: "POST",
        path: "/cgi-bin/wxopen/qrcodejumppublish",
        query: { access_token: TOKEN },
        body: JSON.stringify({ prefix: "https://qr.example.com/shop/", secret: SECRET }),
      },
    ]);
    expect(server.received[0]?.headers["content-type"]).toBe("application/json");
  });

  test("carries Chinese as UTF-8 and not as escapes, which WeChat would not decode", async () => {
    const body = { path: "pages/商店/index", emoji: "🐼" };
    await new Http(server.url, 5_000).json({ action: "add", url: "/add", body });
    expect(server.received[0]?.body).toBe('{"path":"pages/商店/index","emoji":"🐼"}');
  });

  test("goes below the path of the endpoint where it has one, as behind a proxy", async () => {
    await new Http(`${server.url}/wechat`, 5_000).json({ action: "add", url: "/cgi-bin/add", body: {} });
    expect(server.received[0]?.path).toBe("/wechat/cgi-bin/add");
  });

  test("goes to another server where the whole address is given, and may be a GET without a body", async () => {
    const http = new Http("http://127.0.0.1:1", 5_000);
    const answer = await http.text({ action: "fetch", method: "GET", url: `${server.url}/token?app=1` });
    expect(answer).toEqual({ status: 200, text: '{"errcode":0,"errmsg":"ok"}' });
    expect(server.received).toMatchObject([{ method: "GET", path: "/token", query: { app: "1" }, body: "" }]);
  });
});

describe("an answer", () => {
  test.each([{ errcode: 0, errmsg: "ok" }, { errcode: "0" }, { access_token: "t", expires_in: 7200 }])(
    "that is %j is success and given as it is",
    async (answer) => {
      expect(await post(json(answer))).toEqual(answer);
    },
  );

  test.each([85066, "85066"])("of HTTP 200 with the errcode %p is the error that it stands for", async (errcode) => {
    const error = await wechatErrorOf(post(json({ errcode, errmsg: `illegal prefix rid: ${RID}` })));
    expect(error).toMatchObject({ code: 85066, outcome: "refused" });
    expect(error.message).toBe(
      `publish https://qr.example.com/shop/: 85066 WeChat does not accept the prefix (rid ${RID}); correct the rule's prefix.`,
    );
  });

  test("with an errcode that nobody knows says what WeChat says, or nothing", async () => {
    expect((await wechatErrorOf(post(json({ errcode: 99999, errmsg: "odd" })))).message).toContain('answers "odd"');
    expect((await wechatErrorOf(post(json({ errcode: 99999 })))).message).toContain('answers ""');
  });

  test("with an errcode and a status of its own is WeChat's refusal all the same", async () => {
    const error = await wechatErrorOf(post(json({ errcode: 40001, errmsg: "x" }, 401)));
    expect(error).toMatchObject({ code: 40001, outcome: "refused", retry: "freshToken" });
  });
});

describe("what happened is unknown after", () => {
  test.each<[string, Answer, string]>([
    ["HTTP 502 with an HTML page", text("<html>bad gateway</html>", 502), "HTTP 502 without readable JSON"],
    ["HTTP 500 with JSON", json({ errcode: 0 }, 500), "HTTP 500"],
    ["HTTP 503 with an errcode", json({ errcode: 85066, errmsg: "" }, 503), "HTTP 503"],
    ["HTTP 404 with some gateway's JSON", json({ message: "no such route" }, 404), "HTTP 404"],
    ["a redirect, which is not followed", redirect, "HTTP 302"],
    ["an HTML page with status 200", text("<html>maintenance</html>"), "HTTP 200 without readable JSON"],
    ["half of the JSON", text('{"errcode":0,"errm'), "HTTP 200 without readable JSON"],
    ["an empty answer", text(""), "HTTP 200 without readable JSON"],
    ["JSON that is no object", json(["ok"]), "HTTP 200 without readable JSON"],
    ["JSON null", json(null), "HTTP 200 without readable JSON"],
  ])("%s", async (_what, answer, reason) => {
    const error = await wechatErrorOf(post(answer));
    expect(error).toMatchObject({ outcome: "unknown", code: undefined, retry: undefined });
    expect(error.message).toBe(
      `publish https://qr.example.com/shop/: ${reason} from ${server.url}; check the network, proxies and wechat-qr-jump:endpoint, then run again.`,
    );
    expect(server.received).toHaveLength(1);
  });

  test("a time-out, whose sentence says how long was waited", async () => {
    const error = await wechatErrorOf(post(silence, 40));
    expect(error.outcome).toBe("unknown");
    expect(error.message).toContain(
      `publish https://qr.example.com/shop/: no answer within 0.04 s from ${server.url};`,
    );
  });

  test("an answer that begins in time and does not end", async () => {
    const dribble: Answer = (response) => void response.writeHead(200).write("{");
    const error = await wechatErrorOf(post(dribble, 40));
    expect(error.outcome).toBe("unknown");
    expect(error.message).toContain("no answer within 0.04 s");
  });

  test.each([
    ["before the answer", cutConnection],
    ["in the middle of the answer", cutInTheMiddle],
  ])("a connection that is cut %s", async (_when, answer) => {
    const error = await wechatErrorOf(post(answer));
    expect(error.outcome).toBe("unknown");
    expect(error.message).toMatch(/: the connection failed \(\S+\) to http:\/\/127\.0\.0\.1:\d+; check the network/);
  });
});

describe("a request was certainly not sent", () => {
  test("when the connection is refused, and the address is named", async () => {
    await server.close();
    const error = await wechatErrorOf(post());
    expect(error.outcome).toBe("notSent");
    expect(error.message).toBe(
      `publish https://qr.example.com/shop/: the connection failed (ECONNREFUSED) to ${server.url}; check the network, proxies and wechat-qr-jump:endpoint, then run again.`,
    );
    server = await startServer();
  });

  test.each(["ENOTFOUND", "EAI_AGAIN"])("when the host's address is not found: %s", async (code) => {
    const notFound = Object.assign(new Error(`getaddrinfo ${code} no.example`), { code, syscall: "getaddrinfo" });
    const lookup = jest.spyOn(dns, "lookup") as jest.SpyInstance;
    lookup.mockImplementation((_host: string, _options: object, done: (error: Error) => void) => done(notFound));
    const error = await wechatErrorOf(new Http("http://no.example", 5_000).json({ action: "publish it", url: "/x" }));
    lookup.mockRestore();
    expect(error.outcome).toBe("notSent");
    expect(error.message).toContain(`publish it: the connection failed (${code}) to http://no.example;`);
  });
});

describe("neither token nor secret is found", () => {
  const closed: Answer = () => {};
  test.each<[string, Answer]>([
    ["an errcode", json({ errcode: 40001, errmsg: "invalid credential" })],
    ["an unknown errcode", json({ errcode: 99999, errmsg: "who knows" })],
    ["HTTP 500", json({}, 500)],
    [
      "an HTML page that shows the request",
      (response, { query, body }) => response.end(`<p>${query["access_token"]} ${body}`),
    ],
    ["a time-out", silence],
    ["a cut connection", cutConnection],
    ["a connection cut in the middle", cutInTheMiddle],
    ["a refused connection", closed],
  ])("in anything that the error of %s shows", async (_what, answer) => {
    if (answer === closed) await server.close();
    const error = await wechatErrorOf(post(answer, answer === silence ? 40 : 5_000));
    if (answer === closed) server = await startServer();
    const shown = [
      error.message,
      error.stack,
      String(error),
      String(error.cause),
      JSON.stringify(error),
      JSON.stringify(error.cause),
      inspect(error, { depth: 10, showHidden: true }),
      inspect(error.cause, { depth: 10, showHidden: true }),
    ].join("\n");
    expect(shown).toContain("publish https://qr.example.com/shop/");
    expect(shown).not.toContain(TOKEN);
    expect(shown).not.toContain(SECRET);
    expect(error).toBeInstanceOf(WechatError);
  });
});

function redirect(response: Parameters<Answer>[0]): void {
  response.writeHead(302, { location: "/elsewhere", "content-type": "application/json" }).end("{}");
}
