import { median } from "../results";
import type { Machine } from "../machine";

/** The parts of this benchmark, in the order in which they are measured. */
export const PARTS = ["writes", "reads", "previous", "memory", "stacks"] as const;
export type PartName = (typeof PARTS)[number];

/** One figure, measured once a round. */
export interface Figure {
  part: PartName;
  what: string;
  unit: "s" | "MB" | "count";
  ours: number[];
  /** What it is compared with, measured in the same rounds. */
  base?: { name: string; samples: number[] };
  /** The most that the ratio may be, or else the figure itself. @default none, for information */
  goal?: number;
}

export interface AccountResults {
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
