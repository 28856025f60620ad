import type { ScriptedFault } from "../../emulator";
import type { WechatClient } from "../../provider/wechat/client";
import {
  LINK,
  linkRule,
  liveRules,
  plant,
  requests,
  sessionOn,
  SHOP,
  timeoutMsFor,
  useEmulator,
  useQuickRetries,
  wechatErrorOf,
  wire,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const rule = linkRule();
const add = (client: WechatClient) =>
  client.inOneGo(rule, { priority: "publish", calls: ["qrcodejumpadd"] }, (turn) => client.add(turn, rule));

const UNCLEAR: [string, ScriptedFault][] = [
  ["the code -1", { kind: "errcode", code: -1 }],
  ["the code 886001", { kind: "errcode", code: 886001 }],
  ["an HTML page", { kind: "html" }],
  ["half of the JSON", { kind: "truncated" }],
  ["HTTP 502", { kind: "http", status: 502 }],
  ["a cut connection", { kind: "reset" }],
  ["no answer at all", { kind: "timeout" }],
];

describe("a read", () => {
  test.each(UNCLEAR)("is sent again after %s", async (_what, fault) => {
    emulator().setFaults([{ ...fault, times: 1 }]);
    const { rules } = await sessionOn(emulator(), { timeoutMs: timeoutMsFor(fault) }).client.getLinkRules();
    expect(rules).toEqual([]);
    expect(requests(emulator())).toEqual([wire.getLinks, wire.getLinks]);
  });

  test("is given up after five tries, with the last error", async () => {
    emulator().setFaults([{ kind: "errcode", code: -1, times: 99 }]);
    const error = await wechatErrorOf(sessionOn(emulator()).client.getLinkRules());
    expect(error.message).toMatch(/^read the link rules: -1 WeChat's system is busy \(rid \S+\); /);
    expect(requests(emulator())).toHaveLength(5);
  });

  test("is not sent again when WeChat refuses it", async () => {
    emulator().setFaults([{ kind: "errcode", code: 48001, times: 99 }]);
    expect((await wechatErrorOf(sessionOn(emulator()).client.getLinkRules())).code).toBe(48001);
    expect(requests(emulator())).toHaveLength(1);
  });
});

describe("a write", () => {
  test.each(UNCLEAR)("is not sent again after %s, as it may have been done", async (_what, fault) => {
    emulator().setFaults([{ ...fault, when: "after" }]);
    const error = await wechatErrorOf(add(sessionOn(emulator(), { timeoutMs: timeoutMsFor(fault) }).client));
    expect(error.outcome).toBe("unknown");
    expect(error.message).toMatch(/^add https:\/\/qr\.example\.com\/shop\/: /);
    expect(requests(emulator())).toEqual([wire.add(rule)]);
    expect(liveRules(emulator())).toHaveLength(1);
  });

  test.each([44990, 45011])("is sent again after %p, which says that it was not done", async (code) => {
    emulator().setFaults([{ kind: "errcode", code, times: 6 }]);
    await add(sessionOn(emulator()).client);
    expect(requests(emulator())).toHaveLength(7);
    expect(liveRules(emulator())).toHaveLength(1);
  });

  test("is not sent again when WeChat refuses it", async () => {
    emulator().setFaults([{ kind: "errcode", code: 85066, times: 99 }]);
    expect((await wechatErrorOf(add(sessionOn(emulator()).client))).code).toBe(85066);
    expect(requests(emulator())).toHaveLength(1);
  });

  test("is tried five times when WeChat cannot be reached", async () => {
    const { client, limiter } = sessionOn(emulator(), { url: "http://127.0.0.1:1" });
    const sends = jest.spyOn(limiter, "clock");
    const error = await wechatErrorOf(add(client));
    expect(error.outcome).toBe("notSent");
    expect(sends).toHaveBeenCalledTimes(5);
    expect(requests(emulator())).toEqual([]);
  });
});

describe("where WeChat counts the calls of a whole account", () => {
  const write = (client: WechatClient, n: number): Promise<void>[] => {
    const rule = linkRule({ prefix: `${LINK}${n}` });
    const need = { priority: "rest" } as const;
    return [
      client.inOneGo(rule, { ...need, calls: ["qrcodejumpadd"] }, (turn) => client.add(turn, rule)),
      client.inOneGo(rule, { ...need, calls: ["qrcodejumpdelete"] }, (turn) =>
        client.delete(turn, linkRule({ prefix: `${LINK}old${n}` })),
      ),
    ];
  };
  /** How many calls of several at once, to two endpoints, WeChat refuses. */
  const rush = async (calls: () => Promise<unknown>[]): Promise<number> => {
    const before = emulator().calls().length;
    await Promise.all(calls());
    return emulator()
      .calls()
      .slice(before)
      .filter(({ errcode }) => errcode === 44990).length;
  };

  test("its first refusals teach that, every call is done in the end, and none is refused afterwards", async () => {
    emulator().setOptions({ limit: "per-account" });
    const { client } = sessionOn(emulator(), { callsPerSecond: 5 });
    plant(emulator(), ...Array.from({ length: 8 }, (_, n) => linkRule({ prefix: `${LINK}old${n}` })));
    const writes = (from: number) => () => [0, 1, 2, 3].flatMap((n) => write(client, from + n));
    expect(await rush(writes(0))).toBe(3);
    expect(await rush(writes(4))).toBe(0);
  }, 20_000);

  test("refused reads teach nothing, since another process may have read: they are sent again, and done in the end", async () => {
    emulator().setOptions({ limit: "per-account" });
    const { client, limiter } = sessionOn(emulator(), { callsPerSecond: 5 });
    const reads = () => [0, 1, 2, 3].flatMap(() => [client.getLinkRules(), client.downloadOwnershipFile()]);
    expect(await rush(reads)).toBeGreaterThan(0);
    expect(limiter.isShared(false)).toBe(false);
  }, 20_000);

  test("a refusal for the minute teaches that the account's is shared, and the call is sent again", async () => {
    emulator().setFaults([{ kind: "errcode", code: 45011, match: { endpoint: "qrcodejumpget" } }]);
    const { client, limiter } = sessionOn(emulator(), { callsPerMinute: 200 });
    await client.getServiceAccountRules(SHOP);
    expect(limiter.isShared(true)).toBe(true);
    expect(requests(emulator())).toHaveLength(2);
  });
});
