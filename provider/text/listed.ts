import { message, t } from "./message";

const SHOWN = 10;

/** Prefixes for a message: names the first ten (or `most`) and counts the rest. */
export function listed(prefixes: string[], most = SHOWN): string {
  const shown = prefixes.slice(0, most).join(", ");
  return prefixes.length > most ? t`${shown} and ${prefixes.length - most} more` : shown;
}

/** `1 rule`, `2 rules`; in Chinese the table has `{0} rule`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return message(`{0} ${one}`, count === 1 ? `{0} ${one}` : `{0} ${many}`, [count]);
}
