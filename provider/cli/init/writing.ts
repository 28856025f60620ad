import { existsSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Rule } from "../../rules/rule";
import { readText } from "../../system/read-text";
import { messageOf } from "../../text/message-of";
import { t } from "../../text/message";
import type { Problem } from "../../text/problem";
import { compare } from "../comparison";
import { declaredRulesWith, readRulesOf } from "../declared-rules";
import { writeWhole } from "../files";
import { asWritten, undeclared, type Refused } from "../import";
import { CommandError } from "../outcome";
import type { Stack } from "../project";
import { hasRoom, rulesFileTarget, stackFileTarget } from "../rules-target";
import { foreignParts, isHidden, partsOf, type Values } from "./credentials";
import type { Kind } from "./kinds";
import type { Interruption } from "./interruption";
import type { Project } from "./project-files";
import { PulumiStack } from "./pulumi-stack";

/** What is to be written. */
export interface Plan {
  project: Project;
  stack: Stack;
  /** The stack's config as it is; empty for a new stack. */
  config: Readonly<Record<string, string>>;
  kind: Kind;
  values: Values;
  /** Live rules to declare. */
  rules: Rule[];
}

export interface Written {
  files: string[];
  /** Settings of other credentials, which would have won. */
  removed: string[];
  added: Rule[];
  refused: Refused[];
  problems: Problem[];
}

type Undo = () => boolean | Promise<boolean>;

const IMPORTED = "rules/imported.yaml";

/** Writes everything, or takes back what was written. @throws CommandError */
export async function write(plan: Plan, env: NodeJS.ProcessEnv, interruption: Interruption): Promise<Written> {
  const undo: Undo[] = [];
  interruption.beginWriting();
  try {
    return await written(plan, env, undo, () => interruption.checkpoint());
  } catch (error) {
    const isUndone = await takeBack(undo);
    const stack = plan.stack.name;
    throw new CommandError(
      isUndone
        ? t`${messageOf(error)} What was written was taken back.`
        : t`${messageOf(error)} Not everything could be taken back; run this again to go on, or remove it with "pulumi stack rm ${stack}".`,
    );
  }
}

async function written(plan: Plan, env: NodeJS.ProcessEnv, undo: Undo[], checkpoint: () => void): Promise<Written> {
  const { project, stack, kind, values, config } = plan;
  const at = (name: string): string => join(project.folder, name);
  for (const [name, text] of Object.entries(project.missing)) {
    undo.push(() => restored(at(name), undefined));
    writeWhole(at(name), text);
    checkpoint();
  }
  const pulumi = new PulumiStack(project.folder, stack.name, env);
  const before = existsSync(at(stack.file)) ? readText(at(stack.file)).text : undefined;
  undo.push(() => restored(at(stack.file), before));
  if (await pulumi.selectOrMake()) undo.push(() => pulumi.remove());
  for (const name of partsOf(kind)) {
    checkpoint();
    const key = `wechat-qr-jump:${name}`;
    if (isHidden(name) || config[key] !== values[name]) await pulumi.set(key, values[name] ?? "", isHidden(name));
  }
  const removed = foreignParts(kind).filter((name) => config[`wechat-qr-jump:${name}`] !== undefined);
  for (const name of removed) await pulumi.unset(`wechat-qr-jump:${name}`);
  checkpoint();
  const imported = declare(stack, plan.rules, env, undo);
  checkpoint();
  return { ...imported, files: [...Object.keys(project.missing), stack.file, ...imported.files], removed };
}

/** Declares rules in the stack's file, or in a file of their own if they are too many for Pulumi's config. */
function declare(
  stack: Stack,
  rules: Rule[],
  env: NodeJS.ProcessEnv,
  undo: Undo[],
): Pick<Written, "files" | "added" | "refused" | "problems"> {
  if (rules.length === 0) return { files: [], added: [], refused: [], problems: [] };
  const path = join(stack.folder, IMPORTED);
  const isInStackFile = hasRoom(stack, rules.map(asWritten));
  const target = isInStackFile ? stackFileTarget(stack) : rulesFileTarget(stack, stack.folder, IMPORTED);
  const declared = declaredRulesWith(stack, env, isInStackFile ? undefined : target.name);
  const { added, refused } = undeclared(compare(declared, rules));
  if (!isInStackFile) {
    const before = existsSync(path) ? readText(path).text : undefined;
    undo.push(() => restored(path, before));
  }
  target.add(added.map(asWritten));
  return { files: isInStackFile ? [] : [IMPORTED], added, refused, problems: readRulesOf(stack, env).problems };
}

/** @returns false if something is left. */
async function takeBack(undo: Undo[]): Promise<boolean> {
  let isComplete = true;
  for (const one of undo.reverse()) {
    try {
      if (!(await one())) isComplete = false;
    } catch {
      isComplete = false;
    }
  }
  return isComplete;
}

function restored(path: string, before: string | undefined): boolean {
  if (before !== undefined) writeWhole(path, before);
  else rmSync(path, { force: true });
  if (path.endsWith(IMPORTED) && before === undefined) removeEmpty(dirname(path));
  return true;
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds something else.
  }
}
