import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRulesOfStackFile } from "../../provider/reading/read-rules";
import { useProject } from "./project-folder";

const project = useProject();
const rule = (name: string) => `- {prefix: "https://qr.example.com/${name}", path: pages/${name}}\n`;

function read(...patterns: string[]) {
  project.write("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:rulesFiles: ${JSON.stringify(patterns)}\n`);
  const { rules, problems } = readRulesOfStackFile(project.folder, "dev", {});
  return { paths: rules.map(({ args }) => args.path), texts: problems.map(({ text }) => text) };
}

describe("rules in files", () => {
  test("are those of every file that matches, sorted, each file once, as a list or under rules", () => {
    project.write("rules/b.yaml", rule("b"));
    project.write("rules/team/a.yaml", `rules:\n${rule("a")}`);
    project.write("rules/c.json", '[{"prefix": "https://qr.example.com/c", "path": "pages/c"}]');
    project.write("rules/empty.yaml", "[]");
    project.write("rules/no.txt", "no rules");
    expect(read("rules/**/*.{yaml,json}", "rules/*.yaml", "rules/b.yaml")).toEqual({
      paths: ["pages/b", "pages/c", "pages/a"],
      texts: [],
    });
  });

  test("may stand outside of the project, be reached through links, and have names that look like globs", () => {
    const outside = mkdtempSync(join(tmpdir(), "wechat-qr-jump-outside-"));
    writeFileSync(join(outside, "a.yaml"), rule("a"));
    mkdirSync(join(outside, "more"));
    writeFileSync(join(outside, "more", "b.yaml"), rule("b"));
    project.write("rules/[c].yaml", rule("c"));
    symlinkSync(join(outside, "more"), join(project.folder, "rules", "linked"));
    expect(read(join(outside, "*.yaml"), "rules/**/b.yaml", "rules/[c].yaml")).toEqual({
      paths: ["pages/a", "pages/b", "pages/c"],
      texts: [],
    });
  });

  test("and in the config are one set: a prefix that is repeated is refused with both places", () => {
    project.write("rules/a.yaml", rule("a"));
    project.write("rules/b.yaml", rule("b") + rule("a"));
    expect(read("rules/*.yaml").texts).toEqual([
      expect.stringMatching(/^rules\/b.yaml:2:12: prefix .* is already at rules\/a.yaml:1:3; keep one of the two\.\n/),
    ]);
  });

  test.each([
    ["nothing/*.yaml", /^Pulumi.dev.yaml:2:31: no file in .* matches nothing/],
    ["missing.yaml", /^Pulumi.dev.yaml:2:31: there is no file missing.yaml/],
    ["rules", /^Pulumi.dev.yaml:2:31: rules is a folder; write rules\/\*\.yaml/],
    [
      "rules/broken*.yaml",
      /^Pulumi.dev.yaml:2:31: rules\/broken.yaml, which rules\/broken\*.yaml names, cannot be read/,
    ],
    ["rules/empty.yaml", /^rules\/empty.yaml:1:1: this file is empty/],
    ["rules/gbk.yaml", /^rules\/gbk.yaml: this file is not UTF-8/],
    ["rules/tab.yaml", /^rules\/tab.yaml:2:1: YAML is indented with blanks/],
    ["rules/two.yaml", /^rules\/two.yaml:2:1: a file has one document/],
    ["rules/text.yaml", /^rules\/text.yaml:1:1: this is not a list of rules/],
    ["rules/rule.yaml", /^rules\/rule.yaml:1:1: rule is not known in a rules file; did you mean rules\?/],
    ["rules/map.yaml", /^rules\/map.yaml:1:8: rules is not a list/],
  ])("are refused when they cannot be had: %s", (pattern, text) => {
    project.write("rules/empty.yaml", "# nothing yet\n");
    project.write("rules/gbk.yaml", Buffer.from([0xb2, 0xe2]));
    project.write("rules/tab.yaml", `rules:\n\t${rule("a")}`);
    project.write("rules/two.yaml", `${rule("a")}---\n${rule("b")}`);
    project.write("rules/text.yaml", "shop");
    project.write("rules/rule.yaml", `rule:\n${rule("a")}`);
    project.write("rules/map.yaml", "rules: {a: 1}");
    symlinkSync("nowhere", join(project.folder, "rules", "broken.yaml"));
    const { paths, texts } = read(pattern);
    expect(paths).toEqual([]);
    expect(texts[0]).toMatch(text);
  });

  test("are all checked at once", () => {
    project.write("rules/a.yaml", "- shop");
    project.write("rules/b.yaml", "");
    expect(read("rules/*.yaml", "none.yaml").texts).toHaveLength(3);
  });

  test.each(["rules/*.yaml", "7", '[7, "x"]', '[""]'])("are refused when the list of files is %s", (value) => {
    project.write("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:rulesFiles: ${value}\n`);
    const { problems, declared } = readRulesOfStackFile(project.folder, "dev", {});
    expect(problems.map(({ reason }) => reason)).toEqual([expect.stringMatching(/is not a list of files; write/)]);
    expect(declared).toBe("files");
  });
});

describe("the stack's file", () => {
  const STACK = `config:\n  rulesFiles: [rules/a.yaml]\n`;

  test("is found in stackConfigDir, and its keys may leave out the project's name", () => {
    project.write("Pulumi.yaml", "name: wechat-qr-jump\nruntime: nodejs\nstackConfigDir: stacks\n");
    project.write("stacks/Pulumi.dev.yaml", STACK);
    project.write("rules/a.yaml", rule("a"));
    expect(readRulesOfStackFile(project.folder, "dev", {}).rules).toHaveLength(1);
  });

  test("is completed by the config of Pulumi.yaml", () => {
    project.write("Pulumi.yaml", "name: wechat-qr-jump\nconfig:\n  rulesFiles: {value: [rules/a.yaml]}\n");
    project.write("Pulumi.dev.yaml", "config: {}\n");
    project.write("rules/a.yaml", rule("a"));
    expect(readRulesOfStackFile(project.folder, "dev", {}).rules).toHaveLength(1);
  });

  test("is a problem when it is missing or no YAML", () => {
    const texts = () => readRulesOfStackFile(project.folder, "dev", {}).problems.map(({ text }) => text);
    expect(texts()).toEqual(["Pulumi.dev.yaml: there is no such file."]);
    project.write("Pulumi.dev.yaml", "config: [\n");
    expect(texts()[0]).toMatch(/^Pulumi.dev.yaml:\d+:\d+: this is not valid YAML/);
  });
});
