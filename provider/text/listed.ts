import { message, t } from "./message";

/** How many things a message names, or has a line for. */
const SHOWN = 10;
/** How many of the others are named in one line. */
const NAMED = 100;

/** Prefixes for a message: names the first ones and counts the rest. */
export function listed(prefixes: readonly string[], atMost = SHOWN): string {
  const shown = prefixes.slice(0, atMost).join(", ");
  return prefixes.length > atMost ? t`${shown} and ${prefixes.length - atMost} more` : shown;
}

/** One line for each of the first ten rules, and one that names the others. */
export function linesFor<R extends { want: { prefix: string } }>(
  rules: readonly R[],
  line: (rule: R) => string,
): string[] {
  const others = rules.slice(SHOWN).map(({ want }) => want.prefix);
  const lines = rules.slice(0, SHOWN).map(line);
  if (others.length === 0) return lines;
  return [...lines, t`The same holds for ${counted(others.length, "other rule")}: ${listed(others, NAMED)}.`];
}

/** `1 rule`, `2 rules`; in Chinese the table has `{0} rule`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return message(`{0} ${one}`, count === 1 ? `{0} ${one}` : `{0} ${many}`, [count]);
}
