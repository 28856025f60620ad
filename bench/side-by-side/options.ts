import { parsed, positive } from "../flags";

export interface SideBySideOptions<Part extends string> {
  parts: readonly Part[];
  rounds: number;
  isSmall: boolean;
  /** File to write the results to, as JSON. */
  json?: string;
  /** Files with earlier results, shown instead of measuring. */
  from: string[];
  /** Whether to put the results into docs/benchmarks.md. */
  docs: boolean;
}

const NONE: string[] = [];
/** What all benchmarks that measure side by side have. */
export const FLAGS = {
  only: { type: "string", multiple: true, default: NONE },
  rounds: { type: "string", default: "3" },
  small: { type: "boolean", default: false },
  json: { type: "string" },
  from: { type: "string", multiple: true, default: NONE },
  docs: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** @param more lines about flags of its own. */
export function usageOf(name: string, parts: readonly string[], more = ""): string {
  return `Usage: npm run bench ${name} -- [flags]

  --only PART      measure only this, may be repeated: ${parts.join(", ")}
  --rounds N       measure N times in turn and show medians (default 3)
  --small          a tenth of everything, to try the benchmark out
${more}  --json FILE      write the results to a file
  --from FILE      measure nothing, show the results of an earlier --json; may be repeated
  --docs           put the table into docs/benchmarks.md
  --help           show this
`;
}

/** Checks the values of {@link FLAGS}; throws a one-sentence error if one is invalid. */
export function sideBySideOptions<Part extends string>(
  { only, rounds, small, json, from, docs, help }: ReturnType<typeof parsed<typeof FLAGS>>,
  parts: readonly Part[],
): SideBySideOptions<Part> | "help" {
  if (help) return "help";
  const named = only.flatMap((names) => names.split(","));
  const unknown = named.find((name) => !(parts as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`--only knows ${parts.join(", ")}, not "${unknown}".`);
  return {
    parts: parts.filter((part) => named.length === 0 || named.includes(part)),
    rounds: positive("rounds", rounds),
    isSmall: small,
    from,
    docs,
    ...(json !== undefined && { json }),
  };
}
