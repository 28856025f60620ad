import { join } from "node:path";
import { accountIn, withoutAccount } from "../reading/other-stacks";
import type { Readers, StackRule } from "../reading/read-rules";
import { readStackFile } from "../reading/stack-file";
import type { Accounts } from "../settings/accounts";
import { t } from "../text/message";
import type { Problem } from "../text/problem";
import { visible } from "../text/visible";
import { validate } from "./check";
import { counted, type Outcome, type Surroundings } from "./outcome";
import { stacksOf, type Stack } from "./project";
import { accountsOf, type StackAccount } from "./stack-accounts";

/** What a stack's files say of it. */
interface Held {
  stack: Stack;
  /** Undefined if the file has none, or has it encrypted. */
  appId: string | undefined;
  /** Where the stack may have several. */
  accounts: HeldAccount[] | undefined;
  rules: number;
  published: number;
  rulesFiles: string[];
  problems: Problem[];
  /** The problems for people, the first fifty. */
  mistakes: string[];
}

/** One of several accounts of a stack. */
interface HeldAccount {
  label: string;
  /** As the stack's `accounts` name it. */
  name: string | undefined;
  appId: string | undefined;
  rules: number;
  published: number;
}

/** Lists the stacks of the project, and what each one's files hold. A mistake in one does not hide the others. */
export async function stacks({ cwd, env }: Surroundings): Promise<Outcome> {
  const readers: Readers = new Map();
  // The account of the environment would be the same for every stack.
  const all = stacksOf(cwd).map((stack) => heldBy(stack, withoutAccount(env), readers));
  return {
    text: [...all.map(textOf), totalOf(all)].join("\n"),
    json: { stacks: all.map(jsonOf) },
    findings: all.some(({ problems }) => problems.length > 0),
  };
}

function heldBy(stack: Stack, env: NodeJS.ProcessEnv, readers: Readers): Held {
  const { read, problems: mistakes } = validate(stack, env, readers);
  const all = accountsOf(read);
  return {
    stack,
    appId: appIdOf(stack),
    accounts: all.some(({ label }) => label !== undefined) ? all.map((one) => heldIn(one, read.accounts)) : undefined,
    ...countsOf(read.rules),
    rulesFiles: read.files,
    problems:
      read.problems.length > 0 ? read.problems : mistakes.map((text) => ({ at: undefined, reason: text, text })),
    mistakes,
  };
}

function countsOf(rules: readonly StackRule[]): { rules: number; published: number } {
  return { rules: rules.length, published: rules.filter(({ args }) => args.published).length };
}

function heldIn({ owner, rules }: StackAccount, accounts: Accounts): HeldAccount {
  const appId = accounts.appIdOf(owner);
  const name = accounts.named.find((one) => one.appId === appId)?.name;
  return { label: accounts.label(owner), name, appId, ...countsOf(rules) };
}

function appIdOf({ folder, file }: Stack): string | undefined {
  return accountIn(readStackFile(folder, join(folder, file)).config);
}

/** How many accounts of a stack have a line. */
const SHOWN = 50;

function textOf(held: Held): string {
  const { accounts = [] } = held;
  const more = accounts.length - SHOWN;
  return [
    headlineOf(held),
    ...accounts.slice(0, SHOWN).map((one) => `  ${accountText(one)}`),
    ...(more > 0 ? [`  ${t`And ${more} more.`}`] : []),
    ...(held.mistakes.length > 0 ? [held.mistakes.join("\n").replace(/^/gm, "  ")] : []),
  ].join("\n");
}

function accountText({ label, rules, published }: HeldAccount): string {
  return t`${label}: ${counted(rules, "rule")}, ${published} published`;
}

function headlineOf({ stack, appId, accounts, rules, published, rulesFiles, problems }: Held): string {
  const file = visible(stack.file);
  const one = appId ?? t`an account that its file does not name`;
  const account = accounts ? counted(accounts.length, "account") : one;
  const held = t`${file}: ${counted(rules, "rule")}, ${published} published, of ${account}`;
  const from = rulesFiles.length === 0 ? held : t`${held}, from ${counted(rulesFiles.length, "rules file")}`;
  return problems.length === 0 ? t`${from}.` : t`${from}, with ${counted(problems.length, "mistake")}:`;
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

function jsonOf({ stack, appId, accounts, rules, published, rulesFiles, problems }: Held): Record<string, unknown> {
  const mistakes = problems.length;
  return {
    stack: stack.name,
    file: stack.file,
    ...(appId && { appId }),
    ...(accounts && { accounts: accounts.map(({ label: _, ...account }) => account) }),
    rules,
    published,
    rulesFiles,
    mistakes,
    problems,
  };
}
