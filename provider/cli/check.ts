import { noRulesText, type Readers, type RulesRead } from "../reading/read-rules";
import { t } from "../text/message";
import { problemOf, textsOf, type Problem } from "../text/problem";
import { githubAnnotations, sarifLog, type Finding } from "./annotations";
import { deviationJson, deviations, deviationText, liveText, lookAtStack, type StackLive } from "./check-live";
import { pageProblems, pagesJson, pagesText } from "./check-pages";
import { unfinishedRuns } from "./create-codes/made-codes";
import { readRulesOf } from "./declared-rules";
import { counted, UsageError, type Outcome, type Surroundings } from "./outcome";
import { packageVersion } from "../system/package-version";
import { oneStack, stacksOf, type Stack } from "./project";
import { failureText } from "./read-accounts";
import { askedAccounts, namesOf } from "./stack-accounts";
import { exposedSecretsOf, StackSettings } from "./stack-settings";

export type Format = "github" | "sarif";

interface Checked {
  stack: Stack;
  read: RulesRead;
  problems: string[];
  /** Undefined if WeChat was not asked. */
  live: StackLive | undefined;
}

interface CheckOptions {
  stack?: string;
  account?: string;
  live?: true;
  pages?: true;
  format?: Format;
}

/** Validates rules without credentials and, on request, compares them with WeChat. */
export async function check(
  { stack, account, live, pages, format }: CheckOptions,
  { cwd, env }: Surroundings,
): Promise<Outcome> {
  if (pages && !live)
    throw new UsageError(t`--pages asks WeChat, which only --live does; write "check --live --pages".`);
  if (account !== undefined && !live)
    throw new UsageError(
      t`--account says which account to ask, which only --live does; write "check --live --account ${account}".`,
    );
  const checked: Checked[] = [];
  const readers: Readers = new Map();
  const stacks = account === undefined ? stacksOf(cwd, stack) : [oneStack(cwd, stack)];
  for (const [index, each] of stacks.entries()) {
    const { problems, read } = validate(each, env, readers);
    // They are the project's, so one of its stacks says it.
    if (index === 0) read.warnings.push(...unfinishedRuns(each.folder).map(unfinishedProblem));
    const isAsked = live && problems.length === 0;
    const asked = isAsked
      ? await lookAtStack(read, askedAccounts(read, account), new StackSettings(each, env), pages === true)
      : undefined;
    checked.push({ stack: each, read, problems, live: asked });
  }
  return {
    text: checked.map(textOf).join("\n"),
    json: { stacks: checked.map(jsonOf) },
    ...(format && { document: documentOf(format, checked) }),
    findings: checked.some(hasFindings),
  };
}

function unfinishedProblem(file: string): Problem {
  return problemOf(
    file,
    t`create-codes was broken off, and made codes may have no rule yet; run the same command again`,
  );
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

function hasFindings({ problems, live }: Checked): boolean {
  if (problems.length > 0) return true;
  if (!live) return false;
  return deviations(live.compared).length + live.failed.length + (live.pages?.missing.length ?? 0) > 0;
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

function findingsOf({ stack: { file }, read, problems, live }: Checked): Finding[] {
  const about = (level: Finding["level"], { at, reason }: Problem): Finding => ({ level, text: reason, file, ...at });
  const mistakes = read.problems.map((problem) => about("error", problem));
  const { compared = [], failed = [], pages } = live ?? {};
  return [
    ...(mistakes.length > 0 ? mistakes : problems.map((text): Finding => ({ level: "error", text, file }))),
    ...read.warnings.map((warning) => about("warning", warning)),
    ...deviations(compared).map((one): Finding => {
      const { file: declaredIn = file, line } = one.declared?.at ?? {};
      const level = one.status === "unmanaged" ? "warning" : "error";
      return { level, text: deviationText(one, file, namesOf(read)).replace(/\s+/g, " "), file: declaredIn, line };
    }),
    ...failed.map((one): Finding => ({ level: "error", text: failureText(one), file })),
    ...(pages ? pageProblems(pages, file) : []).map((problem) => about("error", problem)),
  ];
}

/** Several stacks may read the same rules file. */
function uniqueFindings(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}

function textOf({ stack, read, problems, live }: Checked): string {
  const warnings = textsOf(read.warnings, "warning").map((text) => t`warning: ${text}`);
  if (problems.length > 0) return [...problems, ...warnings].join("\n");
  const result = t`${stack.file}: ${counted(read.rules.length, "rule")}, no mistakes`;
  const ending = live ? liveText(live, result, stack.file, namesOf(read)) : [t`${result}.`];
  return [...warnings, ...ending, ...(live?.pages ? pagesText(live.pages, stack.file) : [])].join("\n");
}

function jsonOf({ stack, read, problems, live }: Checked): Record<string, unknown> {
  const names = namesOf(read);
  return {
    stack: stack.name,
    file: stack.file,
    rules: read.rules.length,
    problems: read.problems.length > 0 ? read.problems : problems.map((text) => ({ reason: text, text })),
    warnings: read.warnings,
    ...(live && { live: deviations(live.compared).map((one) => deviationJson(one, stack.file, names)) }),
    ...(live &&
      live.failed.length > 0 && { failed: live.failed.map(({ name, reason }) => ({ account: name, reason })) }),
    ...(live?.pages && { pages: pagesJson(live.pages, stack.file) }),
  };
}
