import { once } from "node:events";
import http from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { Http } from "../../provider/wechat/http";
import { wechatErrorOf } from "./support";

type Serve = (socket: Socket) => void;

/** Of the calls that run into it; the others have time enough on a slow machine. */
const SHORT_MS = 150;
const HTTPS = "https://api.example.com";

/** Says something once the client has spoken. */
const says =
  (text: string | Buffer, end = true): Serve =>
  (socket) =>
    socket.once("data", () => (end ? socket.end(text) : socket.write(text)));

/** Says something again and again, without an end. */
const dribbles =
  (text: string, head = ""): Serve =>
  (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(text), 10);
    socket.once("close", () => clearInterval(timer));
  };

const silence: Serve = () => undefined;

const sockets = new Set<Socket>();
let server: Server;
let address: string;
let serve: Serve;
beforeEach(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
    socket.resume();
    serve(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
const before = { ...process.env };
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  process.env = { ...before };
});

const call = (endpoint: string, reason = "") =>
  new Http(endpoint, reason.includes("0.15 s") ? SHORT_MS : 10_000).json({
    action: "publish it",
    url: "/x",
    query: { access_token: "secret" },
    body: {},
  });

/** Resolves when the server has no connection left. */
async function allClosed(): Promise<void> {
  await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
}

describe("a call that gets no answer fails in time, is known to have been sent or not, and leaves no connection", () => {
  test.each<[string, Serve, string]>([
    ["closes the connection at once", (socket) => socket.end(), "Proxy connection ended"],
    ["closes it after the CONNECT", says(""), "Proxy connection ended"],
    ["resets it", (socket) => socket.once("data", () => socket.resetAndDestroy()), "ECONNRESET"],
    ["says nothing", silence, "no connection within 0.15 s"],
    ["says half a line", says("HTTP/1.1 2"), "Proxy connection ended"],
    ["dribbles", dribbles("a"), "no connection within 0.15 s"],
    ["says something that is not HTTP", says("220 mail ready\r\n\r\n"), "the proxy answers something that is not HTTP"],
    ["wants a password", says("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), "the proxy answers HTTP 407"],
    ["cannot reach the host", says("HTTP/1.1 502 Bad Gateway\r\n\r\n"), "the proxy answers HTTP 502"],
    ["connects and closes", says("HTTP/1.1 200 OK\r\n\r\n"), "ECONNRESET"],
    ["connects and says nothing", says("HTTP/1.1 200 OK\r\n\r\n", false), "no connection within 0.15 s"],
  ])("where the proxy %s", async (_what, behaviour, reason) => {
    serve = behaviour;
    process.env["HTTPS_PROXY"] = `http://user:p%40ss@${address}`;
    const error = await wechatErrorOf(call(HTTPS, reason));
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain("secret");
    expect(error.outcome).toBe("notSent");
    await allClosed();
  });

  test.each<[string, Serve, string]>([
    ["says nothing in the handshake", silence, "no connection within 0.15 s"],
    ["closes in the handshake", says(""), "ECONNRESET"],
    ["speaks plain HTTP", says("HTTP/1.1 400 Bad Request\r\n\r\n"), "the connection failed (E"],
  ])("where a TLS server %s", async (_what, behaviour, reason) => {
    serve = behaviour;
    const error = await wechatErrorOf(call(`https://${address}`, reason));
    expect(error.message).toContain(reason);
    expect(error.outcome).toBe("notSent");
    await allClosed();
  });

  test.each<[string, Serve, string]>([
    ["switches protocols", says("HTTP/1.1 101 x\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n", false), "HTTP 101"],
    ["switches protocols without a word to which", says("HTTP/1.1 101 x\r\n\r\n", false), "HTTP 101"],
    ["says nothing", silence, "no answer within 0.15 s"],
    ["closes after the request", says(""), "ECONNRESET"],
    ["says to go on, without an end", dribbles("HTTP/1.1 100 Continue\r\n\r\n"), "no answer within 0.15 s"],
    ["says to go on and closes", says("HTTP/1.1 103 Early Hints\r\n\r\n"), "ECONNRESET"],
    ["has headers without an end", dribbles("x", "HTTP/1.1 200 OK\r\nX: "), "no answer within 0.15 s"],
    ["has huge headers", says(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}\r\n\r\n`), "HPE_HEADER_OVERFLOW"],
    [
      "dribbles its body",
      dribbles("1\r\n \r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
      "no answer within 0.15 s",
    ],
    ["stops in its body", says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", false), "no answer within 0.15 s"],
    ["closes in its body", says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), "the connection failed"],
    [
      "has a broken body",
      says("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
      "Z_DATA_ERROR",
    ],
  ])("where a server %s", async (_what, behaviour, reason) => {
    serve = behaviour;
    const error = await wechatErrorOf(call(`http://${address}`, reason));
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain("secret");
    expect(error.outcome).toBe("unknown");
    await allClosed();
  });

  test("where a server's answer is too long to be one", async () => {
    serve = (socket) => {
      const part = Buffer.alloc(1 << 20, " ");
      const go = (): void =>
        void (socket.destroyed || (socket.write(part) ? setImmediate(go) : socket.once("drain", go)));
      socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\n\r\n", go));
    };
    const error = await wechatErrorOf(call(`http://${address}`));
    expect(error.message).toContain("the answer is too long");
    expect(error.outcome).toBe("unknown");
    await allClosed();
  });

  test("where a connection that was used before is cut", async () => {
    let calls = 0;
    serve = (socket) =>
      socket.on("data", () =>
        ++calls > 1 ? socket.resetAndDestroy() : socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
      );
    const connection = new Http(`http://${address}`, 10_000);
    await connection.json({ action: "publish it", url: "/x" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await wechatErrorOf(connection.json({ action: "publish it", url: "/x" }))).outcome).toBe("unknown");
    expect([calls, sockets.size]).toEqual([2, 0]);
  });

  test("where Node ends the request without an answer and without an error", async () => {
    const ended = new Writable({ write: (_chunk, _encoding, done) => done() });
    jest.spyOn(http, "request").mockReturnValueOnce(Object.assign(ended, { setTimeout: () => ended }) as never);
    expect((await wechatErrorOf(call(`http://${address}`))).message).toContain("closed without an answer");
    jest.restoreAllMocks();
  });
});

describe("a call that is answered", () => {
  test("keeps the process no longer", async () => {
    serve = says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    const clear = jest.spyOn(global, "clearTimeout");
    const set = jest.spyOn(global, "setTimeout");
    await call(`http://${address}`);
    const index = set.mock.calls.findIndex(([, ms]) => ms === 10_000);
    expect(clear.mock.calls.map(([timer]) => timer)).toContain(set.mock.results[index]?.value);
    jest.restoreAllMocks();
  });

  test("is read where the answer is compressed", async () => {
    const body = gzipSync('{"errcode":0}');
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
    serve = says(Buffer.concat([Buffer.from(head), body]));
    expect(await call(`http://${address}`)).toEqual({ errcode: 0 });
  });

  test("goes around the proxy where NO_PROXY names the host", async () => {
    serve = says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    process.env["HTTP_PROXY"] = "http://127.0.0.1:9";
    process.env["NO_PROXY"] = "127.0.0.1";
    expect(await call(`http://${address}`)).toEqual({});
  });

  test("goes to a proxy as it is, where it is plain HTTP", async () => {
    let asked = "";
    serve = (socket) =>
      socket.once("data", (text: Buffer) => {
        asked = text.toString().split("\r\n")[0] ?? "";
        socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
      });
    process.env["HTTP_PROXY"] = `http://${address}`;
    expect(await call("http://api.example.com")).toEqual({});
    expect(asked).toBe("POST http://api.example.com/x?access_token=secret HTTP/1.1");
  });
});
