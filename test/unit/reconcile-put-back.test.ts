import type { Endpoint, Fault } from "../../emulator";
import type { Rule } from "../../provider/rules/rule";
import { clock } from "../../provider/system/clock";
import {
  CAFE,
  errorOf,
  linkRule,
  liveRules,
  plant,
  requests,
  serviceRule,
  sessionOn,
  SHOP,
  useEmulator,
  useQuickRetries,
  wire,
  writes,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const old = linkRule({ path: "pages/old" });
const want = linkRule();
const draft = linkRule({ published: false });

const failAlways = (endpoint: Endpoint, code: number): Fault => ({
  kind: "errcode",
  code,
  match: { endpoint },
  times: 10_000,
});

/** What a change of a live rule says where it fails. */
async function failureOf(was: Rule, now: Rule, ...faults: Fault[]): Promise<string> {
  plant(emulator(), was);
  emulator().setFaults(faults);
  return (await errorOf(sessionOn(emulator(), { outlastMs: 5_000 }).reconciler.update([was], now))).message;
}

describe("a swap that is given up", () => {
  test.each([45011, 44990, 40164, 42001])(
    "for %i, which is no word on the rule, puts nothing back: the next run goes on from what is there",
    async (code) => {
      const message = await failureOf(old, want, failAlways("qrcodejumpadd", code));
      expect(message).toMatch(/It was given up at .+ WeChat serves nothing for /);
      expect(message).not.toContain("Putting the old rule back");
      expect(writes(emulator())).not.toContainEqual(wire.add(old));
    },
  );

  test("at its publish does not call served what is only added", async () => {
    const message = await failureOf(old, want, failAlways("qrcodejumppublish", 44990));
    expect(liveRules(emulator())).toEqual([draft]);
    expect(message).toContain("WeChat serves nothing for");
  });

  test("at its delete names the old rule as served, also where the new one opens another mini program", async () => {
    const was = serviceRule();
    const message = await failureOf(was, serviceRule({ appid: CAFE }), failAlways("qrcodejumpdelete", -1));
    expect(message).toContain(`WeChat serves pages/index/index of ${SHOP} (published)`);
    expect(liveRules(emulator())).toEqual([was]);
  });

  test("after its publish names the new rule as served, also where it opens another mini program", async () => {
    const now = serviceRule({ appid: CAFE });
    plant(emulator(), serviceRule());
    emulator().setFaults([
      { kind: "reset", when: "after", match: { endpoint: "qrcodejumppublish" } },
      // The reads that look for the publish.
      ...Array.from(
        { length: 5 },
        (_, n) => ({ kind: "http", status: 503, match: { endpoint: "qrcodejumpget", nth: n + 4 } }) as const,
      ),
    ]);
    const error = await errorOf(sessionOn(emulator(), { outlastMs: 0 }).reconciler.update([serviceRule()], now));
    expect(error.message).toContain(`WeChat serves pages/index/index of ${CAFE} (published)`);
  });
});

test("a swap that WeChat refuses at its publish deletes the new rule, where that opens another mini program", async () => {
  const [was, now] = [serviceRule(), serviceRule({ appid: CAFE })];
  const message = await failureOf(was, now, {
    kind: "errcode",
    code: 85074,
    match: { endpoint: "qrcodejumppublish", nth: 1 },
  });
  expect(message).toContain("The old rule was put back");
  expect(liveRules(emulator())).toEqual([was]);
  expect(writes(emulator()).slice(3)).toEqual([wire.delete(now), wire.add(was), wire.publish(was)]);
});

test("a swap tries the next write again soon, however long the one before took", async () => {
  plant(emulator(), old);
  emulator().setFaults([
    { kind: "errcode", code: 40164, match: { endpoint: "qrcodejumpadd" }, times: 6 },
    { kind: "errcode", code: 40164, match: { endpoint: "qrcodejumppublish" } },
  ]);
  const sleep = jest.spyOn(clock, "sleep");
  await sessionOn(emulator()).reconciler.update([old], want);
  expect(sleep.mock.calls[5]?.[0]).toBeGreaterThan(2_000);
  expect(sleep.mock.calls[6]?.[0]).toBeLessThan(300);
});

describe("what WeChat lets not be edited while the old rule is put back", () => {
  test.each([40097, 85095])("is deleted and added (%i)", async (code) => {
    const message = await failureOf(
      old,
      want,
      { kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish", nth: 1 } },
      { kind: "errcode", code, match: { endpoint: "qrcodejumpadd", nth: 2 } },
    );
    expect(message).toContain("The old rule was put back");
    expect(liveRules(emulator())).toEqual([old]);
    expect(writes(emulator()).slice(3)).toEqual([wire.edit(old), wire.delete(want), wire.add(old), wire.publish(old)]);
  });
});

describe("a delete that WeChat calls invalid", () => {
  test("is done where the rule is gone: the swap goes on", async () => {
    plant(emulator(), old);
    emulator().setFaults([{ kind: "errcode", code: 40097, when: "after", match: { endpoint: "qrcodejumpdelete" } }]);
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(writes(emulator())).toEqual([wire.delete(old), wire.add(want), wire.publish(want)]);
    expect(liveRules(emulator())).toEqual([want]);
  });

  test("is put back where the rule is gone and the new one is refused", async () => {
    const message = await failureOf(
      old,
      want,
      { kind: "errcode", code: 40097, when: "after", match: { endpoint: "qrcodejumpdelete" } },
      { kind: "errcode", code: 85069, match: { endpoint: "qrcodejumpadd", nth: 1 } },
    );
    expect(message).toContain("The old rule was put back");
    expect(liveRules(emulator())).toEqual([old]);
  });

  test("is an error where the rule is there, and is not sent again", async () => {
    expect(await failureOf(old, want, failAlways("qrcodejumpdelete", 40097))).toContain("40097");
    expect(writes(emulator())).toEqual([wire.delete(old)]);
  });

  test("is an error where nobody can tell: reads are tried a few times only, since nothing is dark", async () => {
    plant(emulator(), old);
    emulator().setFaults([
      failAlways("qrcodejumpdelete", 40097),
      ...Array.from(
        { length: 100 },
        (_, n) => ({ kind: "http", status: 503, match: { endpoint: "qrcodejumpget", nth: n + 3 } }) as const,
      ),
    ]);
    await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(requests(emulator()).length).toBeLessThan(20);
    expect(liveRules(emulator())).toEqual([old]);
  });
});

test.each<[string, Rule, Rule]>([
  ["is not published", serviceRule({ published: false }), serviceRule({ appid: CAFE })],
  ["is to be unpublished", old, { ...old, published: false }],
])(
  "a rule that %s is replaced with a few tries only: nothing is dark that should be served",
  async (_what, was, now) => {
    plant(emulator(), was);
    emulator().setFaults([{ kind: "errcode", code: -1, match: { endpoint: "qrcodejumpadd", every: 1 } }]);
    await errorOf(sessionOn(emulator(), { outlastMs: 120_000 }).reconciler.update([was], now));
    expect(writes(emulator()).length).toBeLessThan(10);
  },
);

test("a swap whose delete may have been done, and cannot be read, says that the code may be dark", async () => {
  const unread = Array.from(
    { length: 99 },
    (_, n) => ({ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", nth: n + 3 } }) as const,
  );
  const unclear = { kind: "errcode", code: -1, when: "after", match: { endpoint: "qrcodejumpdelete" } } as const;
  const message = await failureOf(old, want, unclear, ...unread);
  expect(message).toContain(`What WeChat serves for ${old.prefix} now could not be read; it may be nothing`);
});

test("a swap does not wait for reads to forget the old page: it shows that nothing of the new one is there", async () => {
  plant(emulator(), old);
  emulator().setFaults([{ kind: "reset", when: "after", match: { endpoint: "qrcodejumpadd" } }]);
  const sleep = jest.spyOn(clock, "sleep");
  await sessionOn(emulator()).reconciler.update([old], want);
  expect(Math.max(...sleep.mock.calls.map(([ms]) => ms))).toBeLessThan(5_000);
});
