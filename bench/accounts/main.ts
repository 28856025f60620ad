// npm run bench accounts: what several accounts in one stack cost, each figure beside what it is compared with.
import { readFileSync, writeFileSync } from "node:fs";
import { writeDocSection } from "../../tools/doc-section";
import { describeMachine } from "../machine";
import type { AccountResults, Figure, PartName } from "./figures";
import { measureMemory } from "./memory";
import { readAccountOptions, USAGE, type AccountOptions } from "./options";
import { measurePrevious } from "./previous";
import { measureReads } from "./reads";
import { accountsAsMarkdown } from "./report";
import type { Say } from "./rounds";
import { FULL, SMALL, type Sizes } from "./sizes";
import { measureStacks } from "./stacks";
import { measureWrites } from "./writes";

type Measure = (sizes: Sizes, rounds: number, say: Say, previous: string) => Promise<Figure[]>;

const MEASURES: Readonly<Record<PartName, Measure>> = {
  writes: measureWrites,
  reads: measureReads,
  previous: measurePrevious,
  memory: measureMemory,
  stacks: measureStacks,
};

/** @param docs the page that `--docs` writes to. @param obtain makes the Pulumi CLI available. */
export async function benchAccounts(
  args: readonly string[],
  docs: string,
  obtain: (say: Say) => Promise<string | undefined>,
): Promise<void> {
  const options = readAccountOptions(args);
  if (options === "help") return void process.stdout.write(USAGE);
  const results = options.from.length > 0 ? readResults(options.from) : await measure(options, obtain);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  const markdown = accountsAsMarkdown(results);
  console.log(`\n${markdown}`);
  if (options.docs) await writeDocSection(docs, "npm run bench accounts", markdown);
}

async function measure(
  { parts, rounds, isSmall, previous }: AccountOptions,
  obtain: (say: Say) => Promise<string | undefined>,
): Promise<AccountResults> {
  const say = (line: string): void => console.error(line);
  const machine = await describeMachine(await obtain(say));
  const startedAt = new Date().toISOString();
  const figures: Figure[] = [];
  for (const part of parts) {
    say(`${part}:`);
    figures.push(...(await MEASURES[part](isSmall ? SMALL : FULL, rounds, say, previous)));
  }
  return { machine, startedAt, isSmall, figures };
}

/** The figures of several files; the machine is that of the first. */
function readResults(files: readonly string[]): AccountResults {
  const all = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as AccountResults);
  const figures = all.flatMap((results) => results.figures);
  return Object.assign({}, ...[...all].reverse(), { figures }) as AccountResults;
}
