import { getEventListeners } from "node:events";
import type { Endpoint, Fault } from "../../emulator";
import { NotPublishedError } from "../../provider/reconcile/reconcile";
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
const publishes = (): number => 100 - emulator().state().publishQuotaLeft;

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
    emulator().setFaults([{ kind: "errcode", code: 85071, when: "after", match: { endpoint: "qrcodejumpadd" } }]);
    await reconciler.create(want);
    expect(writes(emulator())).toEqual([wire.add(want), wire.publish(want)]);
    expect(liveRules(emulator())).toEqual([want]);
  });

  test("is deleted where it is live in its second form", async () => {
    const second = serviceRule({ appid: CAFE });
    plant(emulator(), second);
    await sessionOn(emulator()).reconciler.remove([serviceRule(), second]);
    expect(liveRules(emulator())).toEqual([]);
  });
});

test("a rule that somebody gives another page, and publishes, while it is made is left to them", async () => {
  const { live, reconciler } = sessionOn(emulator());
  const theirs = { ...want, path: "pages/theirs" };
  jest.spyOn(live, "findNow").mockResolvedValue(theirs);
  const error = await errorOf(reconciler.create(want));
  expect(error.message).toContain("it has it open pages/theirs");
  expect(writes(emulator())).toEqual([wire.add(want), wire.publish(want)]);
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

  test("are found out where tester fields stay as they are", async () => {
    plant(emulator(), want);
    emulator().setFaults([doNothing("qrcodejumpadd", 1)]);
    const testers = linkRule({ openVersion: "trial" });
    await sessionOn(emulator()).reconciler.update([want], testers);
    expect(liveRules(emulator())).toEqual([testers]);
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

test("where reads take the place of other calls, a new rule is not read back", async () => {
  const { reconciler, limiter } = sessionOn(emulator());
  limiter.minuteIsShared();
  await reconciler.create(serviceRule());
  expect(requests(emulator()).filter(([endpoint]) => endpoint === "qrcodejumpget")).toHaveLength(1);
});

test("a rule whose page the console has with a leading slash is taken over without a write", async () => {
  plant(emulator(), linkRule({ path: "/pages/shop/index" }));
  await sessionOn(emulator()).reconciler.create(linkRule());
  expect(writes(emulator())).toEqual([]);
});
