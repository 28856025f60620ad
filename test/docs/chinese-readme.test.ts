import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (file: string) => readFileSync(join(__dirname, "..", "..", file), "utf8");
const english = read("README.md");
const chinese = read("README.zh-CN.md");

describe("README.zh-CN.md, beside README.md", () => {
  it("has the same commands and files in its code blocks, comments aside", () => {
    expect(differences(codeLines(english), codeLines(chinese))).toEqual([]);
  });

  it("has the same settings with the same environment variables and defaults", () => {
    expect(settings(english).length).toBeGreaterThan(10);
    expect(differences(settings(english), settings(chinese))).toEqual([]);
  });

  it("has the same fields of a rule with the same defaults, and the same error codes", () => {
    expect(fields(english).length).toBeGreaterThan(5);
    expect(codes(english).length).toBeGreaterThan(20);
    expect(differences(fields(english), fields(chinese))).toEqual([]);
    expect(differences(codes(english), codes(chinese))).toEqual([]);
  });

  it("is found by a comparison that sees one setting renamed, one command changed, one code gone", () => {
    const altered = chinese.replace("`WECHAT_APP_ID`", "`WECHAT_APPID`").replace("stack init dev", "stack init prod");
    expect(differences(settings(english), settings(altered))).toHaveLength(2);
    expect(differences(codeLines(english), codeLines(altered))).toHaveLength(2);
    expect(differences(codes(english), codes(altered.replace(/^\| 886000 .*$/m, "")))).toContain(
      "only in README.md: 886000",
    );
  });
});

/** The lines of all code blocks, without comments and indentation. */
function codeLines(readme: string): string[] {
  const blocks = [...readme.matchAll(/^ *```\w*\n(.*?)^ *```$/gms)].map(([, code]) => code ?? "");
  const lines = blocks.flatMap((code) => code.split("\n"));
  return lines.map((line) => line.replace(/(^|\s+)#\s.*$/, "").trim()).filter((line) => line !== "");
}

function rows(readme: string): string[][] {
  const lines = readme.split("\n").filter((line) => line.startsWith("|"));
  return lines.map((line) =>
    line
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}

/** A cell's code; words, which are translated, count only as being there. */
function literal(cell = ""): string {
  return /^`.*`$/.test(cell) ? cell : cell === "" ? "nothing" : "words";
}

function settings(readme: string): string[] {
  const ofSettings = rows(readme).filter(([, variable = ""]) => variable.startsWith("`WECHAT_"));
  return ofSettings.map(([name, variable, value]) => `${name} ${variable}, by default ${literal(value)}`);
}

function fields(readme: string): string[] {
  const ofFields = rows(readme).filter((cells) => cells.length === 5 && /^`\w+`$/.test(cells[0] ?? ""));
  return ofFields.map(([name, , value]) => `${name}, by default ${literal(value)}`);
}

function codes(readme: string): string[] {
  return rows(readme).flatMap(([cell = ""]) => (/^-?\d+(, -?\d+)*$/.test(cell) ? [cell] : []));
}

function differences(expected: string[], actual: string[]): string[] {
  const only = (some: string[], others: string[]) => some.filter((one) => !others.includes(one));
  return [
    ...only(expected, actual).map((one) => `only in README.md: ${one}`),
    ...only(actual, expected).map((one) => `only in README.zh-CN.md: ${one}`),
    ...(expected.length === actual.length ? [] : [`${expected.length} in README.md, ${actual.length} in Chinese`]),
  ];
}
