import { Agent as HttpsAgent, request as https } from "node:https";
import { request as http } from "node:http";
import { connect } from "node:net";
import { readFileSync } from "node:fs";
import { startEmulator, type Emulator } from "../../emulator";
import { ACCOUNT, SECRET } from "../unit/support";
import { afterwards, faultNamed, NETWORK_FAULTS, startNetwork, type Network, type NetworkFault, type Way } from ".";
import { isAnswerFault, isPortFault } from "./fault";
import { Proxy } from "./proxy";

const PATIENCE_MS = 700;
const RULE = {
  prefix: "https://qr.example.com/a",
  path: "pages/a",
  is_edit: 0,
  permit_sub_rule: 1,
  open_version: 3,
  debug_url: [],
};

let emulator: Emulator;
let network: Network;
beforeEach(async () => {
  emulator = await startEmulator({ limit: "off" });
  network = await startNetwork(emulator.url, { credentials: "user:password" });
});
afterEach(async () => {
  await network.close();
  await emulator.close();
});

/** A tunnel to the way's endpoint, where its proxy gives one. */
function tunnel(way: Way, signal: AbortSignal): Promise<import("node:net").Socket> {
  const { hostname, port, username, password } = new URL(way.env["HTTPS_PROXY"] ?? "");
  const authorization = Buffer.from(`${username}:${password}`).toString("base64");
  return new Promise((resolve, reject) => {
    http({
      hostname,
      port,
      method: "CONNECT",
      path: new URL(way.endpoint).host,
      headers: { "proxy-authorization": `Basic ${authorization}` },
      signal,
    })
      .once("connect", ({ statusCode }, socket) => {
        if (statusCode === 200) return resolve(socket);
        socket.destroy();
        reject(new Error(`the proxy says ${statusCode}`));
      })
      .once("error", reject)
      .end();
  });
}

/** One call as a client makes it; rejects for whatever is not HTTP 200 with JSON in time. */
async function call(way: Way, endpoint: string, body: object): Promise<Record<string, unknown>> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const path =
    endpoint === "stable_token"
      ? "/cgi-bin/stable_token"
      : `/cgi-bin/wxopen/${endpoint}?access_token=${emulator.issueToken(ACCOUNT)}`;
  const url = new URL(path, way.endpoint);
  const socket = way.env["HTTPS_PROXY"] ? await tunnel(way, signal) : undefined;
  const ca = way.env["NODE_EXTRA_CA_CERTS"];
  const text = await new Promise<string>((resolve, reject) => {
    const late = (): void => reject(new Error("no answer in time"));
    signal.addEventListener("abort", late);
    const send = ca ? https : http;
    const tls = ca ? { ca: readFileSync(ca), ...(socket && { agent: new HttpsAgent({}), socket }) } : {};
    send(url, { method: "POST", signal, ...tls })
      .once("response", (answer) => {
        const chunks: Buffer[] = [];
        answer
          .on("data", (chunk: Buffer) => chunks.push(chunk))
          .once("end", () =>
            answer.statusCode === 200 && !answer.headers["content-encoding"]
              ? resolve(Buffer.concat(chunks).toString("utf8"))
              : reject(new Error(`HTTP ${answer.statusCode}`)),
          )
          .once("aborted", () => reject(new Error("aborted")))
          .once("error", reject);
      })
      .once("upgrade", (_, upgraded) => {
        upgraded.destroy();
        reject(new Error("upgraded"));
      })
      .once("error", reject)
      .end(JSON.stringify(body));
  });
  const answer = JSON.parse(text) as Record<string, unknown>;
  if (answer["errcode"] === undefined && answer["access_token"] === undefined) throw new Error(`not WeChat's: ${text}`);
  return answer;
}

const token = { grant_type: "client_credential", appid: ACCOUNT, secret: SECRET };
const named = (faults: readonly NetworkFault[]): [string, NetworkFault][] => faults.map((fault) => [fault.name, fault]);

describe("the faulty network", () => {
  test.each(["plain", "tls", "proxy"] as const)(
    "lets calls through, each over a connection of its own, by the way: %s",
    async (route) => {
      const way = network.way(route);
      expect(await call(way, "stable_token", token)).toHaveProperty("access_token");
      expect(await call(way, "qrcodejumpadd", RULE)).toMatchObject({ errcode: 0 });
      expect(emulator.state().rules).toHaveLength(1);
      expect(network.struck()).toEqual([]);
    },
  );

  test("has more than 30 faults, each with a name of its own", () => {
    const names = new Set(NETWORK_FAULTS.map(({ name }) => name));
    expect(names.size).toBe(NETWORK_FAULTS.length);
    expect(names.size).toBeGreaterThan(30);
  });

  test.each(named(NETWORK_FAULTS))(
    "keeps a call from the emulator, and its answer from the caller: %s",
    async (_, fault) => {
      await network.strike([{ fault }]);
      await expect(call(network.way(fault.route, fault), "qrcodejumpadd", RULE)).rejects.toThrow();
      expect(emulator.state().rules).toEqual([]);
      await network.strike([]);
      expect(await call(network.way(fault.route), "qrcodejumpadd", RULE)).toMatchObject({ errcode: 0 });
    },
  );

  test.each(named(NETWORK_FAULTS.filter(isAnswerFault)))(
    "lets the emulator make a call first where it is told to: %s",
    async (_, fault) => {
      if (!isAnswerFault(fault)) return;
      await network.strike([{ fault: afterwards(fault), endpoint: "qrcodejumpadd" }]);
      await expect(call(network.way("plain"), "qrcodejumpadd", RULE)).rejects.toThrow();
      expect(emulator.state().rules).toHaveLength(1);
      expect(emulator.calls()).toMatchObject([{ endpoint: "qrcodejumpadd", applied: true, network: fault.name }]);
    },
  );

  test("strikes the nth call to an endpoint, and as often as it is told", async () => {
    await network.strike([{ fault: faultNamed("HTTP 502"), endpoint: "qrcodejumpget", nth: 2, times: 2 }]);
    const way = network.way("plain");
    const ends: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      await call(way, "stable_token", token);
      ends.push(
        await call(way, "qrcodejumpget", {}).then(
          () => "read",
          (error: Error) => error.message,
        ),
      );
    }
    expect(ends).toEqual(["read", "HTTP 502", "HTTP 502", "read", "read"]);
    expect(network.struck()).toMatchObject(Array(2).fill({ fault: "HTTP 502", endpoint: "qrcodejumpget" }));
  });

  test.each(["refused", "never accepted", "accepted, reset", "CONNECT closed", "TLS silence"])(
    "strikes connections only once another call was answered: %s",
    async (name) => {
      const fault = faultNamed(name);
      await network.strike([{ fault, armAfter: { endpoint: "stable_token" } }]);
      const way = network.way(fault.route);
      expect(await call(way, "qrcodejumpget", {})).toMatchObject({ errcode: 0 });
      expect(await call(way, "stable_token", token)).toHaveProperty("access_token");
      await expect(call(way, "qrcodejumpget", {})).rejects.toThrow();
      expect(network.struck()).toHaveLength(isPortFault(fault) ? 0 : 1);
    },
  );

  test("refuses CONNECT without the proxy's credentials", async () => {
    const way = network.way("proxy");
    const proxy = new URL(way.env["HTTPS_PROXY"] ?? "");
    proxy.password = "wrong";
    await expect(call({ ...way, env: { ...way.env, HTTPS_PROXY: proxy.href } }, "stable_token", token)).rejects.toThrow(
      "407",
    );
  });

  test("shares a proxy with other networks, and strikes only its own calls", async () => {
    const proxy = await Proxy.start();
    const networks = await Promise.all([1, 2].map(() => startNetwork(emulator.url, { proxy })));
    const [struck, sound] = networks as [Network, Network];
    await struck.strike([{ fault: faultNamed("CONNECT 403") }]);
    await expect(call(struck.way("proxy"), "stable_token", token)).rejects.toThrow("403");
    expect(await call(sound.way("proxy"), "stable_token", token)).toHaveProperty("access_token");
    for (const one of networks) await one.close();
    proxy.close();
  });

  test("leaves no port open when it is closed", async () => {
    const other = await startNetwork(emulator.url);
    const port = Number(new URL(other.way("plain").endpoint).port);
    await other.close();
    const end = await new Promise((resolve) =>
      connect(port, "127.0.0.1").once("error", ({ code }: NodeJS.ErrnoException) => resolve(code)),
    );
    expect(end).toBe("ECONNREFUSED");
  });
});
