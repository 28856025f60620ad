import { readRulesOfStackFile, type StackRule } from "../read-rules";
import { CommandError } from "./outcome";
import type { Stack } from "./project";

/** The rules of a stack that has no mistakes in them; a stack without rules has none. @throws CommandError naming every mistake. */
export function declaredRules({ folder, name }: Stack): StackRule[] {
  const { rules, problems } = readRulesOfStackFile(folder, name);
  if (problems.length > 0) throw new CommandError(problems.map(({ text }) => text).join("\n"));
  return rules;
}
