import { join } from "node:path";
import { noRulesText, readRules, readRulesOfStackFile } from "../../provider/reading/read-rules";
import { useProject } from "./project-folder";
import { CODE, LINK, linkRule, serviceRule, SHOP } from "./support";

const KEY = "wechat-qr-jump:rules";
const project = useProject();

const link = { prefix: LINK, path: "pages/shop/index" };
const service = { prefix: CODE, appid: SHOP, path: "pages/index/index" };

const read = (rules: unknown, more: { env?: NodeJS.ProcessEnv } = {}) =>
  readRules({
    config: { [KEY]: JSON.stringify(rules) },
    projectFolder: project.folder,
    stackFile: join(project.folder, "Pulumi.dev.yaml"),
    env: {},
    ...more,
  });
const texts = (problems: { text: string }[]) => problems.map(({ text }) => text);
const check = (...lines: string[]) => {
  project.write("Pulumi.dev.yaml", ["config:", `  ${KEY}:`, ...lines, ""].join("\n"));
  return readRulesOfStackFile(project.folder, "org/dev", {});
};

describe("rules that are in order", () => {
  test("are named after their prefixes and have every default, in the order of the list", () => {
    const { rules, problems, declared } = read([service, link]);
    expect(rules).toEqual([
      { name: CODE, args: serviceRule(), options: {}, at: undefined },
      { name: LINK, args: linkRule(), options: {}, at: undefined },
    ]);
    expect({ problems, declared }).toEqual({ problems: [], declared: "list" });
  });

  test("may have a name of their own, and pass on Pulumi's options where they are true", () => {
    const { rules } = read([
      { ...link, name: "shop-door", protect: true, retainOnDelete: true },
      { ...service, protect: false, retainOnDelete: false },
    ]);
    expect(rules.map(({ name, options }) => ({ name, options }))).toEqual([
      { name: "shop-door", options: { protect: true, retainOnDelete: true } },
      { name: CODE, options: {} },
    ]);
  });

  test("know where they stand", () => {
    const { rules } = check(
      `    - {prefix: "${LINK}", path: pages/a}`,
      "    -",
      `      prefix: ${LINK}1`,
      "      path: p",
    );
    expect(rules.map(({ at }) => at)).toEqual([
      { file: "Pulumi.dev.yaml", line: 3, column: 7 },
      { file: "Pulumi.dev.yaml", line: 5, column: 7 },
    ]);
  });

  test("may share what stands at an anchor, more than a hundred times", () => {
    const { rules, problems } = check(
      `    - &shop {prefix: "${CODE}", appid: &id ${SHOP}, path: pages/a}`,
      ...Array.from({ length: 200 }, (_, n) => `    - {prefix: "${CODE}${n}", appid: *id, path: pages/a}`),
      ...Array.from({ length: 200 }, (_, n) => `    - {<<: *shop, prefix: "${CODE}_${n}"}`),
    );
    expect(texts(problems)).toEqual([]);
    expect(rules).toHaveLength(401);
  });
});

describe("no rules at all", () => {
  test("are told apart: a missing key and an empty list", () => {
    const missing = readRules({ config: {}, projectFolder: project.folder, stackFile: "", env: {} });
    expect(missing).toMatchObject({ rules: [], problems: [], warnings: [], declared: "missing", files: [] });
    expect(read([])).toMatchObject({ rules: [], problems: [], warnings: [], declared: "list", files: [] });
  });

  test("are answered with what to write", () => {
    expect(noRulesText("missing", "Pulumi.dev.yaml")).toMatch(/^Pulumi.dev.yaml: there are no rules; write under/);
    expect(noRulesText("files", "Pulumi.dev.yaml")).toMatch(
      /^Pulumi.dev.yaml: no rule is in wechat-qr-jump:rulesFiles: it is empty, or its files are; write under/,
    );
    expect(noRulesText("list", "Pulumi.dev.yaml")).toMatch(/rules is empty; [^]*run "pulumi destroy"\.$/);
  });

  test.each(["", "rules/*.yaml", "[", "{}", "7", "null", '"[]"'])("are a problem where the list is %p", (json) => {
    const { problems } = readRules({
      config: { [KEY]: json },
      projectFolder: project.folder,
      stackFile: "none",
      env: {},
    });
    expect(texts(problems)).toEqual([expect.stringMatching(/^wechat-qr-jump:rules: .* is not a list; write under/)]);
  });

  test.each(["rule", "Rules", "rulesFile", "rules-files"])("are a problem under the misspelt key %s", (name) => {
    project.write(
      "Pulumi.dev.yaml",
      `config:\n  wechat-qr-jump:${name}: []\n  wechat-qr-jump:appId: wx0123456789abcdef\n`,
    );
    const { problems } = readRulesOfStackFile(project.folder, "dev", {});
    expect(texts(problems)).toEqual([
      expect.stringMatching(/^Pulumi.dev.yaml:2:3: wechat-qr-jump:\S+ is not a setting; did you mean \S+\?$/),
    ]);
  });
});

describe("a rule that is not in order", () => {
  test("is shown with its place, its line and a caret below the mistake", () => {
    const { problems } = check(`    - prefix: ${CODE}`, `      appid: ${SHOP}`, "      path: /pages/index");
    expect(texts(problems)).toEqual([
      [
        'Pulumi.dev.yaml:5:13: path starts with "/"; write it without, e.g. pages/index/index.',
        "  5 |       path: /pages/index",
        "    |             ^",
      ].join("\n"),
    ]);
    expect(problems[0]).toMatchObject({
      at: { file: "Pulumi.dev.yaml", line: 5, column: 13 },
      reason: 'path starts with "/"; write it without, e.g. pages/index/index',
    });
  });

  test.each([
    ["a field that is missing, at the rule", [`    - prefix: ${CODE}`, "      path: p"], 3, 7, /^appid is missing/],
    [
      "an unknown field, at its name",
      [`    - prefix: ${LINK}`, "      path: p", "      pathe: p"],
      5,
      7,
      /did you mean path/,
    ],
    [
      "an item of a list",
      [`    - prefix: ${LINK}`, "      path: p", "      debugUrls:", "        - x"],
      6,
      11,
      /does not cover/,
    ],
    ["what is no rule", ["    - shop"], 3, 7, /^this is not a rule/],
    [
      "a key that is there twice",
      [`    - prefix: ${LINK}`, "      path: p", "      path: q"],
      5,
      7,
      /^the key path is there twice/,
    ],
    ["a mistake behind Chinese", [`    - {name: 商店, prefix: "${LINK}", path: ""}`], 3, 64, /^path is empty/],
  ])("has its place: %s", (_, lines, line, column, reason) => {
    const { problems } = check(...lines);
    expect(problems.map(({ at }) => at)).toEqual([{ file: "Pulumi.dev.yaml", line, column }]);
    expect(problems[0]?.reason).toMatch(reason);
  });

  test("is shown where a merged key really stands", () => {
    project.write("a.yaml", `x-shop: &shop\n  appid: wx1\nrules:\n  - <<: *shop\n    prefix: ${CODE}\n    path: p\n`);
    project.write("Pulumi.dev.yaml", "config:\n  wechat-qr-jump:rulesFiles: [a.yaml]\n");
    const { problems } = readRulesOfStackFile(project.folder, "dev", {});
    expect(problems.map(({ at }) => at)).toEqual([{ file: "a.yaml", line: 2, column: 10 }]);
  });

  test("is named by its place in the list where the stack's file is missing or says something else", () => {
    const wrong = [link, { ...service, path: "/p" }];
    const expected = [`${KEY}[1] (${CODE}): path starts with "/"; write it without, e.g. pages/index/index.`];
    expect(texts(read(wrong).problems)).toEqual(expected);
    project.write("Pulumi.dev.yaml", `config:\n  ${KEY}:\n    - {}\n    - {path: /p}\n`);
    expect(texts(read(wrong).problems)).toEqual(expected);
    project.write("Pulumi.dev.yaml", "config: [\n");
    expect(texts(read(wrong).problems)).toEqual(expected);
    project.write("Pulumi.dev.yaml", JSON.stringify({ config: { [KEY]: wrong } }));
    expect(read(wrong).problems[0]?.at).toMatchObject({ line: 1 });
  });

  test("does not show a secret that stands on its line", () => {
    project.write("Pulumi.dev.yaml", `config: {"wechat-qr-jump:appSecret": "s3cr3t", "${KEY}": [{prefix: x}]}\n`);
    const { problems } = readRulesOfStackFile(project.folder, "dev", {});
    expect(problems).toHaveLength(2);
    expect(texts(problems).join()).not.toContain("s3cr3t");
  });
});

describe("an unquoted text that Pulumi reads otherwise", () => {
  const dates = ["2024-01-01", "2024-1-1", "2024-01-01T00:00:00Z", "2024-01-01 10:00:00"];
  const numbers = ["1_000", "1_000.5", "017", "-017", "0b11", "0x1_F", "0o1_7", "1_0e3"];

  test.each([...dates, ...numbers])("is refused before and after Pulumi has read it: %s", (text) => {
    const encoded = (path: unknown) => read([{ ...link, path }]).problems;
    const expected = [
      {
        at: { file: "Pulumi.dev.yaml", line: 4, column: 13 },
        reason: `Pulumi reads ${text} as a date or a number and changes it; put quotes around it`,
      },
    ];
    const places = (problems: ReturnType<typeof encoded>) => problems.map(({ at, reason }) => ({ at, reason }));
    expect(places(check(`    - prefix: ${LINK}`, `      path: ${text}`).problems)).toEqual(expected);
    expect(places(encoded("2024-01-01 00:00:00 +0000 UTC"))).toEqual(expected);
    expect(places(encoded(1000))).toEqual(expected);
  });

  test("is refused in a name and behind an alias, once", () => {
    const { problems } = check(
      `    - {prefix: "${LINK}", path: &p 2024-01-01}`,
      `    - {prefix: "${LINK}a", path: *p, name: 1_000}`,
    );
    expect(problems.map(({ at }) => at?.line)).toEqual([3, 4]);
  });

  test.each(["1e3", "0o17", "0x1F", "~", "1.0", "TRUE", ".5"])("is no text to either: %s", (text) => {
    const { problems } = check(`    - prefix: ${LINK}`, `      path: ${text}`);
    expect(problems.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^path must be text/)]);
  });

  test.each([
    "yes",
    "No",
    "on",
    "190:20:30",
    "12:30",
    "0o19",
    "_1",
    "1e",
    '"2024-01-01"',
    "'1_000'",
    "!!str 2024-01-01",
  ])("is none where both read the same text: %s", (text) => {
    expect(texts(check(`    - prefix: ${LINK}`, `      path: ${text}`).problems)).toEqual([]);
  });
});

describe("an encrypted value in a rule", () => {
  const SENTENCE =
    "a rule cannot have encrypted values (secure:), because Pulumi's state and WeChat hold rules in clear text; write the plain value";
  const SECURE = "{secure: v1:abc}";
  const decrypted = (value: unknown) => ({
    config: { [KEY]: JSON.stringify(value) },
    projectFolder: project.folder,
    stackFile: join(project.folder, "Pulumi.dev.yaml"),
    env: { PULUMI_CONFIG_SECRET_KEYS: JSON.stringify([KEY]) },
  });

  test.each([
    ["a path", [`    - prefix: ${LINK}`, `      path: ${SECURE}`], { prefix: LINK, path: "p" }, 4, 13],
    ["a prefix", [`    - prefix: ${SECURE}`, "      path: p"], { prefix: LINK, path: "p" }, 3, 15],
    ["a name", [`    - {prefix: "${LINK}", path: p, name: ${SECURE}}`], { prefix: LINK, path: "p", name: "n" }, 3, 63],
    [
      "one of debugUrls",
      [`    - prefix: ${LINK}`, "      path: p", `      debugUrls: [${SECURE}]`],
      { prefix: LINK, path: "p", debugUrls: [LINK] },
      5,
      19,
    ],
    ["a whole rule", ["    - secure: v1:abc"], { prefix: LINK, path: "p" }, 3, 7],
  ])("is refused by one sentence, encrypted and decrypted: %s", (_, lines, plain, line, column) => {
    const expected = [{ reason: SENTENCE, at: { file: "Pulumi.dev.yaml", line, column } }];
    const found = ({ problems }: ReturnType<typeof check>) => problems.map(({ reason, at }) => ({ reason, at }));
    expect(found(check(...lines))).toEqual(expected);
    expect(readRules(decrypted([plain])).problems.map(({ reason, at }) => ({ reason, at }))).toEqual(expected);
  });

  test("is refused when all rules are one, and when no file says which", () => {
    project.write("Pulumi.dev.yaml", `config:\n  ${KEY}:\n    secure: v1:abc\n`);
    expect(readRulesOfStackFile(project.folder, "dev", {}).problems.map(({ reason }) => reason)).toEqual([SENTENCE]);
    expect(readRules(decrypted([link])).problems.map(({ reason }) => reason)).toEqual([SENTENCE]);
    expect(texts(readRules({ ...decrypted([link]), stackFile: "none" }).problems)).toEqual([`${KEY}: ${SENTENCE}.`]);
  });

  test("is refused in a rules file, and is none of a secret elsewhere", () => {
    project.write("a.yaml", `- prefix: ${LINK}\n  path: ${SECURE}\n`);
    project.write("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:rulesFiles: [a.yaml]\n`);
    expect(readRulesOfStackFile(project.folder, "dev", {}).problems.map(({ reason }) => reason)).toEqual([SENTENCE]);
    const env = { PULUMI_CONFIG_SECRET_KEYS: '["wechat-qr-jump:appSecret"]' };
    expect(readRules({ ...decrypted([link]), env }).problems).toEqual([]);
  });
});

describe("rules that do not go together", () => {
  test("are refused when they have the same prefix, both places named, also where one is not in order", () => {
    const { problems } = check(
      `    - {prefix: "${LINK}", path: p, name: a}`,
      `    - {prefix: "${LINK}", path: /p, name: b}`,
    );
    expect(problems.map(({ reason }) => reason)).toContain(
      `prefix ${LINK} is already at Pulumi.dev.yaml:3:7; keep one of the two`,
    );
  });

  test("are refused when they have the same name", () => {
    expect(texts(read([{ ...link, name: CODE }, service]).problems)).toEqual([
      `${KEY}[1] (${CODE}): name ${CODE} is already at ${KEY}[0] (${LINK}); give each rule its own.`,
    ]);
  });

  test("are refused when an unpublished one takes codes from a published one, unless that is allowed", () => {
    const rules = [link, { prefix: `${LINK}door`, path: "p", published: false }];
    const { problems, warnings } = read(rules);
    expect(problems.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/door is not published, but takes its codes from the published .*allowShadowing/),
    ]);
    expect(warnings).toEqual([]);
    const allowed = read(rules, { env: { WECHAT_ALLOW_SHADOWING: "true" } });
    expect(allowed.problems).toEqual([]);
    expect(allowed.warnings).toHaveLength(1);
  });

  test("are a doubt when a longer published one takes codes over, once for each shorter one", () => {
    const longer = ["a", "b", "c", "d"].map((name) => ({ ...link, prefix: LINK + name }));
    const { problems, warnings } = read([link, ...longer]);
    expect(problems).toEqual([]);
    expect(texts(warnings)).toEqual([expect.stringMatching(/\): 4 longer rules take over codes of .* and 1 more\.$/)]);
  });

  test.each([
    ["https://qr.example.com/shop/", "https://QR.example.com/shop/"],
    ["https://qr.example.com/shop/", "https://qr.example.com:443/shop/"],
    ["http://qr.example.com/k", "http://qr.example.com:80/k"],
    ["https://qr.example.com/k", "https://qr.example.com/a/../k"],
    ["https://qr.example.com/./k/", "https://qr.example.com/k/"],
    ["https://qr.example.com/k", "https://qr.example.com/k?"],
    ["https://qr.example.com/a%2fb", "https://qr.example.com/a%2Fb"],
    ["https://qr.example.com/~a?r=b", "https://qr.example.com/%7Ea?r=%62"],
    ["https://qr.example.com", "https://qr.example.com/"],
    ["https://qr.example.com./a", "https://qr.example.com/a"],
  ])("are one doubt when they are the same address: %s and %s", (one, other) => {
    const { problems, warnings } = read([
      { ...link, prefix: one },
      { ...link, prefix: other },
    ]);
    expect(problems).toEqual([]);
    expect(texts(warnings).filter((text) => text.includes("takes over"))).toEqual([]);
    expect(texts(warnings).filter((text) => text.includes("same address"))).toEqual([
      `${KEY}[1] (${other}): ${other} and ${one} (${KEY}[0] (${one})) are the same address, and WeChat does not say which of the two its codes open; keep one.`,
    ]);
  });

  test("are no such doubt when the path or the query differs in a letter's case", () => {
    const prefixes = [
      "https://qr.example.com/a",
      "https://qr.example.com/A",
      "https://qr.example.com/a?r=A%2F",
      "https://qr.example.com/a?r=A/",
    ];
    expect(texts(read(prefixes.map((prefix) => ({ ...link, prefix }))).warnings).join()).not.toContain("same address");
  });

  test("are a doubt when they are of both families", () => {
    expect(texts(read([link, service]).warnings)).toEqual([
      expect.stringContaining("the stack has 1 service-account and 1 link rules"),
    ]);
  });

  test("are refused when they are more than 100 link rules, but not when they are 100", () => {
    const links = (count: number) => Array.from({ length: count }, (_, n) => ({ ...link, prefix: `${LINK}${n}` }));
    expect(read(links(100)).problems).toEqual([]);
    expect(texts(read(links(101)).problems)).toEqual([
      expect.stringContaining("the stack has 101 link rules, but a mini program can have at most 100; remove 1,"),
    ]);
  });
});

describe("a config that is large", () => {
  const codes = (count: number) => Array.from({ length: count }, (_, n) => ({ ...service, prefix: `${CODE}${n}` }));

  test("is a doubt from three quarters of the limit on, naming rulesFiles", () => {
    expect(read(codes(800)).warnings).toEqual([]);
    expect(texts(read(codes(1000)).warnings)).toEqual([
      expect.stringMatching(/KiB that Pulumi can hand over.*rulesFiles/),
    ]);
  });

  test("is a problem beyond the limit when the file is read without Pulumi", () => {
    project.write("Pulumi.dev.yaml", JSON.stringify({ config: { [KEY]: codes(1500) } }));
    expect(texts(readRulesOfStackFile(project.folder, "dev", {}).problems)).toEqual([
      expect.stringMatching(/^Pulumi.dev.yaml: the stack's config takes 1\d\d of the 128 KiB/),
    ]);
  });
});
