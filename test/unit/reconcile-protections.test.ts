import { getEventListeners } from "node:events";
import { clock } from "../../provider/clock";
import { NotPublishedError } from "../../provider/reconcile";
import type { Rule } from "../../provider/rule";
import type { Endpoint, Fault } from "../emulator";
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
  times,
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

const doNothing = (endpoint: Endpoint, nth: number): Fault => ({ kind: "okButNotApplied", match: { endpoint, nth } });
const failAlways = (endpoint: Endpoint, code: number): Fault => ({
  kind: "errcode",
  code,
  match: { endpoint },
  times: 10_000,
});
const publishes = (): number => 100 - emulator().state().publishQuotaLeft;

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

describe("an add in the dark that WeChat refuses since there is such a rule", () => {
  test("is looked for as long as it takes to read", async () => {
    plant(emulator(), old);
    emulator().setFaults([
      { kind: "errcode", code: 85071, when: "after", match: { endpoint: "qrcodejumpadd" } },
      // More than one read tries by itself.
      ...Array.from(
        { length: 12 },
        (_, n) => ({ kind: "http", status: 503, match: { endpoint: "qrcodejumpget", nth: n + 3 } }) as const,
      ),
    ]);
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(writes(emulator())).toEqual([wire.delete(old), wire.add(want), wire.publish(want)]);
    expect(liveRules(emulator())).toEqual([want]);
  });

  const refuseAdds = (count: number): Fault[] =>
    Array.from(
      { length: count },
      (_, n) => ({ kind: "errcode", code: 85071, match: { endpoint: "qrcodejumpadd", nth: n + 1 } }) as const,
    );

  test("and of which no read knows is sent again at once", async () => {
    plant(emulator(), old);
    emulator().setFaults(refuseAdds(1));
    const sleep = jest.spyOn(clock, "sleep");
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(liveRules(emulator())).toEqual([want]);
    expect(sleep.mock.calls.reduce((sum, [ms]) => sum + ms, 0)).toBeLessThan(2_000);
  });

  test("and of which no read knows is sent again after a while, where the first time was too early", async () => {
    plant(emulator(), old);
    emulator().setFaults(refuseAdds(2));
    const sleep = jest.spyOn(clock, "sleep");
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(liveRules(emulator())).toEqual([want]);
    expect(writes(emulator())).toEqual([wire.delete(old), ...times(3, wire.add(want)), wire.publish(want)]);
    expect(sleep.mock.calls.reduce((sum, [ms]) => sum + ms, 0)).toBeGreaterThan(3_000);
  });
});

describe("a rule that is live otherwise than reads have shown", () => {
  test("is found with the mini program that another rule opens, and changed", async () => {
    const [was, want] = [serviceRule({ appid: CAFE }), serviceRule()];
    plant(emulator(), was);
    const { reconciler, live } = sessionOn(emulator());
    live.mention(was);
    await reconciler.update([want], want);
    expect(liveRules(emulator())).toEqual([want]);
    expect(writes(emulator())).toEqual([wire.add(want), wire.delete(was), wire.add(want), wire.publish(want)]);
  });

  test("is found once reads have caught up", async () => {
    const { reconciler, live } = sessionOn(emulator());
    await live.find(want);
    emulator().setOptions({ readLagMs: 60 });
    plant(emulator(), want);
    await reconciler.create(want);
    expect(writes(emulator())).toEqual([wire.add(want)]);
    expect(liveRules(emulator())).toEqual([want]);
  });

  test("is deleted where it is live in its second form", async () => {
    const second = serviceRule({ appid: CAFE });
    plant(emulator(), second);
    await sessionOn(emulator()).reconciler.remove([serviceRule(), second]);
    expect(liveRules(emulator())).toEqual([]);
  });
});

test("a rule that was gone, is added and cannot be published is an error, and nothing more is sent", async () => {
  emulator().setFaults([{ kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish", nth: 1 } }]);
  const error = await errorOf(sessionOn(emulator()).reconciler.update([want], want));
  expect(error).toBeInstanceOf(NotPublishedError);
  expect(writes(emulator())).toEqual([wire.add(want), wire.publish(want)]);
});

describe("a rule below a live one", () => {
  test.each([
    ["nobody knows whether it was", { kind: "reset" } as const],
    ["WeChat asks for another pace", { kind: "errcode", code: 44990 } as const],
  ])("that cannot be published in time stays added where %s: it is no refusal", async (_why, fault) => {
    plant(emulator(), want);
    emulator().setFaults([{ ...fault, match: { endpoint: "qrcodejumppublish" }, times: 10_000 }]);
    const below = linkRule({ prefix: `${want.prefix}door` });
    const error = await errorOf(sessionOn(emulator(), { outlastMs: 5_000 }).reconciler.create(below));
    expect(error).toBeInstanceOf(NotPublishedError);
    expect(writes(emulator())).not.toContainEqual(wire.delete(below));
  });
});

describe("when a code is bright again", () => {
  const listeners = async (work: (reconciler: ReturnType<typeof sessionOn>["reconciler"]) => Promise<void>) => {
    const { signal } = new AbortController();
    await work(sessionOn(emulator(), { signal }).reconciler);
    return getEventListeners(signal, "abort").length;
  };

  test("nothing more is said of it, and nothing waits for the end of the process", async () => {
    plant(emulator(), old);
    expect(await listeners((reconciler) => reconciler.update([old], want))).toBe(0);
    expect(await listeners((reconciler) => reconciler.create(linkRule({ prefix: `${want.prefix}door` })))).toBe(0);
  });
});

test("what is asked of the limiter: a swap goes first and may be put back, a delete comes last", async () => {
  plant(emulator(), serviceRule({ path: "pages/old" }), { ...old, published: false });
  const { reconciler, limiter } = sessionOn(emulator());
  const asked = jest.spyOn(limiter, "inOneGo");
  await reconciler.update([serviceRule({ path: "pages/old" })], serviceRule());
  await reconciler.update([old], want);
  await reconciler.remove([want]);
  const [add, publish, remove] = ["qrcodejumpadd", "qrcodejumppublish", "qrcodejumpdelete"];
  expect(asked.mock.calls.map(([need]) => need)).toEqual([
    { priority: "first", perMinute: true, calls: [remove, add, publish], spare: 3 },
    { priority: "publish", perMinute: false, calls: [add, publish] },
    { priority: "rest", perMinute: false, calls: [remove] },
  ]);
});

test("an unpublished rule is replaced with a few tries only: nothing is dark meanwhile", async () => {
  const was = serviceRule({ published: false });
  plant(emulator(), was);
  emulator().setFaults([{ kind: "errcode", code: -1, match: { endpoint: "qrcodejumpadd", every: 1 } }]);
  await errorOf(sessionOn(emulator(), { outlastMs: 60_000 }).reconciler.update([was], { ...was, appid: CAFE }));
  expect(writes(emulator()).length).toBeLessThan(10);
});

describe("writes that answer ok and do nothing", () => {
  test("are found out where a rule is to be unpublished and stays as it is", async () => {
    plant(emulator(), want);
    emulator().setFaults([
      doNothing("qrcodejumpdelete", 1),
      // The answer of an add where the old rule is no more.
      { kind: "json", body: { errcode: 0, errmsg: "ok" }, match: { endpoint: "qrcodejumpadd", nth: 1 } },
    ]);
    await sessionOn(emulator()).reconciler.update([want], draft);
    expect(liveRules(emulator())).toEqual([draft]);
    expect(writes(emulator())).toEqual(times(2, wire.delete(want), wire.add(draft)));
  });

  test("are found out where an unpublished rule keeps its page", async () => {
    const was = { ...old, published: false };
    plant(emulator(), was);
    emulator().setFaults([doNothing("qrcodejumpadd", 1)]);
    await sessionOn(emulator()).reconciler.update([was], draft);
    expect(liveRules(emulator())).toEqual([draft]);
    expect(writes(emulator())).toEqual(times(2, wire.edit(draft)));
  });

  test("and then an add of the run's own that is refused, because it was done: that is no rule of others", async () => {
    emulator().setFaults([
      doNothing("qrcodejumpadd", 1),
      { kind: "errcode", code: 85071, when: "after", match: { endpoint: "qrcodejumpadd", nth: 2 } },
    ]);
    await sessionOn(emulator(), { onExisting: "fail" }).reconciler.create(want);
    expect(liveRules(emulator())).toEqual([want]);
    expect(publishes()).toBe(1);
  });
});

test("a swap does not wait for reads to forget the old page: it shows that nothing of the new one is there", async () => {
  plant(emulator(), old);
  emulator().setFaults([{ kind: "reset", when: "after", match: { endpoint: "qrcodejumpadd" } }]);
  const sleep = jest.spyOn(clock, "sleep");
  await sessionOn(emulator()).reconciler.update([old], want);
  expect(Math.max(...sleep.mock.calls.map(([ms]) => ms))).toBeLessThan(5_000);
});

test("where reads take the place of other calls, a new rule is not read back", async () => {
  const { reconciler, limiter } = sessionOn(emulator());
  limiter.minuteIsShared();
  await reconciler.create(serviceRule());
  expect(requests(emulator()).filter(([endpoint]) => endpoint === "qrcodejumpget")).toHaveLength(1);
});
