// npm run bench accounts: what several accounts in one stack cost, each figure beside what it is compared with.
import type { Figure } from "../side-by-side/figures";
import { benchSideBySide, type Surroundings } from "../side-by-side/main";
import type { Say } from "../side-by-side/rounds";
import { measureMemory } from "./memory";
import { readAccountOptions, USAGE, type PartName } from "./options";
import { measurePrevious } from "./previous";
import { measureReads } from "./reads";
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

export async function benchAccounts(args: readonly string[], surroundings: Surroundings): Promise<void> {
  const options = readAccountOptions(args);
  if (options === "help") return void process.stdout.write(USAGE);
  const { isSmall, rounds, previous } = options;
  const measure = (part: PartName, say: Say): Promise<Figure[]> =>
    MEASURES[part](isSmall ? SMALL : FULL, rounds, say, previous);
  await benchSideBySide(options, measure, surroundings);
}
