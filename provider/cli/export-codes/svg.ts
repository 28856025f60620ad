import { QUIET, rowsOf, sideOf, type QrCode } from "../qr-code";
import { Html, markup } from "../report/markup";
import { estimatedWidth, labelHeight, labelLines, labelStyle } from "./label";
import { MARK } from "./mark";

/**
 * A code as SVG: `sizeMm` wide, one path, a module long 1. A label stands below the quiet zone.
 *
 * @param text what the code holds.
 */
export function svgOf(code: QrCode, text: string, label: string, sizeMm: number): string {
  const side = sideOf(code);
  const style = labelStyle(side);
  const lines = svgLabel(label, side);
  const height = side + labelHeight(lines.length, style);
  const rows = rowsOf(code).flatMap((runs, y) =>
    runs.map(({ from, length }) => `M${from + QUIET} ${y + QUIET}h${length}v1h-${length}z`),
  );
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${inMm(sizeMm)}" height="${inMm((sizeMm * height) / side)}" viewBox="0 0 ${side} ${rounded(height)}">
<!-- ${MARK} -->
<title>${text}</title>
<path fill="#fff" d="M0 0h${side}v${rounded(height)}H0z"/>
<path d="${new Html(rows.join(""))}"/>
${lines.map((line, n) => textLine(line, side / 2, side + n * style.lineHeight + style.fontSize, style.fontSize))}
</svg>
`.text;
}

/** The lines of a label. @param side of the code with its quiet zone. */
export function svgLabel(label: string, side: number): string[] {
  const { width, fontSize } = labelStyle(side);
  return labelLines(label, width, (text) => estimatedWidth(text, fontSize));
}

function textLine(line: string, x: number, y: number, fontSize: number): Html {
  return markup`<text x="${x}" y="${rounded(y)}" font-family="sans-serif" font-size="${rounded(fontSize)}" text-anchor="middle">${line}</text>`;
}

function inMm(length: number): string {
  return `${rounded(length)}mm`;
}

function rounded(length: number): number {
  return Number(length.toFixed(4));
}
