import { parse } from "yaml";
import { NotEditable, withItems } from "../../provider/cli/yaml-addition";

const PATH = ["config", "wechat-qr-jump:rules"];
const ITEMS = [
  { prefix: "https://qr.example.com/a", path: "pages/a" },
  { prefix: "https://qr.example.com/b", debugUrls: ["https://qr.example.com/b"] },
];

/** The text as it is, with one place that is marked by « and » for what is added there. */
function expectAdded(marked: string, added: string): void {
  const before = marked.replace("«»", "");
  const after = withItems(before, PATH, ITEMS);
  expect(after).toBe(marked.replace("«»", added));
}

const indented = (indent: string) =>
  `${indent}- prefix: https://qr.example.com/a\n${indent}  path: pages/a\n${indent}- prefix: https://qr.example.com/b\n${indent}  debugUrls:\n${indent}    - https://qr.example.com/b\n`;
const withKey = (indent: string) => `${indent}wechat-qr-jump:rules:\n${indented(`${indent}  `)}`;

describe("items that are added to a list in YAML", () => {
  test.each([
    [
      "after the last item, whose trailing comment stays with it",
      "# head\nencryptionsalt:   v1:abc   # two   blanks\nconfig:\n  'wechat-qr-jump:appId': \"wx0123456789abcdef\"\n\n  wechat-qr-jump:rules:   # ours\n    # the door\n    - {prefix: http://weixin.qq.com/q/1, path: pages/x}   # keep\n«»  # after\n  other:key: [1,   2]\n\n",
      indented("    "),
    ],
    [
      "at the indentation of the list",
      "config:\n  wechat-qr-jump:rules:\n  - path: x\n    prefix: y\n«»  a:b: c\n",
      indented("  "),
    ],
    [
      "with wide indentation",
      "config:\n    wechat-qr-jump:rules:\n        -   prefix: y\n            debugUrls: [\n               a,\n            ]\n«»",
      indented("        "),
    ],
    [
      "after a block of text",
      "config:\n  wechat-qr-jump:rules:\n    - prefix: y\n      path: |\n        one\n        two\n«»  a:b: c\n",
      indented("    "),
    ],
    [
      "before comments at the end of the list",
      "config:\n  wechat-qr-jump:rules:\n    - prefix: y\n«»    # - prefix: z\n\n# end\n",
      indented("    "),
    ],
    [
      "where the key has nothing yet, with a comment",
      "config:\n  wechat-qr-jump:rules: # none yet\n«»    # - an example\n  a:b: c\n",
      indented("    "),
    ],
    ["where the key is missing", "config:\n  a:b: c\n«»# end\n", withKey("  ")],
    ["where config has nothing yet", "config:\n«»", withKey("  ")],
    ["where there is no config", "encryptionsalt: v1:abc\n«»", `config:\n${withKey("  ")}`],
    ["where there is nothing but a comment", "# nothing\n«»", `config:\n${withKey("  ")}`],
    ["where there is nothing at all", "«»", `config:\n${withKey("  ")}`],
    ["after a BOM", "\uFEFFconfig:\n  wechat-qr-jump:rules:\n    - prefix: y\n«»", indented("    ")],
    [
      "after an item with an empty last value",
      "config:\n  wechat-qr-jump:rules:\n    - prefix: y\n      debugUrls:\n«»  a:b: c\n",
      indented("    "),
    ],
    [
      "after quoted text of several lines",
      'config:\n  wechat-qr-jump:rules:\n    - prefix: "y\n        z"  # c\n«»',
      indented("    "),
    ],
    [
      "in front of the end of the document",
      "config:\n  wechat-qr-jump:rules:\n    - prefix: y\n«»...\n",
      indented("    "),
    ],
  ])("are put %s, and nothing else changes", (_where, marked, added) => {
    expectAdded(marked, added);
  });

  test("keep Windows line ends, and get one where the last line has none", () => {
    const before = "config:\r\n  wechat-qr-jump:rules:\r\n    - prefix: y";
    expect(withItems(before, PATH, ITEMS)).toBe(`${before}\r\n${indented("    ").replaceAll("\n", "\r\n")}`);
  });

  test.each([
    [
      "config:\n  wechat-qr-jump:rules: []  # none\n  a:b: c\n",
      `config:\n  wechat-qr-jump:rules:  # none\n${indented("    ")}  a:b: c\n`,
    ],
    ["config: {}\n", `config:\n${withKey("  ")}`],
    ["config:\n  wechat-qr-jump:rules: null\n", `config:\n${withKey("  ")}`],
    ["{}\n", `config:\n${withKey("  ")}\n`],
  ])("take the place of an empty value: %j", (before, after) => {
    expect(withItems(before, PATH, ITEMS)).toBe(after);
  });

  test.each([
    ["config: {'wechat-qr-jump:rules': [{prefix: y}«»], 'a:b': c} # end\n", true],
    ["config: {'a:b': c«»}\n", false],
    ["{config: {'wechat-qr-jump:rules': [\n  {prefix: y}«»,\n]}}", true],
  ])("are put inside of braces: %j", (marked) => {
    const before = marked.replace("«»", "");
    const after = withItems(before, PATH, ITEMS);
    const [head = "", tail = ""] = marked.split("«»");
    expect(after.startsWith(head)).toBe(true);
    expect(after.endsWith(tail)).toBe(true);
    const rules = (parse(after) as { config: Record<string, unknown[]> }).config["wechat-qr-jump:rules"];
    expect(rules?.slice(-2)).toEqual(ITEMS);
  });

  test("stand at the top of a file that is a list itself", () => {
    expect(withItems("# rules\n- prefix: y\n\n", [], ITEMS)).toBe(`# rules\n- prefix: y\n${indented("")}\n`);
    expect(withItems("", [], ITEMS)).toBe(indented(""));
    expect(withItems("[]\n", [], ITEMS)).toBe(`${indented("")}\n`);
  });

  test.each([
    ["a text", "config:\n  wechat-qr-jump:rules: rules.yaml\n"],
    ["a mapping", "config:\n  wechat-qr-jump:rules:\n    prefix: y\n"],
    ["an alias", "x: &x [1]\nconfig:\n  wechat-qr-jump:rules: *x\n"],
    ["several documents", "a: b\n---\nc: d\n"],
    ["no YAML", "config: [\n"],
    ["a list for config", "config: [a]\n"],
  ])("are refused where the file has %s there", (_what, before) => {
    expect(() => withItems(before, PATH, ITEMS)).toThrow(NotEditable);
  });
});
