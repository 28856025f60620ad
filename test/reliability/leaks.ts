import { inspect } from "node:util";
import type { Emulator } from "../../emulator";

/** The secrets that turn up in text. */
export function secretsIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)));
}

/** The emulator's app secret and tokens that turn up anywhere in these things: errors with their stacks, causes and properties too. */
export function leaksIn(emulator: Emulator, ...things: unknown[]): string[] {
  const everything = { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null };
  return secretsIn(inspect(things, everything), [emulator.options.secret, ...emulator.tokens()]);
}
