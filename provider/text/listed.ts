const SHOWN = 10;

/** Prefixes for a message: names the first ten and counts the rest. */
export function listed(prefixes: string[]): string {
  const more = prefixes.length > SHOWN ? ` and ${prefixes.length - SHOWN} more` : "";
  return prefixes.slice(0, SHOWN).join(", ") + more;
}

/** `1 rule`, `2 rules` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
