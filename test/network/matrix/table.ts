import type { NetworkFault } from "..";
import type { Cell } from "./cells";
import type { MatrixCommand } from "./commands";
import type { Verdict } from "./verdict";

/** A cell that was played. */
export interface Played {
  cell: Cell;
  verdict: Verdict;
  seconds: number;
}

/** One row a fault, one column a command, and the totals. */
export function tableOf(
  played: readonly Played[],
  commands: readonly MatrixCommand[],
  faults: readonly NetworkFault[],
): string {
  const row = (fault: NetworkFault): string => {
    const words = commands.map((command) =>
      inWords(played.filter((one) => one.cell.fault === fault && one.cell.command === command)),
    );
    const name = fault.name.startsWith(fault.layer) ? fault.name : `${fault.layer}: ${fault.name}`;
    return `| ${name} | ${words.join(" | ")} |`;
  };
  return [
    `| fault | ${commands.map(({ name }) => `\`${name}\``).join(" | ")} |`,
    `| --- |${" --- |".repeat(commands.length)}`,
    ...faults.map(row),
    "",
    totalsOf(played),
  ].join("\n");
}

function inWords(cells: readonly Played[]): string {
  if (cells.length === 0) return "-";
  const wrong = cells.filter(({ verdict }) => verdict.wrongs.length > 0);
  if (wrong.length === 0) return "ok";
  const byWords = new Map<string, string[]>();
  for (const { cell, verdict } of wrong) {
    const words = verdict.wrongs.join(", ");
    byWords.set(words, [...(byWords.get(words) ?? []), placeOf(cell)]);
  }
  return [...byWords].map(([words, places]) => `${places.join(", ")}: **${words}**`).join("; ");
}

function placeOf({ place, when }: Cell): string {
  return when === "after" ? `${place} (made)` : place;
}

export function totalsOf(played: readonly Played[]): string {
  const count = (is: (one: Verdict) => boolean): number => played.filter(({ verdict }) => is(verdict)).length;
  const lost = played.reduce((sum, { verdict }) => sum + verdict.lost, 0);
  const longest = Math.max(0, ...played.map(({ seconds }) => seconds));
  return (
    `In all ${played.length} cells: ${count(({ wrongs }) => wrongs.length > 0)} broke the rule, ${lost} deletes not asked for, ` +
    `${count(({ hangs }) => hangs)} hangs, ${count(({ zeroWithoutResult }) => zeroWithoutResult)} ended with 0 without a result, ` +
    `${count(({ saidDark }) => saidDark)} left the changed page dark and said so; the longest took ${longest.toFixed(0)} s.`
  );
}
