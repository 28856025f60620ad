/** The measures of a label, all in the unit of the code's side. */
export interface LabelStyle {
  width: number;
  fontSize: number;
  lineHeight: number;
}

/** The most lines of a label. */
const MOST_LINES = 2;
const MORE = "…";

/** The height of this many lines, with a little room below them. */
export function labelHeight(lines: number, { lineHeight }: LabelStyle): number {
  return lines === 0 ? 0 : (lines + 0.4) * lineHeight;
}

/** How labels look below a code with sides of this length. */
export function labelStyle(side: number): LabelStyle {
  const fontSize = side * 0.085;
  return { width: side * 0.92, fontSize, lineHeight: fontSize * 1.25 };
}

/**
 * A label in at most two lines that are not wider than `width`. Breaks at a blank or within an address, else between any two
 * characters. What is too long ends in "…".
 *
 * @param widthOf how wide a text is.
 */
export function labelLines(label: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let left = label.trim();
  while (left !== "") {
    const line = firstLine(left, width, widthOf);
    if (lines.length === MOST_LINES - 1 && line !== left) return [...lines, shortened(left, width, widthOf)];
    lines.push(line.trimEnd());
    left = left.slice(line.length).trimStart();
  }
  return lines;
}

/** True if a label is not shown whole. */
export function isCut(lines: readonly string[], label: string): boolean {
  return lines.at(-1)?.endsWith(MORE) === true && !label.trim().endsWith(MORE);
}

function firstLine(text: string, width: number, widthOf: (text: string) => number): string {
  const fitting = fittingPart(text, width, widthOf);
  if (fitting.length === text.length) return text;
  const whole = /^.*[ /?&]/.exec(text.charAt(fitting.length) === " " ? `${fitting} ` : fitting)?.[0] ?? "";
  return whole.length > fitting.length / 2 ? whole : fitting;
}

function shortened(text: string, width: number, widthOf: (text: string) => number): string {
  return fittingPart(text, width - widthOf(MORE), widthOf).trimEnd() + MORE;
}

/** As many whole characters as fit, at least one. */
function fittingPart(text: string, width: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= width) return text;
  let fitting = "";
  for (const { segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)) {
    if (fitting !== "" && widthOf(fitting + segment) > width) break;
    fitting += segment;
  }
  return fitting;
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Extended_Pictographic}\u3000-\u303f\uff00-\uff60]/u;

/** How wide a text is in an ordinary font, rather more than less: nobody knows which font shows an SVG. */
export function estimatedWidth(text: string, fontSize: number): number {
  const widths = [...text].map((letter) => (WIDE.test(letter) ? 1 : /[A-Zm@%w]/.test(letter) ? 0.8 : 0.6));
  return fontSize * widths.reduce((sum, width) => sum + width, 0);
}
