import { doubtsAbout, parseDeclaredRule, parseRule } from "../../provider/rules/check-rule";
import { link, problem, service } from "./rule-support";
import { CODE, LINK, linkRule, SHOP } from "./support";

const reasons = (raw: Record<string, unknown>) => parseDeclaredRule(raw).problems.map(({ reason }) => reason);

describe("a character that nobody sees", () => {
  test.each([
    ["\u200b", "an invisible character (U+200B)"],
    ["\ufeff", "an invisible character (U+FEFF)"],
    ["\u202e", "an invisible character (U+202E)"],
    ["\u2066", "an invisible character (U+2066)"],
    ["\u00ad", "an invisible character (U+00AD)"],
    ["\u3164", "an invisible character (U+3164)"],
    ["\u{e0041}", "an invisible character (U+E0041)"],
    ["\ud800", "an invisible character (U+D800)"],
    ["\u001b", "a control character (U+001B)"],
    ["\u0000", "a control character (U+0000)"],
    ["\u009b", "a control character (U+009B)"],
    ["\t", "a control character (U+0009)"],
    ["\n", "a line break (U+000A)"],
    ["\u0085", "a line break (U+0085)"],
    ["\u2028", "a line break (U+2028)"],
  ])("is named and refused in every field: %j", (odd, name) => {
    const says = (field: string, before: string) => problem(field, `${field} has ${name} after "${before}"; remove it`);
    expect(link({ path: `pages/a${odd}b` })).toEqual(says("path", "pages/a"));
    expect(service({ path: `pages/a${odd}` })).toEqual(says("path", "pages/a"));
    expect(link({ prefix: `https://h.example/${odd}a` })).toEqual(says("prefix", "https://h.example/"));
    expect(service({ prefix: `${CODE}${odd}` })).toEqual(says("prefix", `…${CODE.slice(-20)}`));
    expect(service({ appid: `${SHOP.slice(0, 9)}${odd}${SHOP.slice(9)}` })).toEqual(says("appid", SHOP.slice(0, 9)));
    expect(reasons({ prefix: LINK, path: "p", name: `门${odd}店` })).toEqual([
      `name has ${name} after "门"; remove it`,
    ]);
    expect(reasons({ prefix: LINK, path: "p", debugUrls: [`${LINK}1`, `${LINK}2${odd}`] })).toEqual([
      `debugUrls has ${name} after "…${`${LINK}2`.slice(-20)}"; remove it`,
    ]);
  });

  test("is found at the start too, and does not hide which kind of rule is meant", () => {
    expect(service({ prefix: `\u200b${CODE}` })).toEqual(
      problem("prefix", "prefix has an invisible character (U+200B) at its start; remove it"),
    );
  });
});

describe("a full-width character", () => {
  test.each([
    ["pages/a？id=1", "？", "pages/a?id=1", "%EF%BC%9F"],
    ["pages／a", "／", "pages/a", "%EF%BC%8F"],
    ["pages/a?id＝1＆b=2", "＝", "pages/a?id=1&b=2", "%EF%BC%9D"],
    ["ｐages/a", "ｐ", "pages/a", "%EF%BD%90"],
    ["pages/a\u3000", "\u3000", "pages/a", "%E3%80%80"],
  ])("in a path is answered with the ASCII form: %s", (path, wide, meant, encoded) => {
    const reason = `path has the full-width character "${wide}"; did you mean ${meant}? If it belongs there, write it as ${encoded}`;
    expect(link({ path })).toEqual(problem("path", reason));
    expect(service({ path })).toEqual(problem("path", reason));
    expect(link({ path: `pages/a?t=${encoded}` }).problems).toEqual([]);
  });

  test.each([
    ["https：//h.example/a", "https://h.example/a"],
    ["https://h.example/q？r=1", "https://h.example/q?r=1"],
    ["https://h。example/".replace("。", "．"), "https://h.example/"],
    ["https://h.example/a\u3000", "https://h.example/a"],
  ])("in a prefix is answered with the ASCII form: %s", (prefix, meant) => {
    expect(link({ prefix }).problems).toEqual([
      { property: "prefix", reason: expect.stringContaining(`; did you mean ${meant}?`) as string },
    ]);
  });

  test("is answered so in an appid, in debugUrls and in a service account's prefix", () => {
    expect(service({ appid: SHOP.replace("wx", "ｗｘ") }).problems[0]?.reason).toContain(`did you mean ${SHOP}?`);
    expect(service({ prefix: CODE.replace(":", "：") }).problems.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(`did you mean ${CODE}?`),
    ]);
    expect(reasons({ prefix: LINK, path: "p", debugUrls: [`${LINK}？a`] })).toEqual([
      expect.stringContaining(`did you mean ${LINK}?a?`),
    ]);
  });

  test("and Chinese are welcome in a name, and Chinese in a path", () => {
    expect(reasons({ prefix: LINK, path: "pages/商店?t=你好", name: "门店（一）\\" })).toEqual([]);
  });

  test("and joined emoji are welcome in a name, and not in a path", () => {
    const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";
    expect(reasons({ prefix: LINK, path: "p", name: `door ${family}` })).toEqual([]);
    expect(reasons({ prefix: LINK, path: `p${family}` })).toEqual([expect.stringContaining("U+200D")]);
  });
});

describe("a backslash", () => {
  test.each([
    [{ path: "pages\\a\\b" }, "path has a backslash; did you mean pages/a/b?"],
    [{ path: "pages/a?t=\\n" }, "path has a backslash; did you mean pages/a?t=%5Cn?"],
    [{ prefix: "https://h.example\\a" }, "prefix has a backslash; did you mean https://h.example/a?"],
  ])("is answered with a slash, in a query with %%5C: %j", (changes, reason) => {
    expect(link(changes).problems.map((one) => one.reason)).toEqual([reason]);
  });
});

describe("a & before any ?", () => {
  test.each([
    ["pages/a&id=3", "pages/a?id=3"],
    ["pages/a&id=3&b=4", "pages/a?id=3&b=4"],
    ["pages/a&id=3?b=4", "pages/a?id=3&b=4"],
  ])("is a doubt: %s", (path, meant) => {
    expect(parseRule({ prefix: LINK, path }).problems).toEqual([]);
    expect(doubtsAbout(linkRule({ path })).map(({ reason }) => reason)).toEqual([
      `path has "&" before any "?", so that it belongs to the page's name; did you mean ${meant}?`,
    ]);
  });

  test("is none after a ?", () => {
    expect(doubtsAbout(linkRule({ path: "pages/a?b=1&c=2" }))).toEqual([]);
  });
});
