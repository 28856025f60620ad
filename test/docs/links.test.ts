import { anchors, deadLinks, links, markdownFiles, read } from "./pages";

const files = [...markdownFiles("."), ...markdownFiles("docs", true), ...markdownFiles("examples", true)];

describe("the links between documents", () => {
  test.each(files)("of %s lead to files and headings that exist", (file) => {
    expect(deadLinks(file)).toEqual([]);
  });

  test("are many, and are found in every page of the documentation's list", () => {
    expect(links(read("README.md")).length).toBeGreaterThan(15);
    expect(links(read("README.zh-CN.md")).length).toBe(links(read("README.md")).length);
  });

  test("are dead where a file or a heading is missing, but not in code", () => {
    const page =
      "# One, `two`\n\n## 漂移\n\n[a](LICENSE) [b](docs) [c](#one-two) [d](#漂移) [e](https://example.com/x)\n";
    expect(deadLinks("README.md", page)).toEqual([]);
    const dead = "[a](LICENCE) [b](#three) [c](docs/rules.md#no-such-field) [d](README.zh-CN.md)\n```\n[e](x)\n```\n";
    expect(deadLinks("README.md", page + dead)).toEqual(["LICENCE", "#three", "docs/rules.md#no-such-field"]);
  });

  test("name headings as GitHub does", () => {
    const page = "# `failed to load checkpoint: EOF`\n## WeChat's\n## Ctrl-C and SIGTERM\n## A\n## A\n```\n# no\n```\n";
    expect(anchors(page)).toEqual(["failed-to-load-checkpoint-eof", "wechats", "ctrl-c-and-sigterm", "a", "a-1"]);
  });
});
