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

test("an unpublished rule is replaced with a few tries only: nothing is dark meanwhile", async () => {
  const was = serviceRule({ published: false });
  plant(emulator(), was);
  emulator().setFaults([{ kind: "reset", match: { endpoint: "qrcodejumpadd" }, times: 10_000 }]);
  await errorOf(sessionOn(emulator()).reconciler.update([was], { ...was, appid: CAFE }));
  expect(writes(emulator()).length).toBeLessThan(10);
});

describe("writes that answer ok and do nothing", () => {
  test("are found out where a rule is to be unpublished and stays as it is", async () => {
    plant(emulator(), want);
    emulator().setFaults([doNothing("qrcodejumpdelete", 1), doNothing("qrcodejumpadd", 1)]);
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
