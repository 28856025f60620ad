import { parseArgs, types, type ParseArgsConfig } from "node:util";

type Flags = NonNullable<ParseArgsConfig["options"]>;
type Values<F extends Flags> = ReturnType<typeof parseArgs<{ args: string[]; options: F }>>["values"];

/** Reads a command line; throws a one-sentence error if a flag is invalid. */
export function parsed<const F extends Flags>(args: readonly string[], flags: F): Values<F> {
  try {
    return parseArgs({ args: [...args], options: flags }).values;
  } catch (error) {
    const text = types.isNativeError(error) ? error.message : String(error);
    throw new Error(`${text.split(/[.\n]/)[0] ?? text}; see --help.`, { cause: error });
  }
}

export function positive(name: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number from 1 on, not "${text}".`);
}
