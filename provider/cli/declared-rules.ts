import { join } from "node:path";
import { readRules, readRulesOfStackFile, type Readers, type RulesRead } from "../reading/read-rules";
import { findRulesFiles, RULES_FILES } from "../reading/rules-files";
import { readStackFile } from "../reading/stack-file";
import { t } from "../text/message";
import { textsOf } from "../text/problem";
import { CommandError } from "./outcome";
import type { Stack } from "./project";

/** The rules of a stack, with all their problems. @param readers to keep for further stacks. */
export function readRulesOf({ folder, name }: Stack, env: NodeJS.ProcessEnv, readers?: Readers): RulesRead {
  return readRulesOfStackFile(folder, name, env, readers);
}

/** The rules of a stack that has no mistakes; none if it has no rules. @throws CommandError that names every mistake. */
export function declaredRules(stack: Stack, env: NodeJS.ProcessEnv): RulesRead {
  return withoutMistakes(readRulesOf(stack, env));
}

/**
 * Like {@link declaredRules}, but includes a rules file that the stack does not read yet, and ignores patterns that match no
 * file yet: they may match the file that is about to be written.
 */
export function declaredRulesWith(stack: Stack, env: NodeJS.ProcessEnv, rulesFile: string | undefined): RulesRead {
  const { config, problems } = readStackFile(stack.folder, join(stack.folder, stack.file));
  const all = [...patternsOf(config), ...(rulesFile === undefined ? [] : [rulesFile])];
  const found = findRulesFiles(all, stack.folder);
  const patterns = all.filter((_, index) => found[index]?.isMissing !== true);
  const { [RULES_FILES]: _, ...others } = config;
  const read = readRules({
    config: patterns.length === 0 ? others : { ...others, [RULES_FILES]: JSON.stringify(patterns) },
    projectFolder: stack.folder,
    stackFile: join(stack.folder, stack.file),
    env,
  });
  return withoutMistakes({ ...read, problems: [...problems, ...read.problems] });
}

/** The entries of `rulesFiles`. @throws CommandError if it is not a list of strings */
export function patternsOf(config: Record<string, string>): string[] {
  const list = parsed(config[RULES_FILES] ?? "[]");
  if (Array.isArray(list) && list.every((pattern) => typeof pattern === "string")) return list;
  throw new CommandError(t`${RULES_FILES} is not a list of files; write ${RULES_FILES}: [rules/*.yaml].`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function withoutMistakes(read: RulesRead): RulesRead {
  if (read.problems.length > 0) throw new CommandError(textsOf(read.problems).join("\n"));
  return read;
}
