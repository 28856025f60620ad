import type { Compared } from "../../provider/cli/comparison";
import { isReportPage } from "../../provider/cli/report/page";
import { hintsOf, judge } from "../../provider/cli/report/verdict";
import type { Rule } from "../../provider/rules/rule";
import { manyRules, pageIn } from "../cli/many-rules";

const SHOPS = "https://qr.example.com/shops/";
const SHOP = `${SHOPS}1`;

const link = (prefix: string, more: Partial<Rule> = {}): Rule => ({
  prefix,
  path: "pages/a",
  permitSubRule: true,
  openVersion: "release",
  debugUrls: [],
  published: true,
  ...more,
});

const live = (rule: Rule): Compared => ({ prefix: rule.prefix, status: "unmanaged", declared: undefined, live: rule });

const missing = (rule: Rule): Compared => ({
  prefix: rule.prefix,
  status: "missing",
  declared: { ...(manyRules(1)[0] as Compared).declared, args: rule } as Compared["declared"],
  live: undefined,
});

describe("what scanning does", () => {
  test.each<[string, Compared, Compared[], string]>([
    ["works where the rule is published", live(link(SHOP)), [], "works"],
    [
      "works for testers where it has a debug URL",
      live(link(SHOP, { published: false, debugUrls: [SHOP] })),
      [],
      "testers",
    ],
    ["is nothing where it has none", live(link(SHOP, { published: false })), [], "dead"],
    ["is nothing where the rule is missing", missing(link(SHOP)), [live(link(`${SHOP}0`))], "dead"],
    [
      "opens another rule's page where that one covers the missing one",
      missing(link(SHOP)),
      [live(link(SHOPS))],
      "works",
    ],
    [
      "is nothing where the nearest rule that covers the missing one is not published",
      missing(link(SHOP)),
      [live(link("https://qr.example.com/")), live(link(SHOPS, { published: false }))],
      "dead",
    ],
  ])("%s", (_, rule, others, effect) => {
    expect(judge([rule, ...others])(rule).effect).toBe(effect);
  });

  test("names the rule that takes the code of a missing one", () => {
    const rule = missing(link(SHOP));
    expect(hintsOf(rule, judge([live(link(SHOPS)), rule])(rule))).toEqual([
      `Its own rule is missing: scanning opens the page of ${SHOPS} instead.`,
      "Tell whoever looks after the rules.",
    ]);
  });
});

describe("the report page", () => {
  test("is known in both languages and as an earlier version wrote it, and nothing else is", () => {
    expect(isReportPage(pageIn("en", manyRules(1)).html)).toBe(true);
    expect(isReportPage(pageIn("zh", manyRules(1)).html)).toBe(true);
    const page = (title: string): string =>
      `<!doctype html>\n<html lang="en">\n<head>\n<title>${title}</title>\n</head>\n`;
    expect(isReportPage(page("QR jump rules of dev"))).toBe(true);
    expect(isReportPage(page("Menu"))).toBe(false);
    expect(isReportPage(`${page("Menu")}<body><title>QR jump rules of dev</title></body>`)).toBe(false);
  });

  test("says in both languages when it was made, in UTC and in Beijing", () => {
    expect(pageIn("en", []).html).toContain("<dd>2026-11-28 18:33 UTC, 2026-11-29 02:33 in Beijing</dd>");
    expect(pageIn("zh", []).html).toContain("<dd>北京时间 2026-11-29 02:33（UTC 2026-11-28 18:33）</dd>");
  });

  test("has no English words left in Chinese, besides names, addresses and search words", () => {
    const { html } = pageIn("zh", manyRules(4));
    const body = html.slice(html.indexOf("<body>"), html.lastIndexOf("<script>"));
    const seen = body.replace(/ data-words="[^"]*"/g, "").replace(/<[^>]*>/g, " ");
    const words = new Set(seen.match(/[\w./:-]*[a-z]{2}[\w./:?=-]*/gi));
    const names = /^(https?:|pages\/|\/index\?|rules\/|Pulumi\.|prod$|wx|appid$|UTC$|JavaScript$|Ctrl$)/;
    expect([...words].filter((word) => !names.test(word))).toEqual([]);
  });

  test("takes at most 2.5 KB a rule", () => {
    const empty = Buffer.byteLength(pageIn("zh", []).html);
    expect((Buffer.byteLength(pageIn("zh", manyRules(3_000)).html) - empty) / 3_000).toBeLessThan(2_500);
  });
});
