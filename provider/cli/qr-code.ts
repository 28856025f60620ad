import { create } from "qrcode";
import { t } from "../text/message";
import { visible } from "../text/visible";

/** The quiet zone that scanners need on each side, in modules. */
export const QUIET = 4;

/** How much of a code may be damaged: about 7, 15, 25 and 30 percent. */
export type Level = "L" | "M" | "Q" | "H";

/** The modules of a QR code. */
export interface QrCode {
  /** How many modules one side has, without the quiet zone. */
  size: number;
  isDark: (row: number, column: number) => boolean;
}

/** Dark modules side by side. */
export interface Run {
  from: number;
  length: number;
}

/** Undefined if the text does not fit into a QR code. */
export function qrCode(text: string, level: Level = "M"): QrCode | undefined {
  try {
    const { modules } = create(text, { errorCorrectionLevel: level });
    return { size: modules.size, isDark: (row, column) => modules.get(row, column) !== 0 };
  } catch {
    return undefined;
  }
}

/** How many modules one side has, quiet zone included. */
export function sideOf({ size }: QrCode): number {
  return size + 2 * QUIET;
}

/** The dark modules of each row, from the top. */
export function rowsOf(code: QrCode): Run[][] {
  return Array.from({ length: code.size }, (_, row) => runsIn(code, row));
}

function runsIn({ size, isDark }: QrCode, row: number): Run[] {
  const runs: Run[] = [];
  for (let column = 0; column < size; column += 1) {
    if (!isDark(row, column)) continue;
    const last = runs.at(-1);
    if (last && last.from + last.length === column) last.length += 1;
    else runs.push({ from: column, length: 1 });
  }
  return runs;
}

/** Why a text has no QR code. */
export function noCodeReason(): string {
  return t`too long for a QR code, or empty`;
}

const SHOWN = 100;

/** Names a prefix that has no QR code, and says why. */
export function noCodeText(prefix: string): string {
  const shown = prefix.length > SHOWN ? `${prefix.slice(0, SHOWN)}…` : prefix;
  return `  ${t`no QR code  ${visible(shown)}: ${noCodeReason()} (${Buffer.byteLength(prefix)} bytes)`}`;
}
