import { create } from "qrcode";
import { t } from "../../text/message";
import { Html, markup } from "./markup";

/** The quiet zone that scanners need, in modules. */
const QUIET = 4;

export interface QrImage {
  svg: Html;
  /** How many modules one side has, quiet zone included. */
  side: number;
}

/**
 * A QR code as inline SVG; the page's style makes it black on white. Undefined if the text does not fit into one. A page has
 * thousands of them, so what all have in common is in the style.
 */
export function qrImage(text: string): QrImage | undefined {
  const modules = modulesOf(text);
  if (!modules) return undefined;
  const side = modules.size + 2 * QUIET;
  const rows = Array.from({ length: modules.size }, (_, y) => rowOf(modules, y)).join("");
  const box = `${-QUIET} ${-QUIET} ${side} ${side}`;
  return { svg: markup`<svg aria-hidden="true" viewBox="${box}"><path d="${new Html(rows)}"/></svg>`, side };
}

/** Why a text has no QR code. */
export function noCodeReason(): string {
  return t`too long for a QR code, or empty`;
}

interface Modules {
  size: number;
  get(row: number, column: number): number;
}

function modulesOf(text: string): Modules | undefined {
  try {
    return create(text, { errorCorrectionLevel: "M" }).modules;
  } catch {
    return undefined;
  }
}

/** The dark modules of one row as strokes of a path, one a run. */
function rowOf(modules: Modules, y: number): string {
  const line = Array.from({ length: modules.size }, (_, x) => (modules.get(y, x) ? "#" : " ")).join("");
  let end: number | undefined;
  return [...line.matchAll(/#+/g)]
    .map(({ index, 0: { length } }) => {
      const move = end === undefined ? `M${index} ${y}.5` : `m${index - end} 0`;
      end = index + length;
      return `${move}h${length}`;
    })
    .join("");
}
