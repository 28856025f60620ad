import type { Place } from "./problem";
import { parseRule, type Rule } from "./rule";

/** One rule of the stack's config, ready to be declared. */
export interface StackRule {
  /** The resource's name: the rule's `name`, or else its prefix, so that the order of the list means nothing. */
  name: string;
  args: Rule;
  options: { protect?: boolean; retainOnDelete?: boolean };
  /** Where the rule stands. */
  at: Place | undefined;
}

export const RULES_KEY = "wechat-qr-jump:rules";
const KEY = RULES_KEY;

/**
 * Reads the rules of a stack's config.
 *
 * @param config the value of `wechat-qr-jump:rules` as Pulumi hands it over: JSON.
 * @param file the stack's config file, for messages.
 * @returns the rules, or one sentence for everything that is wrong with them.
 */
export function readStackRules(config: string | undefined, file: string): { rules: StackRule[]; problems: string[] } {
  if (config === undefined) return only(`${file}: there are no rules; ${howToWriteRules()}`);
  const list = parseList(config);
  if (!list) return only(`${file}: ${KEY} is not a list; ${howToWriteRules()}`);
  const read = list.map((entry, index) => readRule(entry, `${file}: ${KEY}[${index}]`));
  const rules = read.flatMap(({ rule }) => rule ?? []);
  return { rules, problems: [...read.flatMap(({ problems }) => problems), ...duplicates(rules, file)] };
}

function readRule(entry: unknown, place: string): { rule?: StackRule; problems: string[] } {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return { problems: [`${place} is not a rule; write "prefix:" and "path:" in it.`] };
  }
  const { name, protect, retainOnDelete, ...fields } = entry as Record<string, unknown>;
  const { prefix } = fields;
  const where = typeof prefix === "string" ? `${place} (${prefix})` : place;
  const { rule, problems } = parseRule(fields);
  const reasons = problems.map(({ reason }) => reason);
  if (name !== undefined && (typeof name !== "string" || name === ""))
    reasons.push("name must be text, the name of the Pulumi resource");
  for (const [option, value] of Object.entries({ protect, retainOnDelete })) {
    if (value !== undefined && typeof value !== "boolean") reasons.push(`${option} must be true or false`);
  }
  if (!rule || reasons.length > 0) return { problems: reasons.map((reason) => `${where}: ${reason}.`) };
  const options = { ...(protect === true && { protect }), ...(retainOnDelete === true && { retainOnDelete }) };
  return {
    rule: { name: typeof name === "string" ? name : rule.prefix, args: rule, options, at: undefined },
    problems: [],
  };
}

function duplicates(rules: StackRule[], file: string): string[] {
  const repeated = (texts: string[]): string[] => [
    ...new Set(texts.filter((text, index) => texts.indexOf(text) < index)),
  ];
  return [
    ...repeated(rules.map(({ args }) => args.prefix)).map(
      (prefix) => `${file}: ${KEY} has several rules with the prefix ${prefix}; keep one.`,
    ),
    ...repeated(distinct(rules).map(({ name }) => name)).map(
      (name) => `${file}: ${KEY} has several rules with the name ${name}; give each its own.`,
    ),
  ];
}

/** Without those that repeat a prefix, which is said of the prefix. */
function distinct(rules: StackRule[]): StackRule[] {
  return [...new Map(rules.map((rule) => [rule.args.prefix, rule])).values()];
}

function parseList(config: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(config);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function only(problem: string): { rules: StackRule[]; problems: string[] } {
  return { rules: [], problems: [problem] };
}

function howToWriteRules(): string {
  return `write under "config:", as a list:\n  ${KEY}:\n    - prefix: https://qr.example.com/shop/\n      path: pages/shop/index\n`;
}
