import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import type { Example } from "./example";

interface Step {
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}

interface Job {
  if: string;
  concurrency: { group: string; "cancel-in-progress": boolean };
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

/** What ran of a workflow, by job. */
export type Outcome = Record<string, { passed: boolean; ran: string[]; output: string }>;

export function readWorkflow(folder: string): Workflow {
  return parse(readFileSync(join(folder, ".github", "workflows", "qr-codes.yml"), "utf8")) as Workflow;
}

/** Runs the steps of the workflow's own file whose jobs an event starts, each `run` in a shell with GitHub's flags. */
export async function runWorkflow(example: Example, context: Context, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const workflow = readWorkflow(example.folder);
  const outcome: Outcome = {};
  for (const [name, job] of Object.entries(workflow.jobs)) {
    if (holds(job.if, scope(context, true))) outcome[name] = await runJob(example, workflow, job, context, env);
  }
  return outcome;
}

async function runJob(example: Example, workflow: Workflow, job: Job, context: Context, env: NodeJS.ProcessEnv) {
  const result = { passed: true, ran: [] as string[], output: "" };
  for (const { uses, run, if: condition = "success()", env: ofStep = {} } of job.steps) {
    const expressions = { ...scope(context, result.passed), hashFiles: (file: string) => exists(example, file) };
    const always = /success\(\)|failure\(\)/.test(condition);
    if (!holds(always ? condition : `success() && (${condition})`, expressions)) continue;
    result.ran.push(uses ?? String(run));
    if (run === undefined) continue;
    const own = filledIn({ ...workflow.env, ...ofStep }, expressions);
    const shell = workflow.defaults.run.shell === "bash" ? ["-e", "-o", "pipefail"] : ["-e"];
    const { exitCode, output } = await example.shell(run, { ...env, ...own }, shell);
    result.output += output;
    if (exitCode !== 0) result.passed = false;
  }
  return result;
}

function scope(context: Context, passed: boolean): object {
  return { ...context, success: () => passed, failure: () => !passed };
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
