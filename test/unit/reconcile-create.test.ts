import { NotPublishedError } from "../../provider/reconcile/reconcile";
import type { Rule } from "../../provider/rules/rule";
import {
  course,
  errorOf,
  LINK,
  linkRule,
  liveRules,
  plant,
  serviceRule,
  sessionOn,
  SHOP,
  useEmulator,
  useQuickRetries,
  wechatErrorOf,
  wire,
  writes,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const quotaLeft = () => emulator().state().publishQuotaLeft;

describe("a rule that is not live", () => {
  const service = serviceRule();

  test.each<[string, Rule, unknown]>([
    ["link", linkRule({ permitSubRule: false, debugUrls: [`${LINK}1`] }), wire.getLinks],
    ["service-account", service, wire.getAll(SHOP)],
  ])("of the %s family is added and published", async (_family, rule, read) => {
    await sessionOn(emulator()).reconciler.create(rule);
    const proof = rule === service ? wire.get(SHOP, rule.prefix) : read;
    expect(course(emulator())).toEqual([read, wire.add(rule), wire.publish(rule), proof]);
    expect(liveRules(emulator())).toEqual([rule]);
    expect(quotaLeft()).toBe(99);
  });

  test("is only added where it is not to be published, and needs no publish for that", async () => {
    const rule = linkRule({ published: false });
    const { reconciler } = sessionOn(emulator());
    emulator().setQuotaLeft(0);
    await reconciler.create(rule);
    expect(course(emulator())).toEqual([wire.getLinks, wire.add(rule), wire.getLinks]);
    expect(liveRules(emulator())).toEqual([rule]);
  });

  test("is left alone by a second run", async () => {
    await sessionOn(emulator()).reconciler.create(linkRule());
    const { length } = writes(emulator());
    await sessionOn(emulator()).reconciler.create(linkRule());
    expect(writes(emulator())).toHaveLength(length);
    expect(liveRules(emulator())).toEqual([linkRule()]);
  });

  test("is not added when WeChat refuses it, and the refusal is passed on", async () => {
    emulator().setOptions({ unfiledHosts: ["qr.example.com"] });
    const error = await wechatErrorOf(sessionOn(emulator()).reconciler.create(linkRule()));
    expect(error.message).toMatch(/^add https:\/\/qr\.example\.com\/shop\/: 85076 the domain has no ICP filing/);
    expect(course(emulator())).toEqual([wire.getLinks, wire.add(linkRule())]);
    expect(liveRules(emulator())).toEqual([]);
  });

  test("is not added when no publish is left", async () => {
    const { reconciler } = sessionOn(emulator());
    emulator().setQuotaLeft(0);
    const error = await wechatErrorOf(reconciler.create(linkRule()));
    expect(error.message).toBe(
      `create ${LINK}: 886000 the account has 0 publishes left this month; wait for the first of next month, Beijing time; nothing was changed.`,
    );
    expect(writes(emulator())).toEqual([]);
    expect(liveRules(emulator())).toEqual([]);
  });
});

test("as many rules are made as there are publishes, and the others are not added", async () => {
  const { reconciler } = sessionOn(emulator());
  emulator().setQuotaLeft(3);
  const rules = Array.from({ length: 5 }, (_, index) => linkRule({ prefix: `${LINK}${index}` }));
  const outcomes = await Promise.allSettled(rules.map((rule) => reconciler.create(rule)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  expect(liveRules(emulator())).toHaveLength(3);
  expect(liveRules(emulator()).every(({ published }) => published)).toBe(true);
  expect(writes(emulator())).toHaveLength(6);
});

describe("a rule that was added but that WeChat does not let be published", () => {
  test("is an error of its own that says so, and the next run publishes it", async () => {
    emulator().setOptions({ unreleased: [SHOP] });
    const rule = serviceRule();
    const error = await errorOf(sessionOn(emulator()).reconciler.create(rule));
    expect(error).toBeInstanceOf(NotPublishedError);
    expect(error.message).toMatch(
      /^publish http:\S+: 85074 the mini program has no released version \(rid \S+\); release it, then run "pulumi up" again\. The rule was added, but WeChat does not serve it; the next "pulumi up" publishes it\.$/,
    );
    expect(course(emulator())).toEqual([wire.getAll(SHOP), wire.add(rule), wire.publish(rule)]);
    expect(liveRules(emulator())).toEqual([{ ...rule, published: false }]);

    emulator().setOptions({ unreleased: [] });
    const before = course(emulator()).length;
    await sessionOn(emulator()).reconciler.create(rule);
    expect(course(emulator()).slice(before)).toEqual([
      wire.getAll(SHOP),
      wire.publish(rule),
      wire.get(SHOP, rule.prefix),
    ]);
    expect(liveRules(emulator())).toEqual([rule]);
  });

  test("gives its publish back to a rule that waits for the last one", async () => {
    emulator().setOptions({ unreleased: [SHOP] });
    const { reconciler } = sessionOn(emulator());
    emulator().setQuotaLeft(1);
    const outcomes = await Promise.allSettled([reconciler.create(serviceRule()), reconciler.create(linkRule())]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(liveRules(emulator())).toContainEqual(linkRule());
  });
});

describe("a rule that is live already", () => {
  test("is adopted without a write where it is the same", async () => {
    plant(emulator(), linkRule(), serviceRule());
    const { reconciler } = sessionOn(emulator());
    await reconciler.create(linkRule());
    await reconciler.create(serviceRule());
    expect(course(emulator())).toEqual([wire.getLinks, wire.getAll(SHOP)]);
  });

  test("is adopted and published where only that is missing", async () => {
    plant(emulator(), linkRule({ published: false }));
    await sessionOn(emulator()).reconciler.create(linkRule());
    expect(course(emulator())).toEqual([wire.getLinks, wire.publish(linkRule()), wire.getLinks]);
    expect(liveRules(emulator())).toEqual([linkRule()]);
  });

  test.each<[string, Rule, Rule]>([
    ["opens another page", linkRule({ path: "pages/old" }), linkRule()],
    ["has other tester fields", linkRule({ openVersion: "trial" }), linkRule()],
    ["opens another page, not published", linkRule({ path: "pages/old", published: false }), linkRule()],
    ["is published and should not be", linkRule(), linkRule({ published: false })],
    ["opens another page of the mini program", serviceRule({ path: "pages/old" }), serviceRule()],
  ])("is not touched where it %s: the error shows both and the ways out", async (_what, live, want) => {
    plant(emulator(), live);
    const error = await wechatErrorOf(sessionOn(emulator()).reconciler.create(want));
    expect(error.message).toContain(`create ${want.prefix}: the account already has this rule: it opens ${live.path} `);
    expect(error.message).toContain(`, the stack wants ${want.path} `);
    expect(error.message).toMatch(
      /; write the rule as it is live, or set WECHAT_ON_EXISTING=adopt for this run, or .* to let this stack take it over\.$/,
    );
    expect(writes(emulator())).toEqual([]);
    expect(liveRules(emulator())).toEqual([live]);
  });

  test("is not even adopted where it is the same when the settings say fail", async () => {
    plant(emulator(), linkRule());
    const { reconciler } = sessionOn(emulator(), { onExisting: "fail" });
    expect((await errorOf(reconciler.create(linkRule()))).message).toContain("the account already has this rule");
    expect(course(emulator())).toEqual([wire.getLinks]);
  });

  test.each<[string, Rule, Rule, (live: Rule, want: Rule) => unknown[]]>([
    ["opens another page", linkRule({ path: "pages/old" }), linkRule(), swapped],
    ["is published and should not be", linkRule(), linkRule({ published: false }), unpublished],
    ["is not published", linkRule({ path: "pages/old", published: false }), linkRule(), edited],
    ["is the same", linkRule(), linkRule(), () => []],
  ])("is changed where it %s when the settings say adopt", async (_what, live, want, expected) => {
    plant(emulator(), live);
    await sessionOn(emulator(), { onExisting: "adopt" }).reconciler.create(want);
    expect(writes(emulator())).toEqual(expected(live, want));
    expect(liveRules(emulator())).toEqual([want]);
  });
});

describe("a rule that somebody else adds after the account was read", () => {
  test("is adopted where it is the same", async () => {
    const { reconciler, live } = sessionOn(emulator());
    await live.find(linkRule());
    plant(emulator(), linkRule({ published: false }));
    await reconciler.create(linkRule());
    expect(course(emulator())).toEqual([
      wire.getLinks,
      wire.add(linkRule()),
      wire.getLinks,
      wire.publish(linkRule()),
      wire.getLinks,
    ]);
    expect(liveRules(emulator())).toEqual([linkRule()]);
  });

  test("is not touched where it differs", async () => {
    const { reconciler, live } = sessionOn(emulator());
    await live.find(linkRule());
    plant(emulator(), linkRule({ path: "pages/theirs" }));
    expect((await errorOf(reconciler.create(linkRule()))).message).toContain("it opens pages/theirs (published");
    expect(writes(emulator())).toEqual([wire.add(linkRule())]);
    expect(liveRules(emulator())).toEqual([linkRule({ path: "pages/theirs" })]);
  });

  test("is WeChat's refusal where no read shows it", async () => {
    emulator().setFaults([{ kind: "errcode", code: 85071, match: { endpoint: "qrcodejumpadd" } }]);
    expect((await wechatErrorOf(sessionOn(emulator()).reconciler.create(linkRule()))).code).toBe(85071);
    expect(course(emulator())).toEqual([wire.getLinks, wire.add(linkRule()), wire.getLinks]);
  });
});

function swapped(live: Rule, want: Rule): unknown[] {
  return [wire.delete(live), wire.add(want), wire.publish(want)];
}

function unpublished(live: Rule, want: Rule): unknown[] {
  return [wire.delete(live), wire.add(want)];
}

function edited(_live: Rule, want: Rule): unknown[] {
  return [wire.edit(want), wire.publish(want)];
}
