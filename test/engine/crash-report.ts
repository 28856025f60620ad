import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CrashResult } from "./crash-lane";

const FOLDER = join(__dirname, "..", "..", "reports");

/** Prints the figures of all kills of one kind, and writes them to `reports/` for whoever wants to quote them. */
export function reportCrashes(kill: string, results: readonly CrashResult[], tookMs: number): void {
  const orphans = results.flatMap(({ orphan }) => orphan ?? []);
  const figures = {
    killed: kill,
    points: results.length,
    byVerb: countBy(results, ({ point }) => point.verb),
    byMoment: countBy(results, ({ point }) => point.moment),
    rulesLost: sum(results.map(({ rulesLost }) => rulesLost.length)),
    rulesLeftBehind: sum(results.map(({ rulesLeft }) => rulesLeft.length)),
    publishesSpentTwice: sum(results.map(({ publishesSpentTwice }) => publishesSpentTwice)),
    checksumsTorn: results.filter(({ checksumTorn }) => checksumTorn).length,
    ...(orphans.length > 0 && {
      providersLeftRunning: orphans.filter(({ endedAfterMs }) => endedAfterMs === undefined).length,
      longestTimeToEndMs: Math.max(...orphans.map(({ endedAfterMs = Infinity }) => endedAfterMs)),
      rulesBegunAfterTheKill: sum(orphans.map(({ begun }) => begun.length)),
      rulesLeftDark: sum(orphans.map(({ dark }) => dark.length)),
    }),
    seconds: Math.round(tookMs / 1000),
  };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `crashes-${kill.replace(/\W+/g, "-")}.json`), `${JSON.stringify(figures, null, 2)}\n`);
  process.stdout.write(`crashes: ${JSON.stringify(figures)}\n`);
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
