import type { Rule } from "../../provider/rules/rule";
import {
  CAFE,
  CODE,
  errorOf,
  LINK,
  linkRule,
  plant,
  requests,
  serviceRule,
  sessionOn,
  SHOP,
  until,
  useEmulator,
  useQuickRetries,
  wire,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const ACCOUNT_RULES: Rule[] = [linkRule(), serviceRule(), serviceRule({ prefix: `${CODE}2`, appid: CAFE })];
const codes = (count: number) =>
  Array.from({ length: count }, (_, index) => serviceRule({ prefix: `${CODE}${index}` }));

describe("the first look at what is live", () => {
  test("reads all of a family or mini program once, however many look", async () => {
    plant(emulator(), ...ACCOUNT_RULES);
    const { live } = sessionOn(emulator());
    const wanted = [...ACCOUNT_RULES, linkRule({ prefix: `${LINK}none` }), serviceRule({ prefix: `${CODE}none` })];
    const found = await Promise.all([...wanted, ...wanted].map((rule) => live.find(rule)));
    expect(found).toEqual([...ACCOUNT_RULES, undefined, undefined, ...ACCOUNT_RULES, undefined, undefined]);
    expect(requests(emulator())).toHaveLength(3);
    expect(requests(emulator())).toEqual(expect.arrayContaining([wire.getLinks, wire.getAll(SHOP), wire.getAll(CAFE)]));
  });

  test("is kept, so that later looks ask nobody", async () => {
    const { live } = sessionOn(emulator());
    await live.find(linkRule());
    plant(emulator(), linkRule());
    expect(await live.find(linkRule())).toBeUndefined();
    expect(requests(emulator())).toEqual([wire.getLinks]);
  });

  test("finds a service-account rule only under the mini program that it opens", async () => {
    plant(emulator(), serviceRule());
    const { live } = sessionOn(emulator());
    expect(await live.find(serviceRule({ appid: CAFE }))).toBeUndefined();
    expect(await live.find(serviceRule({ path: "pages/other" }))).toEqual(serviceRule());
  });

  test("is not kept when it failed: the next look reads again", async () => {
    plant(emulator(), linkRule());
    emulator().setFaults([{ kind: "errcode", code: 48001 }]);
    const { live } = sessionOn(emulator());
    const both = await Promise.all([errorOf(live.find(linkRule())), errorOf(live.find(linkRule()))]);
    for (const error of both) expect(error.message).toContain("read the link rules: 48001");
    expect(await live.find(linkRule())).toEqual(linkRule());
    expect(requests(emulator())).toEqual([wire.getLinks, wire.getLinks]);
  });
});

describe("a look that must be fresh", () => {
  test("asks for service-account rules by prefix, 200 a call", async () => {
    const rules = codes(401);
    plant(emulator(), ...rules);
    const { live } = sessionOn(emulator());
    expect(await Promise.all(rules.map((rule) => live.findNow(rule)))).toEqual(rules);
    const lists = requests(emulator()).map(([, body]) => (body as { prefix_list: string[] }).prefix_list);
    expect(lists.map(({ length }) => length).sort()).toEqual([1, 200, 200]);
    expect(lists.flat().sort()).toEqual(rules.map(({ prefix }) => prefix).sort());
  });

  test("asks once for a prefix that several want", async () => {
    plant(emulator(), serviceRule());
    const { live } = sessionOn(emulator());
    const rule = serviceRule();
    expect(await Promise.all([live.findNow(rule), live.findNow(rule)])).toEqual([rule, rule]);
    expect(requests(emulator())).toEqual([wire.get(SHOP, CODE)]);
  });

  test("asks for each mini program by itself", async () => {
    plant(emulator(), ...ACCOUNT_RULES);
    const { live } = sessionOn(emulator());
    expect(await Promise.all(ACCOUNT_RULES.map((rule) => live.findNow(rule)))).toEqual(ACCOUNT_RULES);
    expect(requests(emulator())).toEqual(
      expect.arrayContaining([wire.getLinks, wire.get(SHOP, CODE), wire.get(CAFE, `${CODE}2`)]),
    );
    expect(requests(emulator())).toHaveLength(3);
  });

  test("takes one call for any number of link rules", async () => {
    const rules = Array.from({ length: 201 }, (_, index) => linkRule({ prefix: `${LINK}${index}` }));
    plant(emulator(), ...rules);
    const { live } = sessionOn(emulator());
    expect(await Promise.all(rules.map((rule) => live.findNow(rule)))).toEqual(rules);
    expect(requests(emulator())).toEqual([wire.getLinks]);
  });

  test("waits for the others where no call may be sent yet: one serves all that came meanwhile", async () => {
    const rules = codes(6);
    plant(emulator(), ...rules);
    const { live } = sessionOn(emulator(), { callsPerSecond: 2 });
    const found: ReturnType<typeof live.findNow>[] = [];
    for (const [index, rule] of rules.entries()) {
      found.push(live.findNow(rule));
      // The first two calls may be sent at once; the third may not, whatever comes meanwhile.
      if (index < 2) await until(() => requests(emulator()).length > index);
    }
    expect(await Promise.all(found)).toEqual(rules);
    const lists = requests(emulator()).map(([, body]) => (body as { prefix_list: string[] }).prefix_list.length);
    expect(lists).toEqual([1, 1, 4]);
  });

  test("is sent after it was asked for, every time", async () => {
    const { live } = sessionOn(emulator());
    expect(await live.findNow(linkRule())).toBeUndefined();
    plant(emulator(), linkRule());
    expect(await live.findNow(linkRule())).toEqual(linkRule());
    expect(requests(emulator())).toEqual([wire.getLinks, wire.getLinks]);
  });

  test("fails for all that wait for the same call, and the next one is not hindered", async () => {
    emulator().setFaults([{ kind: "errcode", code: 48001 }]);
    const { live } = sessionOn(emulator());
    const both = await Promise.all([errorOf(live.findNow(linkRule())), errorOf(live.findNow(linkRule()))]);
    expect(both.map(({ message }) => message.includes("48001"))).toEqual([true, true]);
    expect(await live.findNow(linkRule())).toBeUndefined();
  });
});

describe("what is at a prefix and is no rule", () => {
  test("is an error for that rule in every look, and no rule for the others", async () => {
    plant(emulator(), linkRule(), linkRule({ prefix: `${LINK}2` }));
    const [first, second] = emulator().state().rules;
    emulator().putRules([{ ...first, shownAs: { prefix: LINK, path: null, state: 2 } }, { ...second }] as never);
    const { live } = sessionOn(emulator());
    expect((await errorOf(live.find(linkRule()))).message).toContain("path is null");
    expect(await live.like(linkRule())).toEqual([linkRule({ prefix: `${LINK}2` })]);
  });
});

test("the other forms of a rule are those with each other mini program that was mentioned, and of link rules none", () => {
  const { live } = sessionOn(emulator());
  for (const rule of [serviceRule(), serviceRule({ appid: CAFE }), linkRule()]) live.mention(rule);
  expect(live.otherForms(serviceRule())).toEqual([serviceRule({ appid: CAFE })]);
  expect(live.otherForms(linkRule())).toEqual([]);
});

describe("after a write to a rule", () => {
  test("that rule is read anew by every look, and the others are not", async () => {
    const other = linkRule({ prefix: `${LINK}other` });
    plant(emulator(), linkRule(), other);
    const { live } = sessionOn(emulator());
    await live.find(linkRule());
    live.wrote(linkRule());
    plant(emulator(), linkRule({ path: "pages/new" }), { ...other, path: "pages/unseen" });
    expect(await live.find(linkRule())).toEqual(linkRule({ path: "pages/new" }));
    expect(await live.find(other)).toEqual(other);
    expect(requests(emulator())).toEqual([wire.getLinks, wire.getLinks]);
  });

  test("a service-account rule is looked up by its prefix alone", async () => {
    const { live } = sessionOn(emulator());
    live.wrote(serviceRule());
    expect(await live.find(serviceRule())).toBeUndefined();
    expect(requests(emulator())).toEqual([wire.get(SHOP, CODE)]);
  });
});

describe("the publishes that are left", () => {
  test("are unknown before the first read, and as WeChat told in the last", async () => {
    const { live } = sessionOn(emulator());
    expect(live.publishQuota.left).toBeUndefined();
    emulator().setQuotaLeft(7);
    await live.find(linkRule());
    expect(live.publishQuota.left).toBe(7);
    emulator().setQuotaLeft(5);
    await live.findNow(serviceRule());
    expect(live.publishQuota.left).toBe(5);
  });

  test("are not those of a read that was counted before a publish and answered after it", async () => {
    const { live } = sessionOn(emulator());
    emulator().setQuotaLeft(1);
    const release = await live.publishQuota.reserve(() => live.findNow(linkRule()), true);
    emulator().setFaults([{ kind: "hang", when: "after", latencyMs: 60, match: { endpoint: "qrcodejumpget" } }]);
    const look = live.findNow(linkRule());
    await until(() => emulator().faultsPlayed().played === 1);
    release?.(true);
    await look;
    expect(live.publishQuota.left).toBe(0);
  });
});
