// What the benchmarks do that show each figure beside what it is compared with.
import { readFileSync, writeFileSync } from "node:fs";
import { writeDocSection } from "../../tools/doc-section";
import { describeMachine } from "../machine";
import type { Figure, SideBySideResults } from "./figures";
import type { SideBySideOptions } from "./options";
import { resultsAsMarkdown } from "./report";
import type { Say } from "./rounds";

/** Makes the Pulumi CLI available. @returns its folder if it is not on PATH */
export type Obtain = (say: Say) => Promise<string | undefined>;

/** The page that `--docs` writes to, the name of its section there, and the CLI. */
export interface Surroundings {
  docs: string;
  section: string;
  obtain: Obtain;
}

export async function benchSideBySide<Part extends string>(
  options: SideBySideOptions<Part>,
  measurePart: (part: Part, say: Say) => Promise<Figure[]>,
  { docs, section, obtain }: Surroundings,
): Promise<void> {
  const results = options.from.length > 0 ? readResults(options.from) : await measure(options, measurePart, obtain);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  const markdown = resultsAsMarkdown(results);
  console.log(`\n${markdown}`);
  if (options.docs) await writeDocSection(docs, section, markdown);
}

async function measure<Part extends string>(
  { parts, isSmall }: SideBySideOptions<Part>,
  measurePart: (part: Part, say: Say) => Promise<Figure[]>,
  obtain: Obtain,
): Promise<SideBySideResults> {
  const say = (line: string): void => console.error(line);
  const machine = await describeMachine(await obtain(say));
  const startedAt = new Date().toISOString();
  const figures: Figure[] = [];
  for (const part of parts) {
    say(`${part}:`);
    figures.push(...(await measurePart(part, say)));
  }
  return { machine, startedAt, isSmall, figures };
}

/** The figures of several files; the machine is that of the first. */
function readResults(files: readonly string[]): SideBySideResults {
  const all = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as SideBySideResults);
  const figures = all.flatMap((results) => results.figures);
  return Object.assign({}, ...[...all].reverse(), { figures }) as SideBySideResults;
}
