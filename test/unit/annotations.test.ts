import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { githubAnnotations, sarifLog, type Finding } from "../../provider/cli/annotations";

let repository: string;
let project: string;

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), "wechat-qr-jump-repository-"));
  project = join(repository, "qr codes");
  mkdirSync(project);
});

afterEach(() => {
  rmSync(repository, { recursive: true });
});

const MISTAKE: Finding = { level: "error", text: "path is empty.", file: "rules/a.yaml", line: 3, column: 9 };
const DOUBT: Finding = { level: "warning", text: "a longer rule takes over.", file: "Pulumi.dev.yaml" };

describe("annotations for GitHub", () => {
  test("are one workflow command each, with the path in the repository", () => {
    mkdirSync(join(repository, ".git"));
    expect(githubAnnotations([MISTAKE, DOUBT], project).split("\n")).toEqual([
      "::error file=qr codes/rules/a.yaml,line=3,col=9::path is empty.",
      "::warning file=qr codes/Pulumi.dev.yaml::a longer rule takes over.",
    ]);
  });

  test("name the path in the project where there is no repository", () => {
    expect(githubAnnotations([MISTAKE], project)).toMatch(/file=rules\/a\.yaml,/);
  });

  test("cannot be broken out of by a text or a file name", () => {
    const text = "100% wrong\n::error::forged\r";
    const [line, ...more] = githubAnnotations([{ ...MISTAKE, text, file: "a,line=9:b.yaml" }], project).split("\n");
    expect(line).toBe("::error file=a%2Cline=9%3Ab.yaml,line=3,col=9::100%25 wrong%0A::error::forged%0D");
    expect(more).toEqual([]);
  });

  test("are nothing where nothing was found", () => {
    expect(githubAnnotations([], project)).toBe("");
  });
});

describe("a SARIF log", () => {
  test("has one result for each finding, with level, rule and place", () => {
    mkdirSync(join(repository, ".git"));
    const log = sarifLog([MISTAKE, DOUBT], project, "1.2.3");
    expect(log.version).toBe("2.1.0");
    expect(log.runs).toHaveLength(1);
    expect(log.runs[0]?.tool.driver).toMatchObject({ name: "wechat-qr-jump", version: "1.2.3" });
    expect(log.runs[0]?.results).toEqual([
      {
        ruleId: "mistake",
        level: "error",
        message: { text: "path is empty." },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "qr%20codes/rules/a.yaml" },
              region: { startLine: 3, startColumn: 9 },
            },
          },
        ],
      },
      {
        ruleId: "doubt",
        level: "warning",
        message: { text: "a longer rule takes over." },
        locations: [{ physicalLocation: { artifactLocation: { uri: "qr%20codes/Pulumi.dev.yaml" } } }],
      },
    ]);
    const rules = log.runs[0]?.tool.driver.rules?.map(({ id }) => id);
    for (const { ruleId } of log.runs[0]?.results ?? []) expect(rules).toContain(ruleId);
  });
});
