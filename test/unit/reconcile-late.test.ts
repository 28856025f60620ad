import type { Endpoint, FaultEffect } from "../../emulator";
import { NotPublishedError } from "../../provider/reconcile/reconcile";
import type { Rule } from "../../provider/rules/rule";
import {
  CAFE,
  CODE,
  course,
  errorOf,
  LINK,
  linkRule,
  liveRules,
  plant,
  quickMs,
  serviceRule,
  sessionOn,
  untilNothingIsLate,
  useEmulator,
  useQuickRetries,
  wire,
  writes,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

/** Seconds as they seem to the provider, in the emulator's milliseconds. */
const seconds = (count: number): number => quickMs(count * 1000);

const old = linkRule({ path: "pages/old" });
const want = linkRule();
const change = [wire.delete(old), wire.add(want), wire.publish(want)];
const publishes = (): number => 100 - emulator().state().publishQuotaLeft;

const LATE: [string, FaultEffect][] = [
  ["answered ok", { kind: "okLate", lateMs: seconds(3) }],
  ["answered busy", { kind: "errcode", code: -1, lateMs: seconds(3) }],
  ["cut off", { kind: "reset", lateMs: seconds(3) }],
  ["answered by a gateway", { kind: "json", body: {}, lateMs: seconds(3) }],
];
const WRITES = ["qrcodejumpdelete", "qrcodejumpadd", "qrcodejumppublish"] as const;

describe("a swap whose write takes effect three seconds late", () => {
  test.each(WRITES.flatMap((endpoint) => LATE.map(([what, fault]) => [endpoint, what, fault] as const)))(
    "ends published with one publish: %s, %s",
    async (endpoint, _what, fault) => {
      plant(emulator(), old);
      emulator().setFaults([{ ...fault, match: { endpoint } }]);
      await sessionOn(emulator()).reconciler.update([old], want);
      await untilNothingIsLate(emulator());
      expect(liveRules(emulator())).toEqual([want]);
      expect(publishes()).toBe(1);
    },
  );
});

test.each(LATE)(
  "a rule that is to be unpublished stays so although its delete takes effect late: %s",
  async (_what, fault) => {
    plant(emulator(), want);
    emulator().setFaults([{ ...fault, match: { endpoint: "qrcodejumpdelete" } }]);
    const hidden = linkRule({ published: false });
    await sessionOn(emulator()).reconciler.update([want], hidden);
    await untilNothingIsLate(emulator());
    expect(liveRules(emulator())).toEqual([hidden]);
    expect(writes(emulator()).filter(([endpoint]) => endpoint === "qrcodejumpdelete")).toHaveLength(1);
  },
);

describe("reads that lag", () => {
  const UNCLEAR: FaultEffect[] = [
    { kind: "errcode", code: -1, when: "after" },
    { kind: "reset", when: "after" },
    { kind: "json", body: { status: "error", message: "upstream unavailable" }, when: "after" },
  ];

  test.each([1, 3, 5])("by %i s let each write of a swap be sent once where all are answered", async (lag) => {
    emulator().setOptions({ readLagMs: seconds(lag) });
    plant(emulator(), old);
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(liveRules(emulator())).toEqual([want]);
    expect(writes(emulator())).toEqual(change);
  });

  test.each(WRITES.flatMap((endpoint) => UNCLEAR.map((fault) => [endpoint, fault] as const)))(
    "let each be sent once also where the answer to the %s is unclear: %j",
    async (endpoint, fault) => {
      emulator().setOptions({ readLagMs: seconds(2) });
      plant(emulator(), old);
      emulator().setFaults([{ ...fault, match: { endpoint } }]);
      await sessionOn(emulator()).reconciler.update([old], want);
      expect(liveRules(emulator())).toEqual([want]);
      expect(writes(emulator())).toEqual(change);
    },
  );

  test("let a rule be made, and be deleted, with one write each", async () => {
    emulator().setOptions({ readLagMs: seconds(2) });
    const rule = serviceRule();
    await sessionOn(emulator()).reconciler.create(rule);
    expect(writes(emulator())).toEqual([wire.add(rule), wire.publish(rule)]);
    await new Promise((resolve) => setTimeout(resolve, seconds(2)));
    await sessionOn(emulator()).reconciler.remove([rule]);
    expect(writes(emulator())).toEqual([wire.add(rule), wire.publish(rule), wire.delete(rule)]);
  });

  test.each([
    ["qrcodejumppublish", 85074, 2],
    ["qrcodejumpadd", 85069, 1],
  ] as const)(
    "do not make the tool claim that the old rule was put back before it is: %s refused",
    async (endpoint, code, nth) => {
      emulator().setOptions({ readLagMs: seconds(8) });
      plant(emulator(), old);
      emulator().setFaults([
        { kind: "errcode", code, match: { endpoint, nth: 1 } },
        // The publish of the old rule does nothing; a read that is behind shows it from before the delete.
        { kind: "okButNotApplied", match: { endpoint: "qrcodejumppublish", nth } },
      ]);
      const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
      expect(error.message).toContain("The old rule was put back: WeChat serves pages/old");
      expect(liveRules(emulator())).toEqual([old]);
    },
  );
});

test.each([2, 8])("reads that lag by %i s do not make the tool claim that a deleted rule is served", async (lag) => {
  emulator().setOptions({ readLagMs: seconds(lag) });
  plant(emulator(), old);
  // Neither the new rule nor the old one may be added any more.
  emulator().setFaults([{ kind: "errcode", code: 85069, match: { endpoint: "qrcodejumpadd" }, times: 100 }]);
  const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
  expect(liveRules(emulator())).toEqual([]);
  expect(error.message).toContain("Putting the old rule back failed as well");
  expect(error.message).toContain(`WeChat serves nothing for ${LINK}`);
});

describe("a write that is answered ok and does nothing", () => {
  test.each<[string, Endpoint, unknown[]]>([
    ["add", "qrcodejumpadd", [wire.add(want), wire.publish(want), wire.add(want), wire.publish(want)]],
    ["publish", "qrcodejumppublish", [wire.add(want), wire.publish(want), wire.publish(want)]],
  ])("is found out and sent again: the %s of a new rule", async (_what, endpoint, expected) => {
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint } }]);
    await sessionOn(emulator()).reconciler.create(want);
    expect(writes(emulator())).toEqual(expected);
    expect(liveRules(emulator())).toEqual([want]);
    expect(publishes()).toBe(1);
  });

  test.each([
    ["is left to the program to find out where reads are scarce", true, []],
    ["is found out all the same where there is no program that looks", false, [wire.publish(want)]],
  ] as const)("%s", async (_what, isLeft, more) => {
    const left: string[] = [];
    const leaveToProgram = ({ prefix }: Rule): boolean => {
      left.push(prefix);
      return isLeft;
    };
    const { reconciler, limiter } = sessionOn(emulator(), { leaveToProgram });
    limiter.tooFast(limiter.clock());
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumppublish" } }]);
    await reconciler.create(want);
    expect(writes(emulator())).toEqual([wire.add(want), wire.publish(want), ...more]);
    expect(new Set(left)).toEqual(new Set([want.prefix]));
  });

  test("is found out and sent again: the publish of a swap", async () => {
    plant(emulator(), old);
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumppublish" } }]);
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(writes(emulator())).toEqual([...change, wire.publish(want)]);
    expect(liveRules(emulator())).toEqual([want]);
  });

  test("is an error where it stays so, which says what was read and when", async () => {
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumppublish" }, times: 99 }]);
    const error = await errorOf(sessionOn(emulator()).reconciler.create(want));
    expect(error).toBeInstanceOf(NotPublishedError);
    expect(error.message).toMatch(
      /^make \S+: WeChat answers ok to each call, but at \d\d:\d\d:\d\d UTC it has it open pages\/shop\/index \(not published/,
    );
  });
});

describe("writes of a swap that are answered ok for a while and do nothing", () => {
  const nothing = (endpoint: Endpoint): void =>
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint }, lastsMs: seconds(60) }]);

  test.each(["qrcodejumpadd", "qrcodejumppublish"] as const)(
    "are no reason to give up a dark code: %s",
    async (endpoint) => {
      plant(emulator(), old);
      nothing(endpoint);
      await sessionOn(emulator()).reconciler.update([old], want);
      expect(liveRules(emulator())).toEqual([want]);
      expect(publishes()).toBe(1);
      expect(writes(emulator()).length).toBeLessThan(20);
    },
  );

  test("are given up soon where the old rule is live", async () => {
    plant(emulator(), old);
    nothing("qrcodejumpdelete");
    const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error.message).toContain("WeChat serves pages/old");
    expect(liveRules(emulator())).toEqual([old]);
    expect(writes(emulator()).length).toBeLessThan(12);
  });

  test("are given up when the time is over", async () => {
    plant(emulator(), old);
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumppublish", every: 1 } }]);
    const error = await errorOf(sessionOn(emulator(), { outlastMs: 100_000 }).reconciler.update([old], want));
    expect(error.message).toMatch(/^make \S+: WeChat answers ok to each call, but .+ It was given up at/);
  });
});

describe("reads that do not fit their counts", () => {
  test.each(["emptyList", "shortByOne", "noList"] as const)("prove no delete: %s", async (misfit) => {
    const other = linkRule({ prefix: `${LINK}other` });
    plant(emulator(), want, other);
    emulator().setFaults([
      { kind: "okButNotApplied", match: { endpoint: "qrcodejumpdelete" }, times: 99 },
      { kind: "misfit", misfit, times: 99 },
    ]);
    const error = await errorOf(sessionOn(emulator()).reconciler.remove([want]));
    expect(error.message).toContain("it may be deleted, but no read could confirm it");
    expect(error.message).toContain("WeChat's list does not fit its own counts");
    expect(liveRules(emulator())).toEqual([want, other]);
  });

  test("are asked for again, and are over in a moment", async () => {
    plant(emulator(), old);
    emulator().setFaults([{ kind: "misfit", misfit: "emptyList", times: 3 }]);
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(writes(emulator())).toEqual(change);
  });
});

describe("odd records", () => {
  const odd = { prefix: "https://else.example/", path: null, state: 2, debug_url: "x" };

  test("of somebody else's stop nobody", async () => {
    emulator().setOptions({ oddRecords: [{ account: "wx0123456789abcdef", record: odd }] });
    plant(emulator(), old);
    const { reconciler } = sessionOn(emulator());
    await reconciler.update([old], want);
    await reconciler.create(linkRule({ prefix: `${LINK}new` }));
    await reconciler.remove([want]);
    expect(liveRules(emulator())).toEqual([linkRule({ prefix: `${LINK}new` })]);
  });

  test("in the place of a rule of the stack's concern that rule alone, which is left as it is", async () => {
    plant(emulator(), old, serviceRule());
    emulator().putRules(
      emulator()
        .state()
        .rules.filter(({ prefix }) => prefix === LINK)
        .map((rule) => ({ ...rule, shownAs: { ...odd, prefix: LINK } })),
    );
    const { reconciler } = sessionOn(emulator());
    const error = await errorOf(reconciler.update([old], want));
    expect(error.message).toBe(
      `read ${LINK}: what WeChat lists for it is not a rule as documented: path is null; look at it in WeChat's console.`,
    );
    await reconciler.update([serviceRule()], serviceRule({ path: "pages/new" }));
    expect(writes(emulator())[0]).toEqual(wire.delete(serviceRule()));
    expect(course(emulator())[0]).toEqual(wire.getLinks);
    expect(liveRules(emulator()).map(({ prefix }) => prefix)).toEqual([LINK, CODE]);
  });
});

test("a minute that somebody else has used up is waited for to its end", async () => {
  emulator().setFaults([{ kind: "errcode", code: 45011, match: { endpoint: "qrcodejumpadd" }, lastsMs: seconds(60) }]);
  await sessionOn(emulator()).reconciler.create(want);
  expect(liveRules(emulator())).toEqual([want]);
});

test("a delete that did nothing is made again also where the rule is to open another mini program", async () => {
  const was = serviceRule();
  const now = serviceRule({ appid: CAFE });
  plant(emulator(), was);
  emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumpdelete" } }]);
  await sessionOn(emulator(), { outlastMs: 60_000 }).reconciler.update([was], now);
  expect(liveRules(emulator())).toEqual([now]);
  expect(publishes()).toBe(1);
});
