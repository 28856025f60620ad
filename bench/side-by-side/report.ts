import { median } from "../results";
import { aboutMachine, markdownTable } from "../table";
import { isMissed, ratioOf, type SideBySideResults, type Figure } from "./figures";

const COLUMNS = ["part", "figure", "ours", "against", "ratio", "goal", "rounds"];
const NONE = "–";

/** The results as Markdown: date and machine, and a row for each figure. */
export function resultsAsMarkdown(results: SideBySideResults): string {
  const missed = results.figures.filter(isMissed).length;
  return [
    aboutMachine(results),
    ...(results.isSmall ? ["A tenth of the usual size: the ratios say little."] : []),
    markdownTable(COLUMNS, results.figures.map(cellsOf)),
    missed === 0 ? "All goals are met." : `Goals missed: ${missed}.`,
  ].join("\n\n");
}

function cellsOf(figure: Figure): string[] {
  const { part, what, ours, base, goal } = figure;
  const ratio = ratioOf(figure);
  const most = goal === undefined ? NONE : `≤ ${goal}${isMissed(figure) ? ", missed" : ""}`;
  return [
    part,
    what,
    text(ours, figure),
    base ? `${text(base.samples, figure)} (${base.name})` : NONE,
    ratio === undefined ? NONE : ratio.toFixed(2),
    most,
    String(ours.length),
  ];
}

/** A count that was not the same in all rounds is the highest. */
function text(samples: readonly number[], { unit }: Figure): string {
  if (unit === "count") return String(Math.max(...samples));
  const value = median(samples);
  return `${value.toFixed(unit === "B" ? 0 : value < 10 ? 2 : 1)} ${unit}`;
}
