import { parsed } from "../flags";
import { FLAGS, sideBySideOptions, usageOf, type SideBySideOptions } from "../side-by-side/options";

/** The parts of this benchmark, in the order in which they are measured. */
export const PARTS = ["previews", "runs", "memory"] as const;
export type PartName = (typeof PARTS)[number];

export const USAGE = usageOf("plugin", PARTS);

/** Reads a command line; throws a one-sentence error if an option is invalid. */
export function readPluginOptions(args: readonly string[]): SideBySideOptions<PartName> | "help" {
  return sideBySideOptions(parsed(args, FLAGS), PARTS);
}
