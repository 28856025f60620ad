import { parseArgs, types } from "node:util";
import { CONTESTANTS, type ContestantName } from "./contestants";
import { PHASES, type Phase } from "./phases";
import { SCENARIOS, type Scenario } from "./scenarios";

export interface BenchOptions {
  quick: boolean;
  rules: number[];
  contestants: readonly ContestantName[];
  phases: readonly Phase[];
  scenarios: readonly Scenario[];
  startUp: boolean;
  tests: boolean;
  /** How often a course of at most {@link FEW_RULES} rules is run; larger ones are run once. */
  repeats: number;
  latencyMs: number;
  /** Environment variables for the Pulumi CLI. */
  env: Record<string, string>;
  /** Where the results go as JSON. */
  json?: string;
  /** Results of earlier runs, to be shown in place of measuring. */
  from: string[];
  /** Whether the table in docs/benchmarks.md is to be replaced. */
  docs: boolean;
}

/** Up to here a course is short enough to be repeated. */
export const FEW_RULES = 100;

export const USAGE = `Usage: npm run bench -- [flags]

  --quick          a small run that fails (exit code 1) where a ratio has become worse; about a minute
  --rules N        how many rules; may be repeated (default 1, 100 and 1000)
  --only NAME      only these; may be repeated, and names of different kinds narrow each other down
                     contestants: ${CONTESTANTS.join(", ")}
                     phases:      ${PHASES.join(", ")} (apply always runs, being what the others need)
                     scenarios:   ${SCENARIOS.map(({ name }) => name).join(", ")} (default: minute and second)
                     start-up     nothing but the time to the first preview
  --repeat N       repeat courses of up to ${FEW_RULES} rules and show medians (default 3)
  --latency-ms N   how long the emulated WeChat takes for an answer (default 25)
  --env NAME=VALUE of the Pulumi CLI, e.g. another backend; may be repeated
  --tests          also run the tests and tell their time
  --json FILE      write the results there
  --from FILE      measure nothing, show the results of an earlier --json; may be repeated
  --docs           put the table into docs/benchmarks.md
  --help           show this
`;

const FLAGS = {
  quick: { type: "boolean", default: false },
  rules: { type: "string", multiple: true },
  only: { type: "string", multiple: true },
  repeat: { type: "string", default: "3" },
  "latency-ms": { type: "string", default: "25" },
  env: { type: "string", multiple: true },
  tests: { type: "boolean", default: false },
  json: { type: "string" },
  from: { type: "string", multiple: true },
  docs: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const USUAL_RULES = ["1", "100", "1000"];
const USUAL_SCENARIOS = ["minute", "second"];
const START_UP = "start-up";

/** The options on a command line; throws an error of one sentence for one that makes no sense. */
export function readOptions(args: readonly string[]): BenchOptions | "help" {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
  const only = (values.only ?? []).flatMap((names) => names.split(","));
  const scenarioNames = SCENARIOS.map(({ name }) => name);
  const known: string[] = [...CONTESTANTS, ...PHASES, ...scenarioNames, START_UP];
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only knows ${known.join(", ")}, not "${unknown}".`);
  const nothingElse = only.length > 0 && only.every((name) => name === START_UP);
  const scenarios = chosen(scenarioNames, only, USUAL_SCENARIOS);
  return {
    quick: values.quick,
    rules: nothingElse
      ? []
      : [...(values.rules ?? USUAL_RULES), ...positionals].flatMap((list) => numbers("rules", list, 1)),
    contestants: chosen(CONTESTANTS, only),
    phases: chosen(PHASES, only),
    scenarios: SCENARIOS.filter(({ name }) => scenarios.includes(name)),
    startUp: only.length === 0 || only.includes(START_UP),
    tests: values.tests,
    repeats: numbers("repeat", values.repeat, 1)[0] ?? 1,
    latencyMs: numbers("latency-ms", values["latency-ms"], 0)[0] ?? 0,
    env: Object.fromEntries((values.env ?? []).map(pair)),
    ...(values.json !== undefined && { json: values.json }),
    from: values.from ?? [],
    docs: values.docs,
  };
}

/** Those of one kind that are named, or all of them (or the usual ones) where none is. */
function chosen<T extends string>(all: readonly T[], only: readonly string[], usual: readonly T[] = all): readonly T[] {
  const named = all.filter((name) => only.includes(name));
  return named.length > 0 ? named : usual;
}

/** `--rules 1 100` gives the second number as a positional. */
function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (error) {
    const text = types.isNativeError(error) ? error.message : String(error);
    throw new Error(`${text.split(/[.\n]/)[0] ?? text}; see --help.`, { cause: error });
  }
}

function numbers(name: string, list: string, least: number): number[] {
  return list.split(",").map((text) => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (number >= least) return number;
    throw new Error(`--${name} must be a whole number from ${least} on, not "${text}".`);
  });
}

function pair(text: string): [string, string] {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new Error(`--env must be NAME=VALUE, not "${text}".`);
}
