import type { Rule } from "../../provider/rules/rule";
import type { RateLimiter } from "../../provider/wechat/limits/rate-limit";
import {
  CAFE,
  CODE,
  course,
  errorOf,
  LINK,
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
  wechatErrorOf,
  wire,
  writes,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const rule = linkRule();
const other = linkRule({ prefix: `${LINK}other` });

describe("a rule that is removed from the stack", () => {
  test.each<[string, Rule, unknown]>([
    ["a published link rule", rule, wire.getLinks],
    ["an unpublished link rule", linkRule({ published: false }), wire.getLinks],
    ["a service-account rule", serviceRule(), wire.get(SHOP, serviceRule().prefix)],
  ])("is deleted and looked for: %s", async (_what, gone, read) => {
    plant(emulator(), gone, other);
    await sessionOn(emulator()).reconciler.remove([gone]);
    const before = "appid" in gone ? [wire.getAll(SHOP)] : [];
    expect(course(emulator())).toEqual([...before, wire.delete(gone), read]);
    expect(liveRules(emulator())).toEqual([other]);
  });

  test.each(["ok", "error"] as const)(
    "may be gone already, whatever WeChat says to that (%s)",
    async (deleteMissing) => {
      emulator().setOptions({ deleteMissing });
      plant(emulator(), other);
      await sessionOn(emulator()).reconciler.remove([rule]);
      expect(course(emulator())).toEqual([wire.delete(rule), wire.getLinks]);
      expect(liveRules(emulator())).toEqual([other]);
    },
  );

  describe("and was given another mini program in the console", () => {
    const moved = serviceRule({ appid: CAFE });

    test("is deleted there, where the run has heard of that mini program", async () => {
      plant(emulator(), moved, other);
      const { reconciler, live } = sessionOn(emulator());
      live.mention(serviceRule());
      live.mention(moved);
      expect(await reconciler.remove([serviceRule()])).toBeUndefined();
      expect(liveRules(emulator())).toEqual([other]);
    });

    test.each(["ok", "error"] as const)(
      "is never said to be deleted where nobody can tell where it is (%s)",
      async (deleteMissing) => {
        emulator().setOptions({ deleteMissing });
        plant(emulator(), moved);
        const said = await sessionOn(emulator()).reconciler.remove([serviceRule()]);
        expect(said).toBe(
          `${CODE} was not live before this run. WeChat tells this for one mini program at a time; this run asked for ${SHOP}: ` +
            "if the rule was given another one in WeChat's console, its code still works, and only the console can delete it.",
        );
        expect(liveRules(emulator())).toEqual([moved]);
      },
    );
  });

  test.each([
    [
      "service-account rules, once all endpoints share the minute",
      (i: number) => serviceRule({ prefix: `${CODE}${i}` }),
      (limiter: RateLimiter) => limiter.minuteIsShared(),
      1,
    ],
    [
      "link rules, once all endpoints share the second",
      (i: number) => linkRule({ prefix: `${LINK}${i}` }),
      (limiter: RateLimiter) => limiter.tooFast(limiter.clock()),
      0,
    ],
  ])("is looked for together with others: %s", async (_family, ruleOf, learn, lookBefore) => {
    const rules = Array.from({ length: 20 }, (_, index) => ruleOf(index));
    plant(emulator(), ...rules, other);
    const { reconciler, limiter } = sessionOn(emulator());
    learn(limiter);
    // Further apart than reads are gathered anyway.
    emulator().setFaults([
      { kind: "hang", when: "after", latencyMs: 150, match: { endpoint: "qrcodejumpdelete", every: 2 } },
    ]);
    await Promise.all(rules.map((one) => reconciler.remove([one])));
    expect(writes(emulator())).toHaveLength(20);
    expect(requests(emulator()).length - 20).toBe(lookBefore + 1);
    expect(liveRules(emulator())).toEqual([other]);
  });
});

describe("a delete that WeChat answers with ok while the rule stays", () => {
  const doNothing = (times: number) =>
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumpdelete" }, times }]);

  test("is sent again until the rule is gone", async () => {
    plant(emulator(), rule);
    doNothing(3);
    await sessionOn(emulator()).reconciler.remove([rule]);
    expect(course(emulator())).toEqual(times(4, wire.delete(rule), wire.getLinks));
    expect(liveRules(emulator())).toEqual([]);
  });

  test("is an error after four tries, which says what to do", async () => {
    plant(emulator(), rule);
    doNothing(99);
    const error = await wechatErrorOf(sessionOn(emulator()).reconciler.remove([rule]));
    expect(error.message).toMatch(
      /^delete \S+: WeChat answers ok, but the rule was still there at \d\d:\d\d:\d\d UTC, after 4 tries; run the same command again later, or delete it in WeChat's console and run "pulumi refresh"\.$/,
    );
    expect(course(emulator())).toEqual(times(4, wire.delete(rule), wire.getLinks));
    expect(liveRules(emulator())).toEqual([rule]);
  });
});

describe("a delete that fails", () => {
  test("is not repeated when WeChat refuses it and the rule is still there", async () => {
    plant(emulator(), rule);
    emulator().setFaults([{ kind: "errcode", code: 85075, match: { endpoint: "qrcodejumpdelete" }, times: 9 }]);
    expect((await wechatErrorOf(sessionOn(emulator()).reconciler.remove([rule]))).code).toBe(85075);
    expect(course(emulator())).toEqual([wire.delete(rule), wire.getLinks]);
    expect(liveRules(emulator())).toEqual([rule]);
  });

  test("is an error after four tries when WeChat stays busy", async () => {
    plant(emulator(), rule);
    emulator().setFaults([{ kind: "errcode", code: -1, match: { endpoint: "qrcodejumpdelete" }, times: 99 }]);
    const error = await wechatErrorOf(sessionOn(emulator()).reconciler.remove([rule]));
    expect(error.message).toMatch(/^delete \S+: -1 WeChat's system is busy/);
    expect(course(emulator())).toEqual(times(4, wire.delete(rule), wire.getLinks));
    expect(liveRules(emulator())).toEqual([rule]);
  });

  test("is no success when the read that should prove it fails", async () => {
    plant(emulator(), rule);
    emulator().setFaults([{ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget" } }]);
    expect((await errorOf(sessionOn(emulator()).reconciler.remove([rule]))).message).toMatch(
      /no read could confirm it.*48001/,
    );
    expect(course(emulator())).toEqual([wire.delete(rule), wire.getLinks]);
  });

  test("is an error without a read when WeChat was never reached", async () => {
    plant(emulator(), rule);
    const { reconciler } = sessionOn(emulator(), { url: "http://127.0.0.1:1" });
    expect((await wechatErrorOf(reconciler.remove([rule]))).outcome).toBe("notSent");
    expect(course(emulator())).toEqual([]);
    expect(liveRules(emulator())).toEqual([rule]);
  });
});
