import type { Fault, FaultEffect, ScriptedFault } from "../../emulator";
import { NotPublishedError } from "../../provider/reconcile/reconcile";
import type { Credentials } from "../../provider/settings/credentials";
import { json, startServer, text, type Answer } from "./http-support";
import {
  ACCOUNT,
  errorOf,
  LINK,
  linkRule,
  liveRules,
  plant,
  SECRET,
  sessionOn,
  times,
  until,
  useEmulator,
  useTimeThatIsWaitedFor,
  wire,
  writes,
} from "./support";

const now = useTimeThatIsWaitedFor();
const emulator = useEmulator({ now: () => Date.UTC(2026, 0, 15) + now() });

const old = linkRule({ path: "pages/old" });
const want = linkRule();
const swapped = [wire.delete(old), wire.add(want), wire.publish(want)];

type Failure = Omit<ScriptedFault, "match" | "times" | "lastsMs">;

const WRITES = ["qrcodejumpadd", "qrcodejumppublish"] as const;
const onWrites = (failure: Failure): Fault[] =>
  WRITES.map((endpoint) => ({ ...failure, match: { endpoint }, times: 10_000 }));

/** Lets adds and publishes fail for so long from the first of them on. */
function failFor(lastsMs: number, failure: Failure): void {
  emulator().setFaults([{ ...failure, lastsMs, match: { endpoint: [...WRITES] } }]);
}

const PASSING: [string, Failure][] = [
  ["busy answers", { kind: "errcode", code: -1 }],
  ["dead tokens", { kind: "errcode", code: 40001 }],
  ["expired tokens of a fixed token", { kind: "errcode", code: 42001 }],
  ["a minute that is used up", { kind: "errcode", code: 45011 }],
  ["too many calls a second", { kind: "errcode", code: 44990 }],
  ["an address that is not allowed", { kind: "errcode", code: 40164 }],
  ["cut connections", { kind: "reset" }],
  ["HTML pages", { kind: "html" }],
  ["HTTP 503", { kind: "http", status: 503 }],
  ["half answers", { kind: "truncated" }],
];

describe("a swap outlasts", () => {
  test.each(PASSING.flatMap(([what, failure]) => [1_000, 10_000, 60_000].map((ms) => [what, ms, failure] as const)))(
    "%s for %i ms with one publish",
    async (_what, ms, failure) => {
      plant(emulator(), old);
      failFor(ms, failure);
      await sessionOn(emulator()).reconciler.update([old], want);
      expect(liveRules(emulator())).toEqual([want]);
      expect(emulator().state().publishQuotaLeft).toBe(99);
      expect(writes(emulator())).toEqual(expect.arrayContaining(swapped));
    },
  );

  test.each<[string, Answer[]]>([
    ["gives the dead token for a while", []],
    ["answers 503", times(20, text("unavailable", 503))],
    ["answers HTML", times(20, text("<html>please log in</html>"))],
    ["answers something that is no token", times(20, json({ errcode: 40125, errmsg: "invalid appsecret" }))],
  ])("a token server that %s", async (_what, answers) => {
    plant(emulator(), old);
    const first = emulator().issueToken(ACCOUNT);
    const server = await startServer(text(first));
    const credentials: Credentials = { kind: "accessTokenUrl", url: server.url };
    emulator().setFaults([{ kind: "tokenDies", match: { endpoint: "qrcodejumpadd" } }]);
    const session = sessionOn(emulator(), { credentials });
    const change = session.reconciler.update([old], want);
    await untilWrites(2);
    server.answers.splice(0, Infinity, ...answers, ...times(20, text(first)), text(emulator().issueToken(ACCOUNT)));
    await change;
    expect(liveRules(emulator())).toEqual([want]);
    expect(emulator().state().publishQuotaLeft).toBe(99);
    expect(server.received.length).toBeGreaterThan(20);
    await server.close();
  });

  test.each([40125, 40013, 40164, -1, 45011, 48001])("refusals of the token call with %i", async (code) => {
    plant(emulator(), old);
    emulator().setFaults([
      { kind: "tokenDies", match: { endpoint: "qrcodejumppublish" } },
      ...Array.from(
        { length: 15 },
        (_, n) => ({ kind: "errcode", code, match: { endpoint: "stable_token", nth: n + 2 } }) as const,
      ),
    ]);
    const credentials = { kind: "appSecret", appId: ACCOUNT, appSecret: SECRET } as const;
    await sessionOn(emulator(), { credentials }).reconciler.update([old], want);
    expect(liveRules(emulator())).toEqual([want]);
    expect(emulator().state().publishQuotaLeft).toBe(99);
  });

  test("a time-out after another", async () => {
    plant(emulator(), old);
    emulator().setFaults(onWrites({ kind: "timeout" }).map((fault) => ({ ...fault, times: 4 })));
    await sessionOn(emulator(), { timeoutMs: 200 }).reconciler.update([old], want);
    expect(liveRules(emulator())).toEqual([want]);
    expect(emulator().state().publishQuotaLeft).toBe(99);
  });

  test("what keeps the old rule from being put back", async () => {
    plant(emulator(), old);
    emulator().setFaults([
      { kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish", nth: 1 } },
      ...[2, 3, 4, 5, 6, 7, 8].map(
        (nth) => ({ kind: "reset", match: { endpoint: "qrcodejumppublish", nth } }) as const,
      ),
    ]);
    const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error.message).toContain("The old rule was put back: WeChat serves pages/old");
    expect(liveRules(emulator())).toEqual([old]);
  });
});

describe("a code that stays dark", () => {
  const cut: Failure = { kind: "reset" };

  test("is given up when the time is over, and the error says what is served, when it was read, and what to do", async () => {
    plant(emulator(), old);
    emulator().setFaults(onWrites(cut));
    const error = await errorOf(sessionOn(emulator(), { outlastMs: 20_000 }).reconciler.update([old], want));
    expect(error.message).toMatch(
      /^add \S+: .+ It was given up at \S+ UTC\. WeChat serves nothing for https:\/\/qr\.example\.com\/shop\/ as of \S+ UTC; run "pulumi up" again/,
    );
    expect(liveRules(emulator())).toEqual([]);
  });

  test("is not given up before five minutes", async () => {
    plant(emulator(), old);
    failFor(300_000, cut);
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(liveRules(emulator())).toEqual([want]);
  });

  test("is left in order when the process is to end", async () => {
    plant(emulator(), old);
    emulator().setFaults(onWrites(cut));
    const ending = new AbortController();
    const change = errorOf(sessionOn(emulator(), { signal: ending.signal }).reconciler.update([old], want));
    await untilWrites(3);
    const abortedAtMs = now();
    ending.abort();
    expect((await change).message).toContain("WeChat serves nothing for");
    expect(now() - abortedAtMs).toBeLessThan(30_000);
  });

  test("is told every few seconds: which one, since when, why, and until when it is tried", async () => {
    jest.useFakeTimers({ doNotFake: ["setTimeout", "setImmediate", "nextTick", "performance", "Date"] });
    plant(emulator(), old);
    emulator().setFaults(onWrites(cut));
    const said: string[] = [];
    const change = sessionOn(emulator(), { say: (line) => said.push(line) }).reconciler.update([old], want);
    await untilWrites(3);
    jest.advanceTimersByTime(5_000);
    jest.useRealTimers();
    emulator().setFaults([]);
    await change;
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^https:\/\/qr\.example\.com\/shop\/ is dark since \d\d:\d\d:\d\d UTC \(\d+ s\): add \S+: the connection failed \(\S+\) to \S+; .+\. It is tried again until \d\d:\d\d:\d\d UTC\.$/,
    );
  });
});

describe("the delete of a swap", () => {
  const onDelete = (fault: FaultEffect, lastsMs: number): Fault[] => [
    { ...fault, lastsMs, match: { endpoint: "qrcodejumpdelete" } },
  ];
  const FAULTS: [string, FaultEffect][] = [
    ["dead tokens", { kind: "errcode", code: 40001 }],
    ["busy answers", { kind: "errcode", code: -1 }],
    ["cut connections", { kind: "reset" }],
    ["a gateway's answers", { kind: "json", body: { code: 502 } }],
  ];

  test.each(FAULTS.flatMap(([what, fault]) => [1_000, 10_000, 60_000].map((ms) => [what, ms, fault] as const)))(
    "outlasts %s for %i ms",
    async (_what, ms, fault) => {
      plant(emulator(), old);
      emulator().setFaults(onDelete(fault, ms));
      await sessionOn(emulator()).reconciler.update([old], want);
      expect(liveRules(emulator())).toEqual([want]);
      expect(emulator().state().publishQuotaLeft).toBe(99);
    },
  );

  test.each(FAULTS)("is given up after two minutes for %s, since the old rule is live", async (_what, fault) => {
    plant(emulator(), old);
    emulator().setFaults(onDelete(fault, 400_000));
    const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error.message).toMatch(/^delete /);
    expect(now()).toBeGreaterThan(100_000);
    expect(now()).toBeLessThan(350_000);
    expect(liveRules(emulator())).toEqual([old]);
  });

  test("does not wait for what WeChat refuses for good", async () => {
    plant(emulator(), old);
    emulator().setFaults(onDelete({ kind: "errcode", code: 48001 }, 60_000));
    await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(writes(emulator())).toEqual([wire.delete(old)]);
  });

  test("is said to be what is waited for, and not that the code is dark", async () => {
    jest.useFakeTimers({ doNotFake: ["setTimeout", "setImmediate", "nextTick", "performance", "Date"] });
    plant(emulator(), old);
    emulator().setFaults(onDelete({ kind: "errcode", code: 40001 }, 60_000));
    const said: string[] = [];
    const change = sessionOn(emulator(), { say: (line) => said.push(line) }).reconciler.update([old], want);
    await untilWrites(3);
    jest.advanceTimersByTime(5_000);
    jest.useRealTimers();
    await change;
    expect(said).toEqual([
      expect.stringMatching(
        /^https:\/\/qr\.example\.com\/shop\/ waits to be changed since \S+ UTC \(\d+ s\): delete \S+: 40001 /,
      ),
    ]);
  });
});

describe("a rule that is added below a live one", () => {
  const shop = linkRule();
  const door = linkRule({ prefix: `${LINK}door`, path: "pages/door" });

  test.each([1_000, 10_000, 60_000])("is published for all that fails for %i ms meanwhile", async (ms) => {
    plant(emulator(), shop);
    emulator().setFaults([{ kind: "reset", lastsMs: ms, match: { endpoint: "qrcodejumppublish" } }]);
    await sessionOn(emulator()).reconciler.create(door);
    expect(liveRules(emulator())).toEqual([shop, door]);
    expect(emulator().state().publishQuotaLeft).toBe(99);
  });

  test("is taken away again where WeChat refuses to publish it: the shorter rule's codes work as before", async () => {
    plant(emulator(), shop);
    emulator().setFaults([{ kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish" } }]);
    const error = await errorOf(sessionOn(emulator()).reconciler.create(door));
    expect(error).not.toBeInstanceOf(NotPublishedError);
    expect(error.message).toMatch(
      /^publish \S+: 85074 .+ The rule was taken away again, so that https:\/\/qr\.example\.com\/shop\/ goes on serving the codes below https:\/\/qr\.example\.com\/shop\/door\.$/,
    );
    expect(liveRules(emulator())).toEqual([shop]);
  });

  test("is not called taken away for a delete that is answered ok and not done, nor for a read of before it was added", async () => {
    plant(emulator(), shop);
    emulator().setOptions({ readLagMs: 60 });
    const refused = { kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish" } } as const;
    emulator().setFaults([refused, { kind: "okButNotApplied", match: { endpoint: "qrcodejumpdelete" } }]);
    const error = await errorOf(sessionOn(emulator()).reconciler.create(door));
    expect(error.message).toContain("The rule was taken away again");
    expect(liveRules(emulator())).toEqual([shop]);
    expect(writes(emulator()).slice(2)).toEqual([wire.delete(door), wire.delete(door)]);

    emulator().setFaults([refused, { kind: "okButNotApplied", match: { endpoint: "qrcodejumpdelete" }, times: 99 }]);
    const stays = await errorOf(sessionOn(emulator()).reconciler.create(door));
    expect(stays).toBeInstanceOf(NotPublishedError);
    expect(liveRules(emulator())).toEqual([shop, { ...door, published: false }]);
  });

  test("says that it is there and not served where it cannot be taken away", async () => {
    plant(emulator(), shop);
    emulator().setFaults([
      { kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish" } },
      { kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpdelete" }, times: 9 },
    ]);
    expect(await errorOf(sessionOn(emulator()).reconciler.create(door))).toBeInstanceOf(NotPublishedError);
  });
});

function untilWrites(count: number): Promise<void> {
  return until(() => writes(emulator()).length >= count);
}
