import { parsed } from "../flags";
import { FLAGS, sideBySideOptions, usageOf, type SideBySideOptions } from "../side-by-side/options";

/** The parts of this benchmark, in the order in which they are measured. */
export const PARTS = ["writes", "reads", "previous", "memory", "stacks"] as const;
export type PartName = (typeof PARTS)[number];

export interface AccountOptions extends SideBySideOptions<PartName> {
  /** The version that the part `previous` compares with. */
  previous: string;
}

/** The last version with one account a stack. */
const ONE_ACCOUNT = "9bbfa8f";

export const USAGE = usageOf(
  "accounts",
  PARTS,
  `  --previous REV   the version that "previous" compares with (default ${ONE_ACCOUNT})\n`,
);

/** Reads a command line; throws a one-sentence error if an option is invalid. */
export function readAccountOptions(args: readonly string[]): AccountOptions | "help" {
  const { previous, ...flags } = parsed(args, { ...FLAGS, previous: { type: "string", default: ONE_ACCOUNT } });
  const options = sideBySideOptions(flags, PARTS);
  return options === "help" ? options : { ...options, previous };
}
