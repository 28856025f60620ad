import type * as Pdfium from "@hyzyla/pdfium" with { "resolution-mode": "import" };
import jsQR from "jsqr";
import { PNG } from "pngjs";

/** A rectangle of a picture, in pixels. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One sheet as PDFium draws it. */
export interface Sheet {
  picture: PNG;
  text: string;
  /** In points. */
  width: number;
  height: number;
}

export const POINTS_PER_MM = 72 / 25.4;

/** What a scanner reads in a picture. */
export function scanned({ data, width, height }: Pick<PNG, "data" | "width" | "height">): string | undefined {
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}

export function partOf(picture: PNG, { x, y, width, height }: Part): PNG {
  const part = new PNG({ width: Math.round(width), height: Math.round(height) });
  PNG.bitblt(picture, part, Math.round(x), Math.round(y), part.width, part.height, 0, 0);
  return part;
}

/** The smallest rectangle that has all dark pixels of a picture. */
export function darkPart({ data, width, height }: PNG): Part {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let at = 0; at < width * height; at += 1) {
    if ((data[at * 4] ?? 255) > 127) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Draws the sheets of a PDF with another program than the one that made them. */
export async function sheetsIn(pdf: Buffer, pixelsPerMm: number): Promise<Sheet[]> {
  // Its types are those of an ES module, which Jest cannot import.
  const library = await jest.requireActual<typeof Pdfium>("@hyzyla/pdfium").PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(pdf);
    const sheets: Sheet[] = [];
    for (const page of document.pages()) {
      const { originalWidth: width, originalHeight: height } = page.getOriginalSize();
      // Before it is drawn, which closes the page.
      const text = page.getText();
      const inPixels = (points: number): number => Math.round((points / POINTS_PER_MM) * pixelsPerMm);
      const size = { width: inPixels(width), height: inPixels(height) };
      const { data } = await page.render({ ...size, render: "bitmap" });
      const picture = new PNG(size);
      picture.data = Buffer.from(data);
      sheets.push({ picture, text, width, height });
    }
    document.destroy();
    return sheets;
  } finally {
    library.destroy();
  }
}
