import { CONTESTANTS, type ContestantName } from "./contestants";
import { parsed, positive } from "./flags";
import { PHASES, type Phase } from "./phases";
import { SCENARIOS, type Scenario } from "./scenarios";

export interface BenchOptions {
  quick: boolean;
  rules: number[];
  contestants: readonly ContestantName[];
  phases: readonly Phase[];
  scenarios: readonly Scenario[];
  startUp: boolean;
  /** How often a course of at most {@link FEW_RULES} rules is run; larger ones are run once. */
  repeats: number;
  /** File to write the results to, as JSON. */
  json?: string;
  /** Files with earlier results, shown instead of measuring. */
  from: string[];
  /** Whether to replace the table in docs/benchmarks.md. */
  docs: boolean;
}

/** Courses of up to this many rules are repeated. */
export const FEW_RULES = 100;

const USUAL_RULES = ["1000"];
const START_UP = "start-up";
const SCENARIO_NAMES = SCENARIOS.map(({ name }) => name);

export const USAGE = `Usage: npm run bench -- [flags], or: npm run bench accounts -- [flags], npm run bench plugin -- [flags]

  --quick      about a minute; exit code 1 if a ratio has become worse
  --rules N    number of rules, may be repeated (default 1000)
  --only NAME  measure only these, may be repeated; names of different kinds narrow each other down
                 contestants: ${CONTESTANTS.join(", ")}
                 phases:      ${PHASES.join(", ")} (apply always runs: the others need it)
                 scenarios:   ${SCENARIO_NAMES.join(", ")}
                 ${START_UP}     only the time of the first preview
  --repeat N   run courses of up to ${FEW_RULES} rules N times and show medians (default 3)
  --json FILE  write the results to a file
  --from FILE  measure nothing, show the results of an earlier --json; may be repeated
  --docs       put the table into docs/benchmarks.md
  --help       show this
`;

const NONE: string[] = [];
const FLAGS = {
  quick: { type: "boolean", default: false },
  rules: { type: "string", multiple: true, default: NONE },
  only: { type: "string", multiple: true, default: NONE },
  repeat: { type: "string", default: "3" },
  json: { type: "string" },
  from: { type: "string", multiple: true, default: NONE },
  docs: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads a command line; throws a one-sentence error if an option is invalid. */
export function readOptions(args: readonly string[]): BenchOptions | "help" {
  const { rules: counts, only: lists, repeat, json, help, ...flags } = parsed(args, FLAGS);
  if (help) return "help";
  const only = lists.flatMap((names) => names.split(","));
  const known: string[] = [...CONTESTANTS, ...PHASES, ...SCENARIO_NAMES, START_UP];
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only knows ${known.join(", ")}, not "${unknown}".`);
  const nothingElse = only.length > 0 && only.every((name) => name === START_UP);
  const scenarios = chosen(SCENARIO_NAMES, only);
  const rules = nothingElse ? [] : counts.length > 0 ? counts : USUAL_RULES;
  return {
    ...flags,
    rules: rules.flatMap((list) => list.split(",")).map((text) => positive("rules", text)),
    contestants: chosen(CONTESTANTS, only),
    phases: chosen(PHASES, only),
    scenarios: SCENARIOS.filter(({ name }) => scenarios.includes(name)),
    startUp: only.length === 0 || only.includes(START_UP),
    repeats: positive("repeat", repeat),
    ...(json !== undefined && { json }),
  };
}

/** The names of one kind that `--only` lists, or all if it lists none. */
function chosen<T extends string>(all: readonly T[], only: readonly string[]): readonly T[] {
  const named = all.filter((name) => only.includes(name));
  return named.length > 0 ? named : all;
}
