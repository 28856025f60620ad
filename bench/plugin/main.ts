// npm run bench plugin: what the provider plugin costs, beside the dynamic resource and beside programs that do nothing.
import type { Figure } from "../side-by-side/figures";
import { benchSideBySide, type Surroundings } from "../side-by-side/main";
import type { Say } from "../side-by-side/rounds";
import { measureMemory } from "./memory";
import { readPluginOptions, USAGE, type PartName } from "./options";
import { measurePreviews } from "./previews";
import { measureRuns } from "./runs";
import { FULL, SMALL, type Sizes } from "./sizes";

const MEASURES: Readonly<Record<PartName, (sizes: Sizes, rounds: number, say: Say) => Promise<Figure[]>>> = {
  previews: measurePreviews,
  runs: measureRuns,
  memory: measureMemory,
};

export async function benchPlugin(args: readonly string[], surroundings: Surroundings): Promise<void> {
  const options = readPluginOptions(args);
  if (options === "help") return void process.stdout.write(USAGE);
  const { isSmall, rounds } = options;
  const measure = (part: PartName, say: Say): Promise<Figure[]> => MEASURES[part](isSmall ? SMALL : FULL, rounds, say);
  await benchSideBySide(options, measure, surroundings);
}
