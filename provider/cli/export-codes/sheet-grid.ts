/** A4, in millimetres. */
export const SHEET = { width: 210, height: 297 };
/** Beside the codes: no printer reaches the edge of the paper, and crop marks need their place. */
const MARGIN = 12;
/** Between two codes: room for the crop marks of both. */
const GAP = 8;
/** The widest code that fits. */
export const MOST_MM = SHEET.width - 2 * MARGIN;

/** Where a code is: its sheet, counted from 1, its place on it, counted from 1, and its upper left corner in millimetres. */
export interface Place {
  sheet: number;
  position: number;
  x: number;
  y: number;
}

/** Where the codes are, row by row from the upper left. Each takes `width` and `height` millimetres. */
export function places(count: number, width: number, height: number): Place[] {
  const columns = fitting(SHEET.width, width);
  const perSheet = columns * fitting(SHEET.height, height);
  const left = (SHEET.width - columns * (width + GAP) + GAP) / 2;
  return Array.from({ length: count }, (_, n) => {
    const onSheet = n % perSheet;
    return {
      sheet: Math.floor(n / perSheet) + 1,
      position: onSheet + 1,
      x: left + (onSheet % columns) * (width + GAP),
      y: MARGIN + Math.floor(onSheet / columns) * (height + GAP),
    };
  });
}

function fitting(sheet: number, length: number): number {
  return Math.floor((sheet - 2 * MARGIN + GAP) / (length + GAP));
}
