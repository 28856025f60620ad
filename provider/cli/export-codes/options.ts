import { t } from "../../text/message";
import { UsageError } from "../outcome";
import type { Level } from "../qr-code";

export const FORMATS = ["svg", "png", "pdf"] as const;
export type Format = (typeof FORMATS)[number];

/** What may stand below a code. */
export const LABELS = ["name", "path", "prefix"] as const;
export type Label = (typeof LABELS)[number];

export const LEVELS: readonly Level[] = ["L", "M", "Q", "H"];

export const DEFAULT_SIZE = "30mm";

export interface ExportOptions {
  json?: true;
  stack?: string;
  account?: string;
  /** The folder. */
  out: string;
  format: Format;
  size: string;
  errorCorrection: Level;
  only?: "published";
  label?: Label;
  font?: string;
}

const MM_PER: Readonly<Record<string, number>> = { mm: 1, cm: 10, in: 25.4 };
const [LEAST_MM, MOST_MM] = [10, 1000];

/** The side of a code with its quiet zone, in millimetres. @throws UsageError */
export function millimetres(size: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(mm|cm|in)$/.exec(size.trim()) ?? [];
  if (number === undefined || unit === undefined) {
    throw new UsageError(t`--size ${size} is not a length; write a number and mm, cm or in, e.g. ${DEFAULT_SIZE}.`);
  }
  const mm = Number((Number(number) * (MM_PER[unit] ?? Number.NaN)).toFixed(4));
  if (mm >= LEAST_MM && mm <= MOST_MM) return mm;
  throw new UsageError(
    t`--size ${size} is too small or too large for a printed code; write ${LEAST_MM}mm to ${MOST_MM}mm.`,
  );
}

/** Refuses options that mean nothing together. @throws UsageError */
export function checkTogether({ out, format, label, font }: ExportOptions): void {
  if (out.trim() === "") throw new UsageError(t`--out is empty; name a folder.`);
  if (out === "-") throw new UsageError(t`--out - would be stdout, but this writes many files; name a folder.`);
  if (label !== undefined && format === "png") {
    throw new UsageError(t`--label is for svg and pdf, and png has no text; leave it out, or choose another --format.`);
  }
  if (font === undefined || (format === "pdf" && label !== undefined)) return;
  throw new UsageError(t`--font is for the labels of pdf; leave it out, or add --format pdf and --label.`);
}
