import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRulesOfStackFile } from "../../provider/reading/read-rules";
import { useProject } from "./project-folder";
import { CODE, LINK, SHOP } from "./support";
import { cpuTimeMs } from "./cpu-time";

const project = useProject();

/** Reads a stack whose only rules file is this table. */
function read(table: string | Buffer, patterns = "[shops.csv]") {
  writeFileSync(join(project.folder, "shops.csv"), table);
  project.write("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:rulesFiles: ${patterns}\n`);
  return readRulesOfStackFile(project.folder, "dev", {});
}
const texts = ({ problems }: ReturnType<typeof read>) => problems.map(({ text }) => text);
const rulesIn = ({ rules }: ReturnType<typeof read>) =>
  rules.map(({ name, args, options }) => ({ name, ...args, ...options }));

const TABLE = [
  "prefix,path,appid,name,published,debugUrls,protect,x-城市",
  `${LINK},pages/shop/index,,门店一,,${LINK}1 ${LINK}2,TRUE,上海`,
  "",
  `${CODE},"pages/index/index?a=1,2",${SHOP},"the ""best"" shop",false,,,`,
  ",,,,,,,",
];

describe("a table of rules", () => {
  const expected = [
    {
      name: "门店一",
      prefix: LINK,
      path: "pages/shop/index",
      permitSubRule: true,
      openVersion: "release",
      debugUrls: [`${LINK}1`, `${LINK}2`],
      published: true,
      protect: true,
    },
    { name: 'the "best" shop', prefix: CODE, appid: SHOP, path: "pages/index/index?a=1,2", published: false },
  ];

  test.each<[string, string | Buffer]>([
    ["as it is written", `${TABLE.join("\n")}\n`],
    ["with a byte order mark and the line ends of Windows", `\uFEFF${TABLE.join("\r\n")}\r\n`],
    ["without a last line end", TABLE.join("\n")],
    ["with semicolons, as some spreadsheets write", TABLE.join("\n").replace(/,(?!2)/g, ";")],
    ["with tabs", TABLE.join("\n").replace(/,(?!2)/g, "\t")],
  ])("is read %s", (_, table) => {
    const found = read(table);
    expect(texts(found)).toEqual([]);
    expect(rulesIn(found)).toEqual(expected);
  });

  test("is read as spreadsheets in China save it, in GB18030", () => {
    const bytes = execFileSync(
      "python3",
      ["-c", "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read().decode().encode('gb18030'))"],
      {
        input: TABLE.join("\r\n"),
      },
    );
    expect(bytes.includes(Buffer.from("门店"))).toBe(false);
    expect(rulesIn(read(bytes))).toEqual(expected);
  });

  test("that was saved without its Chinese is refused, because names would change", () => {
    const found = read(["prefix,path,name,x-note", `${LINK},pages/a,????,???`, `${LINK}b,pages/b,?,`].join("\n"));
    expect(texts(found)).toEqual([
      expect.stringMatching(
        /^shops\.csv:2:\d+: name has question marks alone: the table was saved without its Chinese; save it again as UTF-8\./,
      ),
    ]);
  });

  test("has its mistakes at the cell, with a caret", () => {
    const found = read(
      [
        "prefix,path,published,name",
        `${LINK},/pages/a,yes,"a`,
        `b"`,
        `${LINK},pages/b,,`,
        "  ,pages/c,,c",
        `"${LINK}d",,,d`,
      ].join("\n"),
    );
    expect(texts(found)).toEqual([
      `shops.csv:2:30: path starts with "/"; write it without, e.g. pages/index/index.\n  2 | ${LINK},/pages/a,yes,"a\n    | ${" ".repeat(29)}^`,
      expect.stringMatching(/^shops\.csv:2:39: published must be true or false; did you mean true\?/),
      expect.stringMatching(/^shops\.csv:2:44: name has a line break \(U\+000A\) after "a"; remove it/),
      expect.stringMatching(/^shops\.csv:5:1: prefix is missing; write the text of the printed QR code/),
      expect.stringMatching(/^shops\.csv:6:33: path must be text such as pages\/index\/index/),
      expect.stringMatching(/^shops\.csv:4:1: prefix \S+ is already at shops\.csv:2:1; keep one/),
    ]);
  });

  test("has them in the right line, whichever line ends a spreadsheet writes", () => {
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      const found = read(["prefix,path", `${LINK},pages/a`, `${LINK}b,/pages/b`, `${LINK}c,pages/c`].join(lineEnd));
      expect(texts(found)).toEqual([
        expect.stringMatching(/^shops\.csv:3:31: path starts with "\/".*\n {2}3 \| \S+b,\/pages\/b\n/),
      ]);
      expect(texts(read(["prefix,path", `${LINK},p`, `${LINK}b,p"q"`].join(lineEnd)))).toEqual([
        expect.stringMatching(/^shops\.csv:3:1: this is not a table/),
      ]);
    }
  });

  test("tells which rows have the same prefix, and of what is in other files", () => {
    const found = read(`prefix,path\n${LINK},pages/a\n${LINK},pages/b\n`);
    expect(texts(found)).toEqual([
      expect.stringMatching(/^shops\.csv:3:1: prefix \S+ is already at shops\.csv:2:1; keep one/),
    ]);
  });

  test.each<[string, string, string]>([
    [
      "a misspelt field",
      `prefx,path\n${LINK},p\n`,
      "shops.csv:1:1: prefx is not a field of a rule; did you mean prefix?",
    ],
    [
      "WeChat's name of a field",
      `prefix,path,permit_sub_rule\n${LINK},p,1\n`,
      "permit_sub_rule is not a field of a rule; did you mean permitSubRule?",
    ],
    [
      "a column for people without x-",
      `prefix,path,城市\n${LINK},p,a\n`,
      "shops.csv:1:13: 城市 is not a field of a rule; the fields are ",
    ],
    ["a column without a name", `prefix,path,\n${LINK},p,a\n`, "shops.csv:1:13: this column has no name"],
    ["a field twice", `prefix,path,path\n${LINK},p,p\n`, "shops.csv:1:13: the column path is there twice; keep one."],
    [
      "a cell too many",
      `prefix,path\n${LINK},p?a=1,2\n`,
      "shops.csv:2:36: this row has more cells than the first row has names",
    ],
    ["an open quote", `prefix,path\n"${LINK},p\n`, "a quote is opened and never closed"],
    ["a quote in a cell", `prefix,path\n${LINK},p"q"\n`, "shops.csv:2:1: this is not a table (CSV)"],
    ["nothing", "\n\n", "shops.csv: this table is empty"],
    [
      "UTF-16",
      Buffer.from(`\uFEFFprefix,path\n`, "utf16le").toString("latin1"),
      "shops.csv: this file is UTF-16 or no text; save it as",
    ],
  ])("is refused by one sentence where it has %s", (what, table, reason) => {
    const found = read(what === "UTF-16" ? Buffer.from(table, "latin1") : table);
    expect(texts(found)).toEqual([expect.stringContaining(reason)]);
    expect(found.rules).toEqual([]);
  });

  test("that may hold secrets is not shown", () => {
    const found = read(`user,password\nme,hunter2\n`);
    expect(texts(found).join()).not.toContain("hunter2");
    expect(texts(found).join()).toContain("shops.csv:1:1: user is not a field");
  });

  test("of 10,000 rules is read in a time that grows with their number alone", () => {
    const table = (count: number) =>
      `prefix,path,appid,name\n${Array.from({ length: count }, (_, n) => `${CODE}${n},pages/index/index?id=${n},${SHOP},门店${n}`).join("\n")}\n`;
    const timed = (count: number) => {
      const from = cpuTimeMs();
      expect(read(table(count)).rules).toHaveLength(count);
      return cpuTimeMs() - from;
    };
    timed(1_000);
    const [some, many] = [timed(1_000), timed(10_000)];
    expect(many / some).toBeLessThan(40);
  });

  test("that no entry names is noticed where tables are read, and no other table is", () => {
    project.write("shops/a.csv", `prefix,path\n${LINK},p\n`);
    project.write("shops/old/b.csv", `name,prefix,path\nb,${LINK}b,p\n`);
    project.write("shops/stock.csv.txt", "prefix,path\n");
    project.write("shops/turnover.csv", "shop,turnover\n1,2\n");
    project.write("shops/codes/index.csv", `\uFEFFfile,name,prefix,path\r\nb.svg,b,${LINK}b,p\r\n`);
    expect(texts(read("prefix,path\n", "['shops/[a-b].csv']"))).toEqual([
      expect.stringContaining(
        "shops/old/b.csv lies where shops/[a-b].csv looks, but no entry of rulesFiles matches it",
      ),
    ]);
    project.write("shops/c.yaml", `- {prefix: "${LINK}c", path: p}\n`);
    expect(texts(read("prefix,path\n", "['shops/*.yaml']"))).toEqual([]);
  });
});
