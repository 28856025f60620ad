import type { Usage } from "../process-tree";
import { medianUsage } from "../results";
import type { Figure } from "../side-by-side/figures";
import { cpuSeconds, seconds, type Say } from "../side-by-side/rounds";
import { previewsInTurn, type Previewed } from "../start-up";
import type { Sizes } from "./sizes";

const MOST = { plugin: 1.25, ours: 1.15 };

/** Previews of one rule: by the plugin beside an empty program, and by the dynamic resource beside one that does nothing. */
export async function measurePreviews({ previews }: Sizes, rounds: number, say: Say): Promise<Figure[]> {
  const seen: Record<Previewed, Usage>[] = [];
  for (let round = 0; round < rounds; round++) {
    const usages = await previewsInTurn(["empty", "plugin", "ours", "engine"], previews);
    const of = (name: Previewed): Usage => medianUsage(usages[name]);
    seen.push({ empty: of("empty"), plugin: of("plugin"), ours: of("ours"), engine: of("engine") });
    say(
      `  ${(["empty", "plugin", "ours", "engine"] as const).map((name) => `${name} ${seconds(of(name)).toFixed(2)} s`).join(", ")}`,
    );
  }
  const compared = (name: "plugin" | "ours", what: string, base: "empty" | "engine", baseName: string): Figure[] => {
    const figure = (title: string, pick: (usage: Usage) => number): Figure => ({
      part: "previews",
      what: title,
      unit: "s",
      ours: seen.map((round) => pick(round[name])),
      base: { name: baseName, samples: seen.map((round) => pick(round[base])) },
    });
    return [
      { ...figure(`one rule, ${what}`, seconds), goal: MOST[name] },
      figure(`${what}: processor time`, cpuSeconds),
    ];
  };
  return [
    ...compared("plugin", "plugin", "empty", "an empty program"),
    ...compared("ours", "dynamic resource", "engine", "engine"),
  ];
}
