import { join, relative } from "node:path";
import { readStackFile, stackFilePath, stackNames, type StackFile } from "../../reading/stack-file";
import { environmentVariable } from "../../settings/table";
import { isThere } from "../../system/read-text";
import { t } from "../../text/message";
import { textsOf } from "../../text/problem";
import { compare } from "../comparison";
import { lineOf } from "../doctor";
import { headlineOf, leftOut, undeclared, type Refused } from "../import";
import { CommandError, counted, type Outcome, type Surroundings } from "../outcome";
import type { Stack } from "../project";
import { foreignParts, partsOf } from "./credentials";
import { connect, type Connected } from "./dialogue";
import { cancelled, Interruption } from "../interruption";
import { rulesFileFor } from "./imported-rules";
import { liveText } from "./live-rules";
import { bytesOf } from "./own-files";
import { installation, projectIn } from "./project-files";
import { backendOf, requirePassphrase } from "./pulumi-stack";
import { hasTerminal, terminal, type Questions } from "../questions";
import { requireAll, stackMistake, wantedBy, type InitOptions, type Wanted } from "./wanted";
import { encryptionOf } from "./stack-encryption";
import { filesOf, write, type Plan, type Written } from "./writing";

/** Makes a stack: asks for what it needs, checks it with WeChat, and writes it. Sends only reads. */
export function init(options: InitOptions, here: Surroundings): Promise<Outcome> {
  return Interruption.during((interruption) => run(options, here, interruption));
}

async function run(options: InitOptions, { cwd, env }: Surroundings, interruption: Interruption): Promise<Outcome> {
  const project = projectIn(cwd);
  const wanted = await wantedBy(options, env);
  const ask = options.json || !hasTerminal() ? undefined : await terminal(interruption);
  if (!ask) requireAll(wanted);
  const backend = await backendOf(project.folder, env);
  if (stackNames(project.folder).length === 0) requirePassphrase(backend, undefined, env);
  const stack = stackAt(project.folder, wanted.stack ?? (ask ? await askStack(ask) : ""));
  const file = fileOf(stack);
  const before = bytesOf(join(stack.folder, stack.file));
  refuseRules(stack, file);
  refuseSeveral(stack, file);
  requirePassphrase(backend, encryptionOf(before?.toString()).provider, env);
  const config = file?.config ?? {};
  const connected = await connect({ wanted, config, env }, ask);
  ask?.show(liveText(connected.live));
  const { kind, values, live } = connected;
  const isImported = await isImportWanted(wanted, connected, ask);
  const { added, refused } = undeclared(
    compare([], isImported ? live.map((rule) => ({ rule, owner: undefined })) : []),
  );
  const rules = added.map(({ rule }) => rule);
  const removed = foreignParts(kind).filter((name) => config[`wechat-qr-jump:${name}`] !== undefined);
  const rulesFile = rulesFileFor(stack, rules, values);
  const plan: Plan = { project, stack, before, config, kind, values, removed, rules, rulesFile };
  if (ask && !wanted.mayWrite) await confirmWriting(ask, plan, refused);
  const written = await write(plan, env, interruption);
  return outcomeOf(
    plan,
    connected,
    { ...written, refused: [...refused, ...written.refused] },
    { env, isShown: ask !== undefined },
  );
}

function stackAt(folder: string, name: string): Stack {
  return { folder, name, file: relative(folder, stackFilePath(folder, name)) };
}

async function askStack(ask: Questions): Promise<string> {
  return ask.text(t`Name of the stack`, { initial: "dev", mistake: stackMistake });
}

/** @throws CommandError if it is not YAML. */
function fileOf({ folder, file }: Stack): StackFile | undefined {
  const path = join(folder, file);
  if (isThere(path) === false) return undefined;
  const read = readStackFile(folder, path);
  if (read.problems.length > 0) throw new CommandError(textsOf(read.problems).join("\n"));
  return read;
}

function refuseRules({ name, file }: Stack, present: StackFile | undefined): void {
  const lists = ["rules", "rulesFiles"].map((list) => present?.config[`wechat-qr-jump:${list}`] ?? "[]");
  if (lists.every((list) => list === "[]" || list === "")) return;
  throw new CommandError(
    t`${file} has rules already, so nothing was written; "wechat-qr-jump import --stack ${name}" adds live ones, and "wechat-qr-jump doctor --stack ${name}" checks the credentials.`,
  );
}

/** With settings of one account beside them, rules that name none could belong to another account than before. */
function refuseSeveral({ name, file }: Stack, present: StackFile | undefined): void {
  const accounts = present?.config["wechat-qr-jump:accounts"] ?? "{}";
  if (accounts === "{}" || accounts === "") return;
  throw new CommandError(
    t`${file} has several accounts (wechat-qr-jump:accounts), and init is for one, so nothing was written; add an account there, and check it with "wechat-qr-jump doctor --stack ${name}".`,
  );
}

async function isImportWanted(wanted: Wanted, { live }: Connected, ask: Questions | undefined): Promise<boolean> {
  if (live.length === 0) return false;
  if (wanted.wantsImport !== undefined || !ask) return wanted.wantsImport === true;
  return ask.confirm(
    t`Import what is live? The rules are written into the stack's file, and the next "pulumi up" takes them over without a write.`,
  );
}

async function confirmWriting(ask: Questions, plan: Plan, refused: Refused[]): Promise<void> {
  if (refused.length > 0) ask.show([headlineOf(refused), ...leftOut(refused)].join("\n"));
  const files = names(filesOf(plan));
  const rules = counted(plan.rules.length, "rule");
  const removed = names(plan.removed);
  const question =
    removed === ""
      ? t`Write ${files}, with ${rules}?`
      : t`Write ${files}, with ${rules}, and remove the setting ${removed}?`;
  if (!(await ask.confirm(question))) throw cancelled();
}

function names(all: readonly string[]): string {
  return all.join(t`, `);
}

interface Shown {
  env: NodeJS.ProcessEnv;
  /** True if checks and rules have been shown already. */
  isShown: boolean;
}

function outcomeOf(plan: Plan, { checks, live }: Connected, written: Written, { env, isShown }: Shown): Outcome {
  const { added, refused, problems } = written;
  const next = nextSteps(plan, added.length);
  const notes = notesOf(plan, env);
  const text = [
    ...(isShown ? [] : [checks.map(lineOf).join("\n"), liveText(live)]),
    t`Wrote ${names(filesOf(plan))}: stack ${plan.stack.name} with ${counted(added.length, "rule")}. Secrets are encrypted.`,
    ...(refused.length === 0 ? [] : [headlineOf(refused), ...leftOut(refused)]),
    ...textsOf(problems),
    ...notes,
    t`What comes next:`,
    ...next.map((step) => `  ${step}`),
  ];
  return {
    text: text.join("\n"),
    json: {
      stack: plan.stack.name,
      file: plan.stack.file,
      written: filesOf(plan),
      kept: plan.project.kept,
      checks,
      live,
      added,
      refused,
      problems,
      notes,
      next,
    },
    findings: refused.length + problems.length > 0,
  };
}

function notesOf({ project, kind, values, removed }: Plan, env: NodeJS.ProcessEnv): string[] {
  const winning = [...partsOf(kind), ...foreignParts(kind)].map((name) => [environmentVariable(name), values[name]]);
  const others = winning.flatMap(([variable = "", value]) => {
    const given = env[variable]?.trim();
    return given && given !== value ? [variable] : [];
  });
  return [
    ...(project.kept.length === 0 ? [] : [t`Left as they were: ${names(project.kept)}.`]),
    ...(project.hasProgram
      ? []
      : [
          t`No program of this project can be seen to use pulumi-wechat-qr-jump: it must call declareRules, or "pulumi up" reads no rules.`,
        ]),
    ...(removed.length === 0 ? [] : [t`Removed, because they would have won: ${names(removed)}.`]),
    ...others.map((name) => t`${name} in the environment is something else and wins; unset it.`),
  ];
}

function nextSteps({ project, stack }: Plan, imported: number): string[] {
  const install = installation(project.folder);
  const write =
    imported > 0 ? [] : [t`write rules under "wechat-qr-jump:rules" in ${stack.file}, or run "wechat-qr-jump import"`];
  return [
    ...(install === undefined ? [] : [install]),
    ...write,
    `pulumi preview --stack ${stack.name}`,
    `pulumi up --stack ${stack.name}`,
  ];
}
