import { parsed, positive } from "../flags";
import { PARTS, type PartName } from "./figures";

export interface AccountOptions {
  parts: readonly PartName[];
  rounds: number;
  isSmall: boolean;
  /** The version that the part `previous` compares with. */
  previous: string;
  /** File to write the results to, as JSON. */
  json?: string;
  /** Files with earlier results, shown instead of measuring. */
  from: string[];
  /** Whether to put the results into docs/benchmarks.md. */
  docs: boolean;
}

/** The last version with one account a stack. */
const ONE_ACCOUNT = "9bbfa8f";

export const USAGE = `Usage: npm run bench accounts -- [flags]

  --only PART      measure only this, may be repeated: ${PARTS.join(", ")}
  --rounds N       measure N times in turn and show medians (default 3)
  --small          a tenth of everything, to try the benchmark out
  --previous REV   the version that "previous" compares with (default ${ONE_ACCOUNT})
  --json FILE      write the results to a file
  --from FILE      measure nothing, show the results of an earlier --json; may be repeated
  --docs           put the table into docs/benchmarks.md
  --help           show this
`;

const NONE: string[] = [];
const FLAGS = {
  only: { type: "string", multiple: true, default: NONE },
  rounds: { type: "string", default: "3" },
  small: { type: "boolean", default: false },
  previous: { type: "string", default: ONE_ACCOUNT },
  json: { type: "string" },
  from: { type: "string", multiple: true, default: NONE },
  docs: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads a command line; throws a one-sentence error if an option is invalid. */
export function readAccountOptions(args: readonly string[]): AccountOptions | "help" {
  const { only, rounds, small, json, help, ...flags } = parsed(args, FLAGS);
  if (help) return "help";
  const named = only.flatMap((names) => names.split(","));
  const unknown = named.find((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`--only knows ${PARTS.join(", ")}, not "${unknown}".`);
  return {
    ...flags,
    parts: PARTS.filter((part) => named.length === 0 || named.includes(part)),
    rounds: positive("rounds", rounds),
    isSmall: small,
    ...(json !== undefined && { json }),
  };
}
