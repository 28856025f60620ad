import fc from "fast-check";
import { parseRule } from "../../provider/rules/check-rule";
import { covers } from "../../provider/rules/coverage";
import {
  appidOf,
  describe as describeRule,
  isServiceAccountPrefix,
  isServiceAccountRule,
  OPEN_VERSIONS,
  sameAppid,
  sameContent,
  samePage,
  sameRule,
} from "../../provider/rules/rule";
import { CAFE, CODE, LINK, linkRule, serviceRule, SHOP } from "./support";

describe("covers", () => {
  test.each([
    ["https://h.example/a/", "https://h.example/a/", true, "itself"],
    ["https://h.example/a/", "https://h.example/a/b", true, "what is below it"],
    ["https://h.example/a/", "https://h.example/a/b/c?x=1", true, "what is far below it, with any query"],
    ["https://h.example/a/", "https://h.example/a", false, "not its own name without the slash"],
    ["https://h.example/a/", "https://h.example/ab/", false, "not a sibling with a longer name"],
    ["https://h.example/a/b", "https://h.example/a/b", true, "itself"],
    ["https://h.example/a/b", "https://h.example/a/bc", false, "not a longer name"],
    ["https://h.example/a/b", "https://h.example/a/b/123", false, "nothing below it without a slash at the end"],
    ["https://h.example/a/b", "https://h.example/a/b?x=1", true, "itself with any query"],
    ["https://h.example/a/b", "https://h.example/a/b#top", true, "itself with a fragment, which nobody sends"],
    ["https://h.example/a?id=123", "https://h.example/a?id=1234", true, "a query that goes on"],
    ["https://h.example/a?id=123", "https://h.example/a?id=12", false, "no shorter query"],
    ["https://h.example/a?id=123", "https://h.example/a", false, "not the link without its query"],
    ["https://h.example/a?id=1", "https://h.example/a?x=1&id=1", false, "no query that begins otherwise"],
    ["https://h.example/a/?id=1", "https://h.example/a/b?id=1", false, "no sub-path where it has a query"],
    ["https://h.example/a/", "http://h.example/a/", false, "not the other protocol"],
    ["https://h.example/a/", "https://i.example/a/", false, "no other host"],
    ["https://h.example/a/", "https://www.h.example/a/", false, "no sub-domain"],
    ["https://h.example/a/", "https://h.example:8443/a/", false, "no other port"],
    ["https://h.example/a/", "https://h.example/A/", false, "no other letter case of the path"],
    ["https://h.example/", "https://h.example/a", true, "the whole host from its root"],
    ["https://h.example", "https://h.example/", true, "the root where no path is written"],
    ["https://h.example/a/", "https://h.example/a/../b", false, "nothing that climbs out of it"],
    ["https://h.example/a/", "h.example/a/", false, "nothing that is no link"],
    ["not a link", "https://h.example/a/", false, "nothing, being no link itself"],
  ])("%s and %s: %p (%s)", (prefix, url, expected) => {
    expect(covers(prefix, url)).toBe(expected);
  });

  test("nothing below a host that is written without a slash at the end", () => {
    expect(covers("https://h.example", "https://h.example/a")).toBe(false);
  });
});

describe("two link rules", () => {
  const rule = linkRule({ debugUrls: [`${LINK}1`, `${LINK}2`] });
  test.each([
    ["nothing", rule, { page: true, content: true, rule: true }],
    ["published", { ...rule, published: false }, { page: true, content: true, rule: false }],
    ["permitSubRule", { ...rule, permitSubRule: false }, { page: true, content: false, rule: false }],
    ["openVersion", { ...rule, openVersion: "trial" as const }, { page: true, content: false, rule: false }],
    ["one debug URL", { ...rule, debugUrls: [`${LINK}1`, `${LINK}3`] }, { page: true, content: false, rule: false }],
    ["how many debug URLs", { ...rule, debugUrls: [`${LINK}1`] }, { page: true, content: false, rule: false }],
    ["path", { ...rule, path: "pages/other" }, { page: false, content: false, rule: false }],
    ["prefix", { ...rule, prefix: `${LINK}a/` }, { page: false, content: false, rule: false }],
  ])("that differ in %s", (_what, other, same) => {
    for (const [a, b] of [
      [rule, other],
      [other, rule],
    ] as const) {
      expect({ page: samePage(a, b), content: sameContent(a, b), rule: sameRule(a, b) }).toEqual(same);
      expect(sameAppid(a, b)).toBe(true);
    }
  });
});

describe("two service-account rules", () => {
  test("differ in their content when they open different mini programs or pages", () => {
    expect(sameContent(serviceRule(), serviceRule({ appid: CAFE }))).toBe(false);
    expect(samePage(serviceRule(), serviceRule({ appid: CAFE }))).toBe(false);
    expect(sameAppid(serviceRule(), serviceRule({ appid: CAFE }))).toBe(false);
    expect(sameContent(serviceRule(), serviceRule({ path: "p" }))).toBe(false);
  });

  test("have the same content whether they are published or not", () => {
    expect(sameContent(serviceRule(), serviceRule({ published: false }))).toBe(true);
    expect(sameRule(serviceRule(), serviceRule({ published: false }))).toBe(false);
    expect(sameRule(serviceRule(), serviceRule())).toBe(true);
  });
});

test("the prefix alone tells the family, and only service-account rules have an appid", () => {
  expect(isServiceAccountPrefix(CODE)).toBe(true);
  expect(isServiceAccountPrefix("https://weixin.qq.com/q/x")).toBe(false);
  expect([isServiceAccountRule(serviceRule()), isServiceAccountRule(linkRule())]).toEqual([true, false]);
  expect([appidOf(serviceRule()), appidOf(linkRule())]).toEqual([SHOP, undefined]);
});

describe("a rule in a few words", () => {
  test("names page, mini program and whether it is published", () => {
    expect(describeRule(serviceRule())).toBe(`pages/index/index of ${SHOP} (published)`);
    expect(describeRule(serviceRule({ published: false }))).toBe(`pages/index/index of ${SHOP} (not published)`);
  });

  test("names everything that two link rules may differ in", () => {
    expect(describeRule(linkRule({ debugUrls: [`${LINK}1`, `${LINK}2`] }))).toBe(
      `pages/shop/index (published, openVersion release, permitSubRule true, debugUrls [${LINK}1, ${LINK}2])`,
    );
  });
});

describe("whatever is written", () => {
  /** Mostly what it should be, so that many rules are in order. */
  const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<unknown> = fc.jsonValue()) =>
    fc.oneof({ arbitrary: usual, weight: 19 }, { arbitrary: other, weight: 1 });
  const urls = fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.constantFrom(LINK, `${LINK}1`, `${LINK}?a=1`));
  const path = mostly(fc.constantFrom("pages/index/index", "pages/商店?id=3"), fc.string());
  const published = mostly(fc.boolean());
  const link = fc.record(
    {
      prefix: mostly(urls, fc.string()),
      path,
      permitSubRule: mostly(fc.boolean()),
      openVersion: mostly(fc.constantFrom(...OPEN_VERSIONS)),
      debugUrls: mostly(fc.oneof(fc.constant([]), fc.array(urls, { maxLength: 2 }))),
      published,
    },
    { requiredKeys: ["prefix", "path"] },
  );
  const service = fc.record(
    {
      prefix: mostly(
        fc.constant(CODE),
        fc.string().map((end) => `http://weixin.qq.com/q/${end}`),
      ),
      appid: mostly(fc.constant(SHOP)),
      path,
      published,
    },
    { requiredKeys: ["prefix", "path", "appid"] },
  );
  const written: fc.Arbitrary<Record<string, unknown>> = fc.oneof(link, service);

  test("a rule that was read is read again as the same rule", () => {
    let parsed = 0;
    fc.assert(
      fc.property(written, (raw) => {
        const { rule } = parseRule(raw);
        if (!rule) return;
        parsed += 1;
        expect(parseRule({ ...rule })).toEqual({ rule, problems: [] });
      }),
      { numRuns: 1000 },
    );
    expect(parsed).toBeGreaterThan(200);
  });

  test("either a rule or at least one problem in words comes out, and nothing is thrown", () => {
    const odd = fc.record({ prefix: fc.oneof(urls, fc.constant(CODE)), path: fc.jsonValue(), extra: fc.jsonValue() });
    const anything = fc.oneof(written, fc.dictionary(fc.string(), fc.jsonValue()), odd);
    fc.assert(
      fc.property(anything, (raw) => {
        const { rule, problems } = parseRule(raw);
        expect(problems.length > 0).toBe(rule === undefined);
        for (const { property, reason } of problems)
          expect([typeof property, typeof reason]).toEqual(["string", "string"]);
      }),
      { numRuns: 1000 },
    );
  });
});

test("a page with a leading slash, as an older state may have it, is the page without it", () => {
  const slash = { path: "/pages/shop/index" };
  expect(sameRule(linkRule(slash), linkRule())).toBe(true);
  expect(sameRule(serviceRule({ path: "/pages/x?a=/b" }), serviceRule({ path: "pages/x?a=/b" }))).toBe(true);
  expect(samePage(linkRule({ path: "//pages/shop/index" }), linkRule())).toBe(false);
  expect(samePage(linkRule({ path: "pages/shop/index/" }), linkRule())).toBe(false);
});
