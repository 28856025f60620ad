import { noRulesText, type Readers, type RulesRead } from "../reading/read-rules";
import { describe, type Rule } from "../rules/rule";
import { t } from "../text/message";
import { problemOf, textsOf, type Problem } from "../text/problem";
import { visible } from "../text/visible";
import { openAccount } from "../wechat/account";
import { githubAnnotations, sarifLog, type Finding } from "./annotations";
import { lookAtStackPages, pageProblems, pagesJson, pagesText, type StackPages } from "./check-pages";
import { compare, differencesOf, placeOf, undeclarable, type Compared } from "./comparison";
import { readRulesOf } from "./declared-rules";
import { counted, UsageError, type Outcome, type Surroundings } from "./outcome";
import { packageVersion } from "./package-version";
import { stacksOf, type Stack } from "./project";
import { readLive } from "./read-live";
import { exposedSecretsOf, settingsOf } from "./stack-settings";

export type Format = "github" | "sarif";

interface Checked {
  stack: Stack;
  read: RulesRead;
  problems: string[];
  /** Undefined if WeChat was not asked. */
  compared: Compared[] | undefined;
  /** Undefined if WeChat was not asked for them. */
  pages: StackPages | undefined;
}

/** Validates rules without credentials and, on request, compares them with WeChat. */
export async function check(
  { stack, live, pages, format }: { stack?: string; live?: true; pages?: true; format?: Format },
  { cwd, env }: Surroundings,
): Promise<Outcome> {
  if (pages && !live)
    throw new UsageError(t`--pages asks WeChat, which only --live does; write "check --live --pages".`);
  const checked: Checked[] = [];
  const readers: Readers = new Map();
  for (const each of stacksOf(cwd, stack)) {
    const { problems, read } = validate(each, env, readers);
    const asked = live && problems.length === 0 ? await askWechat(each, read, env, pages) : NOT_ASKED;
    checked.push({ stack: each, read, problems, ...asked });
  }
  return {
    text: checked.map(textOf).join("\n"),
    json: { stacks: checked.map(jsonOf) },
    ...(format && { document: documentOf(format, checked) }),
    findings: checked.some(hasFindings),
  };
}

/** @param readers to keep for further stacks. */
export function validate(
  stack: Stack,
  env: NodeJS.ProcessEnv,
  readers: Readers,
): { read: RulesRead; problems: string[] } {
  const read = readRulesOf(stack, env, readers);
  const exposed = exposedSecretsOf(stack, env).map((reason) => problemOf(stack.file, reason));
  const warnings = [...exposed, ...read.warnings];
  const problems = textsOf(read.problems);
  if (problems.length === 0 && read.rules.length === 0) problems.push(noRulesText(read.declared, stack.file).trimEnd());
  return { read: { ...read, warnings }, problems };
}

function hasFindings({ problems, compared, pages }: Checked): boolean {
  return problems.length > 0 || deviations(compared).length > 0 || (pages?.missing.length ?? 0) > 0;
}

type Asked = Pick<Checked, "compared" | "pages">;

const NOT_ASKED: Asked = { compared: undefined, pages: undefined };

async function askWechat(
  stack: Stack,
  { rules }: RulesRead,
  env: NodeJS.ProcessEnv,
  withPages = false,
): Promise<Asked> {
  const settings = await settingsOf(stack, env);
  const { client } = openAccount(settings);
  const declared = rules.map(({ args }) => args);
  const compared = compare(rules, (await readLive(client, declared)).rules);
  return { compared, pages: withPages ? await lookAtStackPages(rules, settings, client) : undefined };
}

function documentOf(format: Format, checked: Checked[]): string {
  const found = uniqueFindings(checked.flatMap(findingsOf));
  const folder = checked[0]?.stack.folder ?? ".";
  if (format === "sarif") return `${JSON.stringify(sarifLog(found, folder, packageVersion()), undefined, 2)}\n`;
  const annotations = githubAnnotations(found.slice(0, MOST_ANNOTATIONS), folder);
  return annotations === "" ? "" : `${annotations}\n`;
}

/** GitHub shows ten of a kind for a step, and fifty for a job. */
const MOST_ANNOTATIONS = 50;

function findingsOf({ stack: { file }, read, problems, compared, pages }: Checked): Finding[] {
  const about = (level: Finding["level"], { at, reason }: Problem): Finding => ({ level, text: reason, file, ...at });
  const mistakes = read.problems.map((problem) => about("error", problem));
  return [
    ...(mistakes.length > 0 ? mistakes : problems.map((text): Finding => ({ level: "error", text, file }))),
    ...read.warnings.map((warning) => about("warning", warning)),
    ...deviations(compared).map((one): Finding => {
      const { file: declaredIn = file, line } = one.declared?.at ?? {};
      const level = one.status === "unmanaged" ? "warning" : "error";
      return { level, text: deviationText(one, file).replace(/\s+/g, " "), file: declaredIn, line };
    }),
    ...(pages ? pageProblems(pages, file) : []).map((problem) => about("error", problem)),
  ];
}

/** Several stacks may read the same rules file. */
function uniqueFindings(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}

function deviations(compared: Compared[] | undefined): Compared[] {
  return (compared ?? []).filter(({ status }) => status !== "same");
}

function textOf({ stack, read, problems, compared, pages }: Checked): string {
  const warnings = textsOf(read.warnings, "warning").map((text) => t`warning: ${text}`);
  if (problems.length > 0) return [...problems, ...warnings].join("\n");
  const found = deviations(compared);
  const result = t`${stack.file}: ${counted(read.rules.length, "rule")}, no mistakes`;
  const ending = !compared
    ? t`${result}.`
    : found.length === 0
      ? t`${result}, and WeChat is as declared.`
      : t`${result}, but WeChat differs in ${found.length}:`;
  const differing = found.map((one) => `  ${deviationText(one, stack.file)}`);
  return [...warnings, ending, ...differing, ...(pages ? pagesText(pages, stack.file) : [])].join("\n");
}

function deviationText(compared: Compared, stackFile: string): string {
  const { status, declared, live } = compared;
  const prefix = visible(compared.prefix);
  const place = declared ? ` (${placeOf(declared, stackFile)})` : "";
  switch (status) {
    case "missing":
      return t`missing    ${prefix}${place}: not in WeChat; "pulumi up --refresh" adds it`;
    case "different":
      return t`different  ${prefix}${place}: ${differencesOf(compared).join("; ")}`;
    default:
      return t`unmanaged  ${prefix}: live ${live && describe(live)}; ${live ? howToDeclare(live) : ""}`;
  }
}

function howToDeclare(live: Rule): string {
  const problem = undeclarable(live);
  if (!problem) return t`"wechat-qr-jump import" declares it`;
  return t`it cannot be declared (${visible(problem.reason)}), so only WeChat's console can change it`;
}

function jsonOf({ stack, read, problems, compared, pages }: Checked): Record<string, unknown> {
  return {
    stack: stack.name,
    file: stack.file,
    rules: read.rules.length,
    problems: read.problems.length > 0 ? read.problems : problems.map((text) => ({ reason: text, text })),
    warnings: read.warnings,
    ...(compared && {
      live: deviations(compared).map(({ prefix, status, declared, live }) => ({
        prefix,
        status,
        ...(declared && { declared: declared.args, declaredAt: placeOf(declared, stack.file) }),
        ...(live && { live }),
      })),
    }),
    ...(pages && { pages: pagesJson(pages, stack.file) }),
  };
}
