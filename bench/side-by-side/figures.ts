import { median } from "../results";
import type { Machine } from "../machine";

/** One figure, measured once a round. */
export interface Figure {
  /** The part of the benchmark that has measured it. */
  part: string;
  what: string;
  unit: "s" | "MB" | "B" | "count";
  ours: number[];
  /** What it is compared with, measured in the same rounds. */
  base?: { name: string; samples: number[] };
  /** The most that the ratio may be, or else the figure itself. @default none, for information */
  goal?: number;
}

export interface SideBySideResults {
  machine: Machine;
  startedAt: string;
  isSmall: boolean;
  figures: Figure[];
}

/** The median of the rounds' ratios: both sides of a round meet about the same load. */
export function ratioOf({ ours, base }: Figure): number | undefined {
  return base && median(ours.map((value, round) => value / (base.samples[round] ?? NaN)));
}

/** A count must hold in every round. */
export function isMissed(figure: Figure): boolean {
  const { goal, unit, ours } = figure;
  if (goal === undefined) return false;
  return !((ratioOf(figure) ?? (unit === "count" ? Math.max(...ours) : median(ours))) <= goal);
}
