import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRulesOfStackFile } from "../../provider/reading/read-rules";
import { useProject } from "./project-folder";

const project = useProject();
const at = (path: string) => join(project.folder, path);
const rule = (name: string) => `- {prefix: "https://qr.example.com/${name}", path: pages/${name}}\n`;

function read(...patterns: string[]) {
  project.write("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:rulesFiles: ${JSON.stringify(patterns)}\n`);
  const { rules, problems } = readRulesOfStackFile(project.folder, "dev", {});
  return { paths: rules.map(({ args }) => args.path), texts: problems.map(({ text }) => text) };
}

const NOT_READ = (file: string, pattern: string) =>
  `${file} lies where ${pattern} looks, but no entry of rulesFiles matches it, and rules that are not read are deleted in WeChat; ` +
  `rename it, write it into rulesFiles, move it elsewhere, or leave it out with "!${file}" in rulesFiles.`;

describe("a rules file that lies where a glob looks and is not read", () => {
  test.each([
    "rules/shops.yml",
    "rules/shops.json",
    "rules/SHOPS.YAML",
    "rules/shops.Yml",
    "rules/.shops.yaml",
    "rules/old/shops.yaml",
    "rules/old/2024/shops.yml",
    "rules/.old/shops.yaml",
  ])("is refused at the place of the glob: %s", (moved) => {
    project.write("rules/a.yaml", rule("a"));
    project.write(moved, rule("shops"));
    const { texts } = read("rules/a.yaml", "rules/*.yaml");
    expect(texts).toEqual([expect.stringMatching(/^Pulumi\.dev\.yaml:2:46: /)]);
    expect(texts[0]).toContain(NOT_READ(moved, "rules/*.yaml"));
    const wayOut = read("rules/*.yaml", `!${moved}`);
    expect(wayOut).toEqual({ paths: ["pages/a"], texts: [] });
    expect(read("rules/*.yaml", moved)).toEqual({ paths: ["pages/a", "pages/shops"], texts: [] });
  });

  test.each<[string, (path: string) => void]>([
    ["a pipe", (path) => execFileSync("mkfifo", [path])],
    ["a folder", (path) => mkdirSync(path)],
    ["a link to a folder", (path) => symlinkSync(mkdtempSync(join(tmpdir(), "wechat-qr-jump-linked-")), path)],
    ["a device", (path) => symlinkSync("/dev/zero", path)],
    ["a link to a file", (path) => (writeFileSync(at("elsewhere"), rule("b")), symlinkSync(at("elsewhere"), path))],
    ["a text that is no YAML", (path) => writeFileSync(path, "- {prefix: ")],
    ["an empty file", (path) => writeFileSync(path, "")],
    ["a file in UTF-16", (path) => writeFileSync(path, Buffer.from(`\ufeff${rule("b")}`, "utf16le"))],
    ["rules under a misspelt key", (path) => writeFileSync(path, `rule:\n${rule("b")}`)],
    ["a list of none", (path) => writeFileSync(path, "rules: []\n")],
    [
      "a list of rules that lack something, under a misspelt key",
      (path) => writeFileSync(path, "rule: [{prefix: x}]\n"),
    ],
    ["an empty map", (path) => writeFileSync(path, "{}\n")],
    ["a YAML file with a mistake", (path) => writeFileSync(path, "shops: 1\nshops: 2\n")],
    ["rules below another key", (path) => writeFileSync(path, `shops:\n${rule("b")}`)],
  ])("is refused when it is %s", (_, make) => {
    project.write("rules/a.yaml", rule("a"));
    make(at("rules/b.yml"));
    expect(read("rules/*.yaml").texts).toEqual([
      expect.stringContaining("rules/b.yml lies where rules/*.yaml looks, but no entry of rulesFiles matches it"),
    ]);
    expect(read("rules/*.yaml", "!rules/b.yml").texts).toEqual([]);
  });

  test("is found by each kind of glob", () => {
    project.write("merchants/a/rules.yaml", rule("a"));
    project.write("merchants/b/rules.yml", rule("b"));
    for (const pattern of [
      "merchants/*/rules.yaml",
      "merchants/**/*.yaml",
      "merchants/{a,b}/rules.yaml",
      "{merchants/a,merchants/b}/*.yaml",
      "*/?/rules.yaml",
      "**/rules.yaml",
      "./merchants/*/*.yaml",
      at("merchants/*/*.yaml"),
    ]) {
      expect(read(pattern).texts).toEqual([expect.stringContaining(`merchants/b/rules.yml lies where ${pattern}`)]);
    }
    project.write("merchants/c.yml", rule("c"));
    expect(read("merchants/*/rules.yaml", "!merchants/b").texts).toEqual([
      expect.stringContaining("merchants/c.yml lies where"),
    ]);
    unlinkSync(at("merchants/c.yml"));
    expect(read("merchants/{a/rules,c/rules}.yaml").texts).toEqual([
      expect.stringContaining("merchants/b/rules.yml lies"),
    ]);
    mkdirSync(at("sub"));
    renameSync(at("Pulumi.yaml"), at("sub/Pulumi.yaml"));
    const sub = { ...project, folder: at("sub") };
    project.write(`sub/Pulumi.dev.yaml`, "config:\n  wechat-qr-jump:rulesFiles: [../merchants/*/*.yaml]\n");
    const { problems } = readRulesOfStackFile(sub.folder, "dev", {});
    expect(problems.map(({ text }) => text)).toEqual([expect.stringContaining("../merchants/b/rules.yml lies where")]);
  });

  test("is named beside the glob that matches nothing any more, and many are listed and counted", () => {
    for (let n = 10; n < 25; n++) project.write(`rules/${n}.yml`, rule(`${n}`));
    const { texts } = read("rules/*.yaml");
    expect(texts).toEqual([
      expect.stringContaining("no file in"),
      expect.stringMatching(
        /rules\/10\.yml, .*rules\/19\.yml and 5 more lie where .*leave them out with entries such as "!rules\/10\.yml" in rulesFiles\./,
      ),
    ]);
    expect(read("rules/*.yaml", "rules/*.json", "!rules/1*.yml").texts).toHaveLength(3);
  });

  test("is named once, by its own path, with letters that a glob would take for its own written as the glob needs them", () => {
    project.write("rules/a.yaml", rule("a"));
    project.write("rules/team/[b].yml", rule("b"));
    symlinkSync("team", at("rules/link"));
    const [text, ...others] = read("rules/*.yaml", "rules/**/*.yaml").texts;
    expect(others).toEqual([]);
    expect(text).toContain("rules/team/[b].yml lies where rules/*.yaml looks");
    expect(text).toContain('"!rules/team/\\[b\\].yml"');
    expect(read("rules/*.yaml", "!rules/team/\\[b\\].yml", "!rules/link").texts).toEqual([]);
    expect(read("rules/*.yaml", "!rules/team/[b].yml", "!rules/link/**").texts).toEqual([]);
  });
});

describe("what is no rules file, or is one of somebody else's,", () => {
  test("stays where it is: other endings, what editors leave, and what is plainly something else", () => {
    project.write("rules/a.yaml", rule("a"));
    for (const name of ["README.md", "b.yaml~", ".b.yaml.swp", "#b.yaml#", "b.yaml.bak", "._a.yaml", ".#c.yaml"]) {
      project.write(`rules/${name}`, rule("b"));
    }
    symlinkSync("somebody@host.4711:1700000000", at("rules/.#a.yaml"));
    project.write("rules/schema.json", '{"$schema": "x", "properties": {"prefix": {"type": "string"}, "path": {}}}');
    project.write("rules/.yamllint.yml", "extends: default\nrules:\n  braces: {level: error}\n");
    project.write("rules/Pulumi.yaml", "name: x\nruntime: nodejs\n");
    project.write("rules/node_modules/x/rules.yml", rule("b"));
    expect(read("rules/*.yaml", "!rules/Pulumi.yaml")).toEqual({ paths: ["pages/a"], texts: [] });
  });

  test("stays where a glob looks into the project's own folder", () => {
    project.write("a.yaml", rule("a"));
    project.write("Pulumi.prod.yaml", `config:\n  wechat-qr-jump:rules:\n    ${rule("c")}`);
    project.write("package.json", '{"name": "x"}');
    project.write("package-lock.json", "{}");
    project.write("tsconfig.build.json", "{ // comment\n}");
    project.write(".gitlab-ci.yml", "up:\n  rules: [{if: $CI}]\n  cache: {key: {prefix: x}, paths: [y]}\n");
    project.write("compose.yml", "services: {x: {image: y}}\n");
    project.write(".github/workflows/up.yml", "on: push\n");
    project.write(".git/rules.yml", rule("b"));
    project.write("node_modules/x/rules.yml", rule("b"));
    project.write("backend/.pulumi/stacks/dev.json", `[{"prefix": "x", "path": "y"}]`);
    for (const pattern of ["*.yaml", "**/*.yaml", "./*.yaml", at("*.yaml")]) {
      expect(read(pattern, "!Pulumi*.yaml")).toEqual({ paths: ["pages/a"], texts: [] });
    }
    expect(read("*.yaml").texts).toEqual([
      expect.stringMatching(/^Pulumi\.dev\.yaml:1:1: this is a file of Pulumi, not of rules; write "!Pulumi\*\.yaml"/),
      expect.stringMatching(/^Pulumi\.prod\.yaml:1:1: this is a file of Pulumi/),
      expect.stringMatching(/^Pulumi\.yaml:1:1: this is a file of Pulumi/),
    ]);
    project.write("team/shops.yaml", rule("b"));
    expect(read("*.yaml", "!Pulumi*.yaml").texts).toEqual([
      expect.stringContaining("team/shops.yaml lies where *.yaml"),
    ]);
  });

  test("stays where Pulumi's own files hold rules, and where a folder's name has an ending whose files are read", () => {
    project.write("shops.yml/a.yaml", rule("a"));
    project.write("Pulumi.prod.yaml", `config:\n  wechat-qr-jump:rules:\n    ${rule("c")}`);
    expect(read("*.yml/*.yaml")).toEqual({ paths: ["pages/a"], texts: [] });
    project.write("b.json", `[{"prefix": "https://qr.example.com/b", "path": "pages/b"}]`);
    expect(read("*.json", "shops.yml/a.yaml")).toEqual({ paths: ["pages/b", "pages/a"], texts: [] });
  });

  test("stays where its values are a circle", () => {
    project.write("rules/a.yaml", rule("a"));
    project.write("rules/tool.yml", "jobs: &jobs {name: x, again: *jobs}\n");
    expect(() => read("rules/*.yaml")).not.toThrow();
  });

  test("stays beside a file that is named without a glob", () => {
    project.write("rules/a.yaml", rule("a"));
    project.write("rules/b.yml", rule("b"));
    expect(read("rules/a.yaml")).toEqual({ paths: ["pages/a"], texts: [] });
  });

  test("stays where another stack reads it, of this project or of one below", () => {
    project.write("rules/dev-a.yaml", rule("a"));
    project.write("rules/prod-a.yaml", rule("b"));
    project.write("rules/prod-old.yml", rule("c"));
    expect(read("rules/dev-*.yaml").texts).toHaveLength(1);
    project.write(
      "Pulumi.prod.yaml",
      "config:\n  wechat-qr-jump:rulesFiles: [rules/prod-*.y*ml, '!rules/prod-old.yml']\n",
    );
    expect(read("rules/dev-*.yaml").texts).toEqual([expect.stringContaining("rules/prod-old.yml lies where")]);
    project.write("Pulumi.broken.yaml", "config: [\n");
    project.write("Pulumi.none.yaml", "config:\n  wechat-qr-jump:rulesFiles: 7\n");
    project.write("Pulumi.old.yaml", "config:\n  rulesFiles: [rules/prod-old.yml]\n");
    project.write("Pulumi.yaml", "name: wechat-qr-jump\nruntime: nodejs\n");
    expect(read("rules/dev-*.yaml")).toEqual({ paths: ["pages/a"], texts: [] });

    project.write("rules/shop/Pulumi.yaml", "name: shop\nruntime: nodejs\n");
    project.write("rules/shop/rules/x.yaml", rule("x"));
    expect(read("rules/dev-*.yaml").texts).toHaveLength(1);
    project.write("rules/shop/Pulumi.main.yaml", "config:\n  wechat-qr-jump:rulesFiles: [rules/*.yaml]\n");
    expect(read("rules/dev-*.yaml").texts).toEqual([]);
  });

  test("is not taken for unread where it is read through a link, as in a mounted ConfigMap", () => {
    const volume = mkdtempSync(join(tmpdir(), "wechat-qr-jump-volume-"));
    mkdirSync(join(volume, "..2024_11_25"));
    writeFileSync(join(volume, "..2024_11_25", "a.yaml"), rule("a"));
    symlinkSync("..2024_11_25", join(volume, "..data"));
    symlinkSync("..data/a.yaml", join(volume, "a.yaml"));
    expect(read(join(volume, "*.yaml"))).toEqual({ paths: ["pages/a"], texts: [] });
  });

  test("is not looked for without end where folders are links to each other", () => {
    project.write("rules/a/a.yaml", rule("a"));
    symlinkSync("..", at("rules/a/up"));
    symlinkSync("../..", at("rules/a/project"));
    symlinkSync("nowhere", at("rules/a/b"));
    mkdirSync(at("rules/a/old"));
    symlinkSync("nowhere", at("rules/a/old/b.yml"));
    expect(read("rules/a/*.yaml").texts).toEqual([expect.stringContaining("rules/a/b, which rules/a/*.yaml names")]);
    unlinkSync(at("rules/a/b"));
    expect(read("rules/a/*.yaml")).toEqual({ paths: ["pages/a"], texts: [] });
    expect(read("rules/*/*.yaml")).toEqual({ paths: ["pages/a"], texts: [] });
  });
});

describe("an entry that begins with !", () => {
  test("leaves out of the globs what it matches, wherever it stands, and nothing of what is named without one", () => {
    for (const name of ["a", "b", "old/c"]) project.write(`rules/${name}.yaml`, rule(name));
    expect(read("!rules/old/*.yaml", "rules/**/*.yaml").paths).toEqual(["pages/a", "pages/b"]);
    expect(read("rules/**/*.yaml", "!rules/old").paths).toEqual(["pages/a", "pages/b"]);
    expect(read("rules/**/*.yaml", "!./rules/b.yaml").paths).toEqual(["pages/a", "pages/old/c"]);
    expect(read("rules/*.yaml", "!rules/*.yaml", "!rules/old", "rules/b.yaml")).toEqual({
      paths: ["pages/b"],
      texts: [expect.stringContaining("matches rules/*.yaml")],
    });
  });

  test("is a file's name where there is one of that name", () => {
    project.write("!a.yaml", rule("a"));
    expect(read("!a.yaml")).toEqual({ paths: ["pages/a"], texts: [] });
    unlinkSync(at("!a.yaml"));
    expect(read("!a.yaml")).toEqual({ paths: [], texts: [] });
  });

  test("needs quotes, which is said", () => {
    project.write("rules/a.yaml", rule("a"));
    project.write("Pulumi.dev.yaml", "config:\n  wechat-qr-jump:rulesFiles: [rules/*.yaml, !rules/b.yaml]\n");
    const [problem] = readRulesOfStackFile(project.folder, "dev", {}).problems;
    expect(problem?.reason).toMatch(
      /is not a list of files; write .* with quotes around what begins with "\*" or "!"$/,
    );
  });
});
