import type { Place, Problem } from "./problem";
import { RULES_KEY, readStackRules, type StackRule } from "./stack-rules";

export type { Place, Problem, StackRule };

/** Where the rules of a stack are to be had. */
export interface RulesSource {
  /** The stack's config by full key (`wechat-qr-jump:rules`), as Pulumi hands it over: lists are JSON. */
  config: Record<string, string | undefined>;
  /** The folder of `Pulumi.yaml`: `rulesFiles` are relative to it. */
  projectFolder: string;
  /** The stack's config file, for places in messages; it may be missing or be another one than Pulumi has read. */
  stackFile: string;
  /**
   * Whether an unpublished rule may take over codes of a published one: a warning then instead of a problem.
   * @default false
   */
  allowShadowing?: boolean;
}

/** What was read. No rule is to be declared while there are problems. */
export interface RulesRead {
  rules: StackRule[];
  problems: Problem[];
  warnings: Problem[];
  /** Whether the config says anything of rules at all: without them, an empty list and a missing key are different accidents. */
  declared: "missing" | "list";
}

/** Reads and checks all rules of a stack: those in its config and those in its `rulesFiles`. Never throws. */
export function readRules({ config, stackFile }: RulesSource): RulesRead {
  const json = config[RULES_KEY];
  if (json === undefined) return { rules: [], problems: [], warnings: [], declared: "missing" };
  const { rules, problems } = readStackRules(json, stackFile);
  const asProblem = (text: string): Problem => ({ at: undefined, reason: text, text });
  return { rules, problems: problems.map(asProblem), warnings: [], declared: "list" };
}

/**
 * Reads the rules of a stack without Pulumi, from `Pulumi.<stack>.yaml` itself. Never throws: a file that is missing or no YAML
 * is a problem.
 *
 * @param stack the stack's name; an organization before it (`org/dev`) is ignored.
 */
export function readRulesOfStackFile(projectFolder: string, stack: string): RulesRead {
  void [projectFolder, stack];
  throw new Error("not there yet");
}

/** Why a stack without any rule must not be declared, in one sentence with an example. */
export function noRulesText(declared: RulesRead["declared"], stackFile: string): string {
  const how = `write under "config:", as a list:\n  ${RULES_KEY}:\n    - prefix: https://qr.example.com/shop/\n      path: pages/shop/index\n`;
  if (declared === "missing") return `${stackFile}: there are no rules; ${how}`;
  return `${stackFile}: ${RULES_KEY} is empty; ${how} To delete every rule of the stack in WeChat run "pulumi destroy".`;
}
