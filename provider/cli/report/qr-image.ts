import { qrCode, QUIET, rowsOf, sideOf, type Run } from "../qr-code";
import { Html, markup } from "./markup";

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
  const code = qrCode(text);
  if (!code) return undefined;
  const side = sideOf(code);
  const box = `${-QUIET} ${-QUIET} ${side} ${side}`;
  const strokes = rowsOf(code).map(strokesOf).join("");
  return { svg: markup`<svg aria-hidden="true" viewBox="${box}"><path d="${new Html(strokes)}"/></svg>`, side };
}

/** The dark modules of one row as strokes of a path, one a run. */
function strokesOf(runs: Run[], y: number): string {
  let end: number | undefined;
  return runs
    .map(({ from, length }) => {
      const move = end === undefined ? `M${from} ${y}.5` : `m${from - end} 0`;
      end = from + length;
      return `${move}h${length}`;
    })
    .join("");
}
