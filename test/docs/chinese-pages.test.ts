import { codes, codeLines, linkedFiles, listed, markdownFiles, read } from "./pages";

/** Written by tools, or for those who work on the code. */
const ENGLISH_ONLY = ["docs/benchmarks.md", "docs/code-map.md", "docs/reliability.md"];

const inBoth = markdownFiles("docs").filter((page) => !ENGLISH_ONLY.includes(page));
const chineseOf = (page: string) => page.replace("docs/", "docs/zh/");
const pairs: [string, string][] = [
  ["README.md", "README.zh-CN.md"],
  ...inBoth.map((page): [string, string] => [page, chineseOf(page)]),
];

/** What an English page and its Chinese one must have in common, by what it is called. */
const COMMON: Record<string, (page: string, file: string) => string[]> = {
  "lines in its code blocks, comments aside,": codeLines,
  "settings, fields, error codes and flags in its lists": listed,
  "names and commands in its text": codes,
  "links, each to the page of its language where there is one,": linkedFiles,
};

describe("the Chinese pages, beside the English ones", () => {
  test("are there for each page of docs/ but those that are English only", () => {
    expect(inBoth.length).toBeGreaterThan(8);
    expect(markdownFiles("docs/zh")).toEqual(inBoth.map(chineseOf));
  });

  describe.each(Object.entries(COMMON))("have the same %s", (_, partsOf) => {
    test.each(pairs)("as %s has: %s", (english, chinese) => {
      expect(differences(partsOf(read(english), english), partsOf(read(chinese), chinese))).toEqual([]);
    });
  });

  test("are compared by what is in them: settings, fields, codes and flags are found, with defaults and variables", () => {
    const parts = (page: string) => listed(read(page));
    expect(parts("docs/settings.md")).toContain("`callsPerSecond`: `5` `WECHAT_CALLS_PER_SECOND`");
    expect(parts("docs/zh/rules.md")).toContain("`published`: `true`");
    expect(parts("docs/zh/errors.md")).toContain("40001, 40014, 41001, 42001");
    expect(parts("docs/zh/development.md")).toContain("`--minute-limit N`: `200`");
  });

  test("differ where one setting is renamed, one default or one code is gone, one command or one name is changed", () => {
    const altered = (page: string, from: string, to: string) => {
      const text = read(page);
      expect(text).toContain(from);
      return [text, text.replace(from, to)] as const;
    };
    const found = (parts: (page: string) => string[], [before, after]: readonly [string, string]) =>
      differences(parts(before), parts(after)).length;
    expect(found(listed, altered("docs/zh/settings.md", "`WECHAT_APP_ID`", "`WECHAT_APPID`"))).toBe(2);
    expect(found(listed, altered("docs/zh/settings.md", "`600`", "`60`"))).toBe(2);
    expect(found(listed, altered("docs/zh/errors.md", "- **886000**", "- 886000"))).toBe(2);
    expect(found(codeLines, altered("README.zh-CN.md", "login --local", "login --remote"))).toBe(2);
    expect(found(codes, altered("README.zh-CN.md", "`maxDeletes`", "`maxDelete`"))).toBe(2);
  });
});

function differences(english: string[], chinese: string[]): string[] {
  const only = (some: string[], others: string[]) => some.filter((one) => !others.includes(one));
  return [
    ...only(english, chinese).map((one) => `only in English: ${one}`),
    ...only(chinese, english).map((one) => `only in Chinese: ${one}`),
    ...(english.length === chinese.length ? [] : [`${english.length} in English, ${chinese.length} in Chinese`]),
  ];
}
