import { language } from "./language";

/**
 * A message in the language of this process. English is the source: `` t`the rule ${name} is dark` `` looks for
 * `the rule {0} is dark` in the Chinese table, and a message that is not there stays English. A line break in the source counts as
 * one blank.
 *
 * Call it when the message is needed, not when a module is loaded: the language may be chosen later.
 */
export function t(parts: TemplateStringsArray, ...values: unknown[]): string {
  const english = parts
    .map((part) => part.replace(/\s*\n\s*/g, " "))
    .reduce((text, part, n) => `${text}{${n - 1}}${part}`);
  return message(english, english, values);
}

/** @param key of the Chinese table. */
export function message(key: string, english: string, values: readonly unknown[]): string {
  const text = (language() === "zh" ? chinese()[key] : undefined) ?? english;
  return text.replace(/\{(\d+)\}/g, (_, n: string) => String(values[Number(n)]));
}

/** Loads the table when it is first needed: it takes 10 ms, which programs and providers that speak English save. */
function chinese(): Readonly<Record<string, string>> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a message is needed at once, so it cannot wait for import()
  return (require("./chinese") as typeof import("./chinese")).CHINESE;
}
