import { readRulesOfStackFile } from "../../provider/reading/read-rules";
import { withItems } from "../../provider/cli/yaml-addition";
import { useProject } from "./project-folder";
import { CODE, LINK, SHOP } from "./support";
import { cpuTimeMs } from "./cpu-time";

const project = useProject();
const S = "s3cr3t";
const RULES = `  wechat-qr-jump:rules:\n    - prefix: ${LINK}\n      path: /p\n`;

function read(stackFile: string, rulesFile?: string) {
  if (rulesFile !== undefined) project.write("a.yaml", rulesFile);
  project.write("Pulumi.dev.yaml", stackFile);
  return readRulesOfStackFile(project.folder, "dev", {}).problems;
}
const inRulesFile = (text: string) => read("config:\n  wechat-qr-jump:rulesFiles: [a.yaml]\n", text);

describe("a line that may hold a secret is never shown, nor a line that continues it", () => {
  const inConfig = (lines: string) => `config:\n${lines}\n${RULES}`;
  test.each([
    ["a colon in a command", `  wechat-qr-jump:accessTokenCommand: curl -H 'X-Key: ${S}' https://x: y`],
    ["a command on the next line", `  wechat-qr-jump:accessTokenCommand:\n    curl ${S}: y: z`],
    ["a block", `  wechat-qr-jump:accessTokenCommand: |\n    curl\n   ${S}: x`],
    ["a block with rules in it", `  wechat-qr-jump:accessTokenCommand: |2x ${S}\n    rules: ${S}`],
    ["quotes without an end", `  wechat-qr-jump:appSecret: "${S}\n  other: x`],
    ["a quoted text that is continued", `  wechat-qr-jump:appSecret: "a\n${S}" x: y`],
    ["quotes within quotes", `  wechat-qr-jump:appSecret: "a"${S}"`],
    ["a text that begins with *", `  wechat-qr-jump:appSecret: *${S}`],
    ["a text that begins with !", `  wechat-qr-jump:appSecret: !<${S} x`],
    ["a text that begins with @", `  wechat-qr-jump:appSecret: @${S}`],
    ["an anchor without a name for it", `  other:thing: &s ${S}: x: y\n  wechat-qr-jump:appSecret: *s`],
    ["a URL with a token", `  wechat-qr-jump:accessTokenUrl: https://t/?k=${S}: x`],
    ["an unknown key", `  my:thing: ${S}: x`],
    ["braces", `  wechat-qr-jump:appSecret: {secure: ${S}: x`],
    ["a key that is there twice", `  wechat-qr-jump:appSecret: ${S}\n  wechat-qr-jump:appSecret: ${S}`],
  ])("%s", (_, lines) => {
    const problems = read(inConfig(lines));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(({ text }) => text).join("\n")).not.toContain(S);
    expect(problems[0]?.at).toMatchObject({ file: "Pulumi.dev.yaml" });
  });

  test.each([
    ["a value that was moved there", `rules:\n  - accessToken: ${S}\n    prefix: ${LINK}\n    path: /p\n`],
    ["a mistake in its line", `x-token: ${S}: x\nrules: []\n`],
    ["an alias", `x-a: &a ${S}: x\nrules: []\nx-token: *a\n`],
    ["an alias on the next line", `x-a: &a {b: ${S}, b: ${S}}\nrules: []\nx-token:\n  *a\n`],
  ])("in a rules file: %s", (_, text) => {
    const problems = inRulesFile(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map((problem) => problem.text).join("\n")).not.toContain(S);
  });

  test("while the lines of rules beside it are", () => {
    const [problem] = read(inConfig(`  wechat-qr-jump:appSecret: ${S}`));
    expect(problem?.text).toContain("\n  5 |       path: /p\n    |             ^");
  });
});

describe("a key that is there twice is named whole", () => {
  test.each([
    ["wechat-qr-jump:appId", "wechat-qr-jump:appId"],
    ['"wechat-qr-jump:appId"', "wechat-qr-jump:appId"],
    ["'a: b'", "a: b"],
    ["a:b:c ", "a:b:c"],
    ["two words", "two words"],
  ])("%s", (key, name) => {
    const reasons = read(`config:\n  ${key}: ${SHOP}\n  ${key}: ${SHOP}\n`).map(({ reason }) => reason);
    expect(reasons).toContain(`the key ${name} is there twice; keep one`);
  });
});

test("what Pulumi would read otherwise is written in quotes", () => {
  const text = withItems("", [], [{ path: "2024-01-01" }, { path: "1_000" }, { path: "pages/a" }]);
  expect(text).toBe('- path: "2024-01-01"\n- path: "1_000"\n- path: pages/a\n');
});

describe("aliases", () => {
  const levels = (make: (n: number) => string) => Array.from({ length: 40 }, (_, n) => make(n)).join("");
  const bombs: [string, string][] = [
    ["lists", `x-0: &a0 [x]\n${levels((n) => `x-${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`)}rules: *a40\n`],
    [
      "merge keys",
      `x-0: &a0 {k: v}\n${levels((n) => `x-${n + 1}: &a${n + 1} {<<: [*a${n}, *a${n}], k${n}: v}\n`)}rules: []\n`,
    ],
    ["maps", `x-0: &a0 {k: v}\n${levels((n) => `x-${n + 1}: &a${n + 1} {a: *a${n}, b: *a${n}}\n`)}rules: []\n`],
  ];
  test.each(bombs)("that multiply %s are refused at once, in either file", (_, text) => {
    const begin = cpuTimeMs();
    const reason = expect.stringMatching(/^the aliases of this file multiply its values/) as string;
    expect(inRulesFile(text).map((problem) => problem.reason)).toEqual([reason]);
    expect(read(`config:\n${text.replace(/^/gm, "  ").replace("rules:", "wechat-qr-jump:rules:")}`)[0]?.reason).toEqual(
      reason,
    );
    expect(cpuTimeMs() - begin).toBeLessThan(1000);
  });

  test.each(["rules: &a [*a]\n", "rules: &a\n  - {<<: *a}\n", "x-a: &a {b: {c: *a}}\nrules: []\n"])(
    "without an end are refused: %j",
    (text) => {
      expect(inRulesFile(text).map(({ reason }) => reason)).toEqual([expect.stringMatching(/^an alias is inside/)]);
      const config = `config:\n${text.replace(/^(?=.)/gm, "  ").replace("rules:", "wechat-qr-jump:rules:")}`;
      expect(read(config)[0]?.reason).toMatch(/^an alias is inside/);
    },
  );

  test("without an anchor have their place", () => {
    const [problem] = inRulesFile(`- prefix: ${LINK}\n  path: *p\n`);
    expect(problem?.at).toEqual({ file: "a.yaml", line: 2, column: 9 });
    expect(problem?.reason).toMatch(/^this is read as an alias, and no anchor before it has its name; put quotes/);
  });

  test("may be thousands, also in a file that rules are added to", () => {
    const rules = Array.from({ length: 3000 }, (_, n) => `- {prefix: "${CODE}${n}", <<: *s}\n`).join("");
    const text = `x-s: &s {appid: ${SHOP}, path: p}\nrules:\n${rules}`;
    expect(inRulesFile(text)).toEqual([]);
    expect(withItems(text, ["rules"], [{ prefix: `${CODE}new` }])).toContain(`- prefix: ${CODE}new\n`);
  });
});
