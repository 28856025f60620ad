import { readRules, type RulesRead, type StackRule } from "../read-rules";
import { CommandError } from "./outcome";
import type { Stack } from "./project";
import { configOf } from "./stack-settings";

/** The rules of a stack, with everything that is wrong with them. */
export function readRulesOf(stack: Stack): RulesRead {
  const config = Object.fromEntries([...configOf(stack)].map(([key, value]) => [key, JSON.stringify(value)]));
  return readRules({ config, projectFolder: stack.folder, stackFile: stack.file });
}

/** The rules of a stack that has no mistakes in them; a stack without rules has none. @throws CommandError naming every mistake. */
export function declaredRules(stack: Stack): StackRule[] {
  const { rules, problems } = readRulesOf(stack);
  if (problems.length > 0) throw new CommandError(problems.map(({ text }) => text).join("\n"));
  return rules;
}
