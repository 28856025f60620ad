import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Log, Result } from "sarif";
import { t } from "../text/message";

/** Something that a pull request should show beside the line that it is about. */
export interface Finding {
  level: "error" | "warning";
  /** One sentence. */
  text: string;
  /** Relative to the project folder. */
  file: string;
  /** From 1. Without it the finding is about the whole file. */
  line?: number | undefined;
  column?: number | undefined;
}

/** Workflow commands of GitHub Actions, one line a finding. */
export function githubAnnotations(findings: readonly Finding[], folder: string): string {
  return findings
    .map(({ level, text, file, line, column }) => {
      const place = { file: inRepository(folder, file), line, col: column };
      const properties = Object.entries(place).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${escaped(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C")}`],
      );
      return `::${level} ${properties.join(",")}::${escaped(text)}`;
    })
    .join("\n");
}

/** What GitHub unescapes in a workflow command. */
function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A SARIF 2.1.0 log, which GitHub, GitLab, Azure DevOps and editors read. Columns count UTF-16 units, as editors do. */
export function sarifLog(findings: readonly Finding[], folder: string, version: string): Log {
  const driver = {
    name: "wechat-qr-jump",
    version,
    rules: [
      { id: "mistake", shortDescription: { text: t`A rule or setting that cannot be right` } },
      { id: "doubt", shortDescription: { text: t`Something that may be meant otherwise` } },
    ],
  };
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      { tool: { driver }, columnKind: "utf16CodeUnits", results: findings.map((one) => sarifResult(one, folder)) },
    ],
  };
}

function sarifResult({ level, text, file, line, column }: Finding, folder: string): Result {
  const uri = inRepository(folder, file).split("/").map(encodeURIComponent).join("/");
  const region = line === undefined ? {} : { region: { startLine: line, ...(column && { startColumn: column }) } };
  return {
    ruleId: level === "error" ? "mistake" : "doubt",
    level,
    message: { text },
    locations: [{ physicalLocation: { artifactLocation: { uri }, ...region } }],
  };
}

/** The file's path in its Git repository, which is what pull requests go by; without a repository, in the project folder. */
function inRepository(folder: string, file: string): string {
  const path = resolve(folder, file);
  return relative(repositoryOf(folder) ?? folder, path)
    .split(sep)
    .join("/");
}

function repositoryOf(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}
