import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { noRulesText, readRulesOfStackFile } from "../../provider/reading/read-rules";
import { YamlSource } from "../../provider/reading/yaml-source";
import { yaml } from "../../provider/text/chinese/yaml";
import { speak } from "../../provider/text/language";
import { expectChinese } from "./chinese-support";
import { useProject } from "./project-folder";

const project = useProject();

beforeEach(() => speak("zh"));
afterEach(() => speak(undefined));

const RULE = "- { prefix: https://qr.example.com/shop/, path: pages/index }\n";

/** All that is said of a stack whose config has these lines. */
function said(...config: string[]): { problems: string[]; warnings: string[] } {
  project.write("Pulumi.dev.yaml", ["config:", ...config.map((line) => `  ${line}`), ""].join("\n"));
  const { problems, warnings } = readRulesOfStackFile(project.folder, "dev", {});
  [...problems, ...warnings].forEach(({ text }) => expectChinese(text));
  return { problems: problems.map(({ text }) => text), warnings: warnings.map(({ text }) => text) };
}

const rules = (...items: string[]) => said("wechat-qr-jump:rules:", ...items.map((item) => `  - ${item}`));
const link = (path: string, more = "") => `{ prefix: "https://qr.example.com/${path}", path: pages/index${more} }`;

describe("mistakes in a stack's file speak Chinese", () => {
  test("with their places and carets", () => {
    const line = "{ prefix: https://qr.example.com/咖啡/, path: /pages/index }";
    expect(rules(line).problems).toEqual([
      "Pulumi.dev.yaml:3:17: prefix 含有空格或非 ASCII 字符，微信不接受；请写成 https://qr.example.com/%E5%92%96%E5%95%A1/。\n" +
        `  3 |     - ${line}\n` +
        "    |                 ^",
      "Pulumi.dev.yaml:3:51: path 以“/”开头；请去掉它，例如 pages/index/index。\n" +
        `  3 |     - ${line}\n` +
        `    | ${" ".repeat(39)}\u3000\u3000${" ".repeat(9)}^`,
    ]);
    expect(rules("text").problems[0]).toMatch(/^Pulumi\.dev\.yaml:3:7: 这不是规则；请在其中写“prefix:”和“path:”。\n/);
  });

  test("about settings", () => {
    const list = `wechat-qr-jump:rules: [${link("shop/")}]`;
    const { problems } = said(
      "wechat-qr-jump:maxDelete: 3",
      "wechat-qr-jump:colour: red",
      "wechat-qr-jump:appId: me",
      list,
    );
    expect(problems).toEqual([
      "Pulumi.dev.yaml:2:3: 没有 wechat-qr-jump:maxDelete 这项设置；是不是想写 wechat-qr-jump:maxDeletes？",
      expect.stringContaining("Pulumi.dev.yaml:3:3: 没有 wechat-qr-jump:colour 这项设置；现有的设置是：appId, "),
      "Pulumi.dev.yaml:4:25: wechat-qr-jump:appId：值必须是“wx”加 16 位十六进制数字，现在写的是“me”。",
    ]);
  });

  test("about several rules at once", () => {
    expect(rules(link("a"), link("a")).problems[0]).toContain("已在 Pulumi.dev.yaml:3:7 出现；请只保留其中一个。");
    expect(rules(link("a", ", name: x"), link("b", ", name: x")).problems[0]).toContain("请给每条规则不同的名称。");
    expect(rules(link("a/"), link("a/b", ", published: false")).problems[0]).toContain("抢走它的码");
    expect(rules(link("a?"), link("a")).warnings[0]).toContain("是同一个地址");
    expect(rules(link("a/"), link("a/b")).warnings[0]).toContain("有一条更长的规则，一经新增就会接管");
    const many = rules(link("a/"), ...[1, 2, 3, 4].map((n) => link(`a/${n}`))).warnings[0];
    expect(many).toMatch(/有 4 条更长的规则.* 以及另外 1 个。/);
    const code = "{ prefix: http://weixin.qq.com/q/x, appid: wxe5f52902cf4de896, path: pages/index }";
    expect(rules(link("a"), code).warnings[0]).toContain("1 条服务号规则和 1 条链接规则（第一条");
    expect(rules(...Array.from({ length: 101 }, (_, n) => link(`${n}`))).problems[0]).toContain("请移除 1 条");
  });

  test("about what is no list, and how to write one", () => {
    expect(said("wechat-qr-jump:rules: 3").problems[0]).toMatch(
      /^Pulumi\.dev\.yaml:2:25: wechat-qr-jump:rules 不是列表；/,
    );
    expect(said("wechat-qr-jump:rulesFiles: 3").problems[0]).toContain("wechat-qr-jump:rulesFiles 不是文件列表；");
    for (const declared of ["missing", "list", "files"] as const) {
      const text = noRulesText(declared, "Pulumi.dev.yaml");
      expectChinese(text);
      expect(text).toContain(
        "请在“config:”之下写成列表：\n  wechat-qr-jump:rules:\n    - prefix: https://qr.example.com/shop/",
      );
    }
  });

  test("about what Pulumi reads otherwise, and a config that is too large", () => {
    expect(rules("{ prefix: 2024-01-01, path: pages/index }").problems[0]).toContain("当作日期或数字而改变它");
    const { warnings } = rules(...Array.from({ length: 60 }, (_, n) => link(`${n}/${"x".repeat(1_700)}`)));
    expect(warnings[0]).toMatch(/栈配置已占 \d+ KiB，而 Pulumi 最多能传递 128 KiB/);
  });
});

describe("mistakes in rules files speak Chinese", () => {
  test.each<[string, string, string]>([
    ["empty", "", "此文件是空的；每条规则请写“- prefix: …”和“  path: …”"],
    ["text", "text\n", "这不是规则列表；"],
    ["no list", "rules: 3\n", "rules 不是列表；"],
    ["another key", `rule:\n  ${RULE}`, "规则文件中不能写“rule”；是不是想写 rules？"],
    ["a strange key", `colour: 1\nrules:\n  ${RULE}`, "规则文件中不能写“colour”；每条规则"],
    ["a lost alias", "- *shop\n", "没有同名的锚点"],
    ["an alias in itself", "- &a [*a]\n", "没有尽头"],
    ["a key twice", "- prefix: a\n  prefix: b\n", "键 prefix 出现了两次"],
    ["two documents", `${RULE}---\n${RULE}`, "一个文件只能有一个文档"],
    ["tabs", "rules:\n\t- prefix: a\n", "不能用制表符"],
    ["a colon", "- prefix: a: b\n", "（同一行内不能再有“键: 值”，含冒号的文本要加引号）；请改正。"],
  ])("where the file has %s", (_, text, expected) => {
    project.write("rules.yaml", text);
    expect(said("wechat-qr-jump:rulesFiles: [rules.yaml]").problems.join("\n")).toContain(expected);
  });

  test("where no file can be read, or one is missed", () => {
    const { folder, write } = project;
    write("rules/a.yaml", RULE);
    write("rules/b.yml", RULE);
    write("latin1.yaml", Buffer.from("- prefix: \xe9\n", "latin1"));
    mkdirSync(join(folder, "a-folder"));
    mkdirSync(join(folder, "more", "x.yaml"), { recursive: true });
    execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
    execFileSync("ln", ["-s", "nowhere", join(folder, "link.yaml")]);
    execFileSync("ln", ["-s", "loop.yaml", join(folder, "loop.yaml")]);
    const names =
      "rules/*.yaml, latin1.yaml, a-folder, more/*.yaml, pipe.yaml, link.yaml, loop.yaml, no.yaml, no/*.yaml";
    const all = said(`wechat-qr-jump:rulesFiles: [${names}]`).problems.join("\n");
    for (const expected of [
      "rules/b.yml 位于 rules/*.yaml 的查找范围内，但 rulesFiles 没有条目与它匹配",
      "latin1.yaml: 此文件不是 UTF-8 编码",
      "a-folder 是目录；请写 a-folder/*.yaml。",
      "more/x.yaml: 这是目录，不是文件",
      "pipe.yaml: 这是管道，不是文件",
      "link.yaml: 这是没有目标的链接",
      "loop.yaml: 这是指回自身的链接",
      `${folder} 中没有文件 no.yaml。`,
      `${folder} 中没有文件与 no/*.yaml 匹配。`,
    ]) {
      expect(all).toContain(expected);
    }
  });

  test("where the parser says in its own words what is wrong", () => {
    const texts = [
      ...[
        "- a: 1\n  - b\n",
        "a: &x &y z\n",
        "a:\n  - b\n c: d\n",
        "a: {b: c\n",
        "a: [1, 2\n",
        "a:b\nc: d\n",
        "a: b\nc\n",
      ],
      ...["a: 'x\n", 'a: "x\n', "a: b: c\n", "a: %x\n", "a: ,b\n", "a: @x\n", "a: `x`\n", "a: - b\n", "{a: b}}\n"],
      ...["[a, b]]\n", 'a: "b" c\n'],
    ];
    const reasons = texts.flatMap((text) => new YamlSource("rules.yaml", text).problems.map(({ reason }) => reason));
    reasons.forEach(expectChinese);
    const unheard = Object.values(yaml).filter((words) => !reasons.some((reason) => reason.includes(words)));
    expect(unheard).toEqual([]);
  });
});
