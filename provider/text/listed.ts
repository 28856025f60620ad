import { message, t } from "./message";

const SHOWN = 10;

/** Prefixes for a message: names the first ten and counts the rest. */
export function listed(prefixes: string[]): string {
  const shown = prefixes.slice(0, SHOWN).join(", ");
  return prefixes.length > SHOWN ? t`${shown} and ${prefixes.length - SHOWN} more` : shown;
}

/** `1 rule`, `2 rules`; in Chinese the table has `{0} rule`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return message(`{0} ${one}`, count === 1 ? `{0} ${one}` : `{0} ${many}`, [count]);
}
