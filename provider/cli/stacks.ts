import { join } from "node:path";
import { accountIn } from "../reading/other-stacks";
import type { Readers } from "../reading/read-rules";
import { readStackFile } from "../reading/stack-file";
import { t } from "../text/message";
import type { Problem } from "../text/problem";
import { visible } from "../text/visible";
import { validate } from "./check";
import { counted, type Outcome, type Surroundings } from "./outcome";
import { stacksOf, type Stack } from "./project";

/** What a stack's files say of it. */
interface Held {
  stack: Stack;
  /** Undefined if the file has none, or has it encrypted. */
  appId: string | undefined;
  rules: number;
  published: number;
  rulesFiles: string[];
  problems: Problem[];
  /** The problems for people, the first fifty. */
  mistakes: string[];
}

/** Lists the stacks of the project, and what each one's files hold. A mistake in one does not hide the others. */
export async function stacks({ cwd, env }: Surroundings): Promise<Outcome> {
  const readers: Readers = new Map();
  const all = stacksOf(cwd).map((stack) => heldBy(stack, env, readers));
  return {
    text: [...all.map(textOf), totalOf(all)].join("\n"),
    json: { stacks: all.map(jsonOf) },
    findings: all.some(({ problems }) => problems.length > 0),
  };
}

function heldBy(stack: Stack, env: NodeJS.ProcessEnv, readers: Readers): Held {
  const { read, problems: mistakes } = validate(stack, env, readers);
  return {
    stack,
    appId: appIdOf(stack),
    rules: read.rules.length,
    published: read.rules.filter(({ args }) => args.published).length,
    rulesFiles: read.files,
    problems:
      read.problems.length > 0 ? read.problems : mistakes.map((text) => ({ at: undefined, reason: text, text })),
    mistakes,
  };
}

/** The environment says nothing here: it would be the same for every stack. */
function appIdOf({ folder, file }: Stack): string | undefined {
  return accountIn(readStackFile(folder, join(folder, file)).config);
}

function textOf({ stack, appId, rules, published, rulesFiles, problems, mistakes }: Held): string {
  const file = visible(stack.file);
  const account = appId ?? t`an account that its file does not name`;
  const held = t`${file}: ${counted(rules, "rule")}, ${published} published, of ${account}`;
  const from = rulesFiles.length === 0 ? held : t`${held}, from ${counted(rulesFiles.length, "rules file")}`;
  if (problems.length === 0) return t`${from}.`;
  const below = mistakes.join("\n").replace(/^/gm, "  ");
  return `${t`${from}, with ${counted(problems.length, "mistake")}:`}\n${below}`;
}

function totalOf(all: Held[]): string {
  if (all.length === 0) return t`There is no stack yet; make one with "pulumi stack init" and "pulumi config set".`;
  const sum = (of: (held: Held) => number): number => all.reduce((total, held) => total + of(held), 0);
  const faulty = all.filter(({ problems }) => problems.length > 0).length;
  const rules = sum((held) => held.rules);
  const published = sum((held) => held.published);
  const total = t`${counted(all.length, "stack")}, ${counted(rules, "rule")}, ${published} published`;
  return faulty === 0 ? t`${total}.` : t`${total}; ${counted(faulty, "stack")} with mistakes.`;
}

function jsonOf({ stack, appId, rules, published, rulesFiles, problems }: Held): Record<string, unknown> {
  const mistakes = problems.length;
  return {
    stack: stack.name,
    file: stack.file,
    ...(appId && { appId }),
    rules,
    published,
    rulesFiles,
    mistakes,
    problems,
  };
}
