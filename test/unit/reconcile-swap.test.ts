import type { Rule } from "../../provider/rules/rule";
import {
  CAFE,
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

const old = linkRule({ path: "pages/old" });
const want = linkRule();
const quotaLeft = () => emulator().state().publishQuotaLeft;
const refuse = (endpoint: "qrcodejumpadd" | "qrcodejumppublish" | "qrcodejumpdelete", code: number, times = 1) =>
  emulator().setFaults([{ kind: "errcode", code, match: { endpoint }, times }]);

describe("a swap", () => {
  test.each<[string, Rule, Rule, unknown]>([
    ["link", old, want, wire.getLinks],
    ["service-account", serviceRule({ path: "pages/old" }), serviceRule(), wire.get(SHOP, serviceRule().prefix)],
  ])(
    "of a %s rule looks, makes sure of a publish, and then deletes, adds and publishes",
    async (_family, was, now, read) => {
      plant(emulator(), was);
      await sessionOn(emulator()).reconciler.update([was], now);
      expect(course(emulator())).toEqual([read, wire.delete(was), wire.add(now), wire.publish(now), read]);
      expect(liveRules(emulator())).toEqual([now]);
      expect(quotaLeft()).toBe(99);
    },
  );

  test("deletes nothing when no publish is left", async () => {
    plant(emulator(), old);
    emulator().setQuotaLeft(0);
    const error = await wechatErrorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error.message).toBe(
      `change ${LINK}: 886000 the account has 0 publishes left this month; wait for the first of next month, Beijing time; nothing was changed.`,
    );
    expect(requests(emulator())).toEqual([wire.getLinks, wire.getLinks]);
    expect(liveRules(emulator())).toEqual([old]);
  });

  test("deletes nothing when the publishes cannot be read", async () => {
    plant(emulator(), old);
    emulator().setFaults([{ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", nth: 2 } }]);
    expect((await wechatErrorOf(sessionOn(emulator()).reconciler.update([old], want))).code).toBe(48001);
    expect(writes(emulator())).toEqual([]);
    expect(liveRules(emulator())).toEqual([old]);
  });

  test("needs no publish where the rule is not to be published any more", async () => {
    plant(emulator(), old);
    emulator().setQuotaLeft(0);
    await sessionOn(emulator()).reconciler.update([old], { ...old, published: false });
    expect(writes(emulator())).toEqual([wire.delete(old), wire.add(old)]);
  });

  test("ends where its delete is refused: the old rule stays", async () => {
    plant(emulator(), old);
    refuse("qrcodejumpdelete", 85075);
    const error = await wechatErrorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error).toMatchObject({ code: 85075 });
    expect(writes(emulator())).toEqual([wire.delete(old)]);
    expect(liveRules(emulator())).toEqual([old]);
  });
});

describe("a swap that WeChat refuses on the way", () => {
  test("at the add puts the old rule back and publishes it, and says so", async () => {
    plant(emulator(), old);
    refuse("qrcodejumpadd", 85069);
    const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error.message).toMatch(
      /^add \S+: 85069 WeChat did not find the ownership file \(rid \S+\); .+\. The old rule was put back: WeChat serves pages\/old \(published, openVersion release, permitSubRule true, debugUrls \[\]\) as of \d\d:\d\d:\d\d UTC\.$/,
    );
    expect(error.cause).toMatchObject({ code: 85069 });
    expect(course(emulator()).slice(1)).toEqual([
      wire.delete(old),
      wire.add(want),
      wire.add(old),
      wire.publish(old),
      wire.getLinks,
    ]);
    expect(liveRules(emulator())).toEqual([old]);
    expect(quotaLeft()).toBe(99);
  });

  test("at the publish makes the old rule of the new one that is there", async () => {
    plant(emulator(), old);
    refuse("qrcodejumppublish", 85074);
    const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error.message).toMatch(
      /^publish \S+: 85074 .+ The old rule was put back: WeChat serves pages\/old \(published/,
    );
    expect(course(emulator()).slice(1)).toEqual([
      wire.delete(old),
      wire.add(want),
      wire.publish(want),
      wire.edit(old),
      wire.getLinks,
      wire.publish(old),
      wire.getLinks,
    ]);
    expect(liveRules(emulator())).toEqual([old]);
  });

  test("puts a service-account rule back under its own mini program", async () => {
    const was = serviceRule();
    const now = serviceRule({ appid: CAFE, path: "pages/cafe" });
    plant(emulator(), was);
    refuse("qrcodejumpadd", 40166);
    const error = await errorOf(sessionOn(emulator()).reconciler.update([was], now));
    expect(error.message).toContain(`WeChat serves pages/index/index of ${SHOP} (published) as of `);
    expect(writes(emulator())).toEqual([wire.delete(was), wire.add(now), wire.add(was), wire.publish(was)]);
    expect(liveRules(emulator())).toEqual([was]);
  });

  test("puts an unpublished rule back as such", async () => {
    const was = serviceRule({ published: false });
    plant(emulator(), was);
    refuse("qrcodejumpadd", 40166);
    await errorOf(sessionOn(emulator()).reconciler.update([was], serviceRule({ appid: CAFE })));
    expect(liveRules(emulator())).toEqual([was]);
    expect(quotaLeft()).toBe(100);
  });

  test("says that nothing is served, and promises nothing else, when putting back is refused too", async () => {
    plant(emulator(), old);
    refuse("qrcodejumpadd", 85069, 2);
    const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error.message).toMatch(
      /^add \S+: 85069 .+ Putting the old rule back failed as well: add \S+: 85069 .+ WeChat serves nothing for https:\/\/qr\.example\.com\/shop\/ as of \d\d:\d\d:\d\d UTC; run "pulumi up" again as soon as that is mended\.$/,
    );
    expect(liveRules(emulator())).toEqual([]);
  });

  test("never says that nothing was deleted when somebody else has used the last publish meanwhile", async () => {
    plant(emulator(), old);
    emulator().setQuotaLeft(1);
    emulator().setFaults([{ kind: "quotaGone", match: { endpoint: "qrcodejumppublish" } }]);
    const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error.message).toMatch(
      /^publish \S+: 886000 .+ Putting the old rule back failed as well: publish \S+: 886000 /,
    );
    expect(error.message).not.toMatch(/nothing was (deleted|changed)/);
    expect(liveRules(emulator())).toEqual([{ ...old, published: false }]);
  });

  test("does not claim that nothing is served when it could not look after an unclear publish", async () => {
    plant(emulator(), old);
    emulator().setFaults([
      { kind: "errcode", code: -1, when: "after", match: { endpoint: "qrcodejumppublish" } },
      ...Array.from(
        { length: 99 },
        (_, n) => ({ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", nth: n + 3 } }) as const,
      ),
    ]);
    const error = await errorOf(sessionOn(emulator(), { outlastMs: 5_000 }).reconciler.update([old], want));
    expect(liveRules(emulator())).toEqual([want]);
    expect(error.message).toContain(`What WeChat serves for ${LINK} now could not be read; it may be nothing; run`);
  });

  test("is done when it is seen to be done after all: nothing is put back and no publish is wasted", async () => {
    plant(emulator(), old);
    emulator().setFaults([
      { kind: "errcode", code: -1, when: "after", match: { endpoint: "qrcodejumppublish" } },
      { kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", nth: 3 } },
    ]);
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(liveRules(emulator())).toEqual([want]);
    expect(writes(emulator())).toEqual([wire.delete(old), wire.add(want), wire.publish(want)]);
  });
});

describe("a delete that answers ok and does nothing", () => {
  const doNothing = (times: number) =>
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumpdelete" }, times }]);

  test("is found out by the add of a swap, and sent again", async () => {
    plant(emulator(), old);
    doNothing(1);
    await sessionOn(emulator()).reconciler.update([old], want);
    expect(course(emulator()).slice(1)).toEqual([
      wire.delete(old),
      wire.add(want),
      wire.getLinks,
      wire.delete(old),
      wire.add(want),
      wire.publish(want),
      wire.getLinks,
    ]);
    expect(liveRules(emulator())).toEqual([want]);
  });

  test("ends the swap after some tries, with the old rule served and the error saying so", async () => {
    plant(emulator(), old);
    doNothing(99);
    const error = await errorOf(sessionOn(emulator()).reconciler.update([old], want));
    expect(error.message).toMatch(/^add \S+: 85071 .+ The old rule was put back: WeChat serves pages\/old \(published/);
    expect(writes(emulator())).toEqual([...times(4, wire.delete(old), wire.add(want)), wire.add(old)]);
    expect(liveRules(emulator())).toEqual([old]);
    expect(quotaLeft()).toBe(100);
  });
});
