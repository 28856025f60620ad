import { setTimeout as sleep } from "node:timers/promises";
import type { ScriptedFault } from "../../emulator";
import { LINK, linkRule, postJson, SHOP, useAccount, useEmulator } from "./test-client";

/** Long enough for what a busy machine does meanwhile. */
const LATE_MS = 150;

const emulator = useEmulator({ publishQuota: 10 });
const shop = useAccount(emulator);

const rulesNow = () => emulator().state().rules;
const lastCall = () => emulator().calls().at(-1);
const untilApplied = () => sleep(LATE_MS + 20);

function late(endpoint: "qrcodejumpadd" | "qrcodejumppublish" | "qrcodejumpdelete"): void {
  emulator().setFaults([{ kind: "okLate", lateMs: LATE_MS, match: { endpoint } }]);
}

describe("applies a write after its answer", () => {
  test.each<[string, ScriptedFault, unknown]>([
    ["ok", { kind: "okLate" }, { errcode: 0 }],
    ["busy", { kind: "errcode", code: -1 }, { errcode: -1 }],
    ["a gateway's own JSON", { kind: "json", body: { code: 502 } }, { code: 502 }],
  ])("that is %s, and the log says when", async (_name, fault, answer) => {
    emulator().setFaults([{ ...fault, lateMs: LATE_MS }]);
    expect(await shop().add(linkRule())).toMatchObject(answer as object);
    expect(rulesNow()).toEqual([]);
    expect(lastCall()).toMatchObject({ applied: false, appliedAt: null, fault: fault.kind });
    await untilApplied();
    expect(rulesNow()).toHaveLength(1);
    expect(lastCall()).toMatchObject({ errcode: 0, applied: true });
    const { answeredAt, appliedAt } = lastCall() ?? {};
    expect(Number(appliedAt) - Number(answeredAt)).toBeGreaterThanOrEqual(LATE_MS - 1);
  });

  test.each<ScriptedFault>([{ kind: "reset" }, { kind: "timeout" }, { kind: "truncated" }, { kind: "http" }])(
    "that does not arrive: %j",
    async (fault) => {
      emulator().setFaults([{ ...fault, lateMs: LATE_MS }]);
      const url = `${emulator().url}/cgi-bin/wxopen/qrcodejumpadd?access_token=${emulator().issueToken(SHOP)}`;
      const request = { method: "POST", body: JSON.stringify(linkRule()), signal: AbortSignal.timeout(10) };
      await fetch(url, request).catch(() => undefined);
      expect(rulesNow()).toEqual([]);
      await untilApplied();
      expect(rulesNow()).toHaveLength(1);
      expect(lastCall()).toMatchObject({ errcode: 0, applied: true });
    },
  );

  test("counted from a slow answer on", async () => {
    emulator().setOptions({ latencyMs: LATE_MS });
    late("qrcodejumpadd");
    expect(await shop().add(linkRule())).toMatchObject({ errcode: 0 });
    expect(rulesNow()).toEqual([]);
    await untilApplied();
    expect(rulesNow()).toHaveLength(1);
  });
});

describe("judges it again when it takes effect", () => {
  test("a delete takes whatever has the prefix then", async () => {
    await shop().add(linkRule());
    late("qrcodejumpdelete");
    expect(await shop().remove({ prefix: LINK })).toMatchObject({ errcode: 0 });
    emulator().putRules([{ account: SHOP, prefix: LINK, path: "pages/new/new", state: 2 }]);
    await untilApplied();
    expect(rulesNow()).toEqual([]);
  });

  test("an add comes to nothing where the prefix exists then", async () => {
    late("qrcodejumpadd");
    expect(await shop().add(linkRule({ path: "pages/old/old" }))).toMatchObject({ errcode: 0 });
    emulator().putRules([{ account: SHOP, prefix: LINK, path: "pages/index/index", state: 1 }]);
    await untilApplied();
    expect(rulesNow()).toMatchObject([{ path: "pages/index/index" }]);
    expect(emulator().calls()[0]).toMatchObject({ errcode: 85071, applied: false, appliedAt: null });
  });

  test("a publish publishes what is there then, and is counted then", async () => {
    await shop().add(linkRule());
    late("qrcodejumppublish");
    expect(await shop().publish(LINK)).toMatchObject({ errcode: 0 });
    emulator().putRules([{ account: SHOP, prefix: LINK, path: "pages/new/new", state: 1 }]);
    expect(emulator().state().publishQuotaLeft).toBe(10);
    await untilApplied();
    expect(emulator().state()).toMatchObject({ publishQuotaLeft: 9, rules: [{ path: "pages/new/new", state: 2 }] });
  });

  test("a publish comes to nothing where nothing is left of the quota or of the rule", async () => {
    await shop().add(linkRule());
    late("qrcodejumppublish");
    await shop().publish(LINK);
    emulator().setQuotaLeft(0);
    await untilApplied();
    expect(rulesNow()).toMatchObject([{ state: 1 }]);
    expect(lastCall()).toMatchObject({ errcode: 886000, applied: false });
  });

  test("but nothing that was refused in the answer", async () => {
    late("qrcodejumppublish");
    expect(await shop().publish(LINK)).toMatchObject({ errcode: 40097 });
    await shop().add(linkRule());
    await untilApplied();
    expect(rulesNow()).toMatchObject([{ state: 1 }]);
  });
});

test("is set over HTTP, lasts, and is forgotten on a reset", async () => {
  await postJson(`${emulator().url}/__emulator/faults`, { kind: "okLate", lateMs: LATE_MS, lastsMs: 10_000 });
  await shop().add(linkRule());
  await shop().add(linkRule({ prefix: "https://shop.example/b/" }));
  expect(rulesNow()).toEqual([]);
  emulator().reset();
  await untilApplied();
  expect(rulesNow()).toEqual([]);
});
