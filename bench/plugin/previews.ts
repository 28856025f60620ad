import type { Usage } from "../process-tree";
import { medianUsage } from "../results";
import type { Figure } from "../side-by-side/figures";
import { cpuSeconds, seconds, type Say } from "../side-by-side/rounds";
import { previewsInTurn, type Previewed } from "../start-up";
import type { Sizes } from "./sizes";

const MOST = { plugin: 1.25, ours: 1.15 };
const NAMES = ["empty", "plugin", "ours", "engine"] as const;
/** WeChat's time is not the plugin's: a preview of a new rule waits for a token and for one read. */
const AT_ONCE = { latencyMs: 0 };

/** Previews of one rule: by the plugin beside an empty program, and by the dynamic resource beside one that does nothing. */
export async function measurePreviews({ previews }: Sizes, rounds: number, say: Say): Promise<Figure[]> {
  const seen: Record<Previewed, Usage>[] = [];
  const late: Record<"empty" | "plugin", Usage>[] = [];
  for (let round = 0; round < rounds; round++) {
    const usages = await previewsInTurn(NAMES, previews, AT_ONCE);
    const of = (name: Previewed): Usage => medianUsage(usages[name]);
    seen.push({ empty: of("empty"), plugin: of("plugin"), ours: of("ours"), engine: of("engine") });
    say(`  ${NAMES.map((name) => `${name} ${seconds(of(name)).toFixed(2)} s`).join(", ")}`);
    const { empty, plugin } = await previewsInTurn(["empty", "plugin"], previews);
    late.push({ empty: medianUsage(empty), plugin: medianUsage(plugin) });
  }
  const figure = <Name extends string>(
    what: string,
    rows: readonly Record<Name, Usage>[],
    [ours, base, baseName]: readonly [Name, Name, string],
    pick = seconds,
  ): Figure => ({
    part: "previews",
    what,
    unit: "s",
    ours: rows.map((row) => pick(row[ours])),
    base: { name: baseName, samples: rows.map((row) => pick(row[base])) },
  });
  const plugin = ["plugin", "empty", "an empty program"] as const;
  const dynamic = ["ours", "engine", "engine"] as const;
  return [
    { ...figure("one rule, plugin", seen, plugin), goal: MOST.plugin },
    figure("plugin: processor time", seen, plugin, cpuSeconds),
    figure("plugin: each of WeChat's two answers takes 25 ms", late, plugin),
    { ...figure("one rule, dynamic resource", seen, dynamic), goal: MOST.ours },
    figure("dynamic resource: processor time", seen, dynamic, cpuSeconds),
  ];
}
