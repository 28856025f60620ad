import type { Font } from "fontkit";
import PDFDocument from "pdfkit";
import { QUIET, rowsOf, sideOf, type QrCode } from "../qr-code";
import type { Code } from "./codes";
import { isCut, labelHeight, labelLines, labelStyle, type LabelStyle } from "./label";
import { MARK } from "./mark";
import { places, SHEET, type Place } from "./sheet-grid";

/** PDF counts in points. */
const POINTS_PER_MM = 72 / 25.4;
/** The font of labels and sheet numbers that every PDF reader has. It has Latin letters only. */
const LATIN = "Helvetica";
/** Crop marks begin this far from the corner, and are this long, in millimetres. */
const CROP_MARK = { from: 1, length: 3, width: 0.1 };
const FOOT = { y: SHEET.height - 7, fontSize: 2.5 };

export interface Sheets {
  pdf: Buffer;
  /** The place of each code. */
  places: Place[];
  /** How many labels are not shown whole. */
  cutLabels: number;
}

/** True if the labels need no font of this machine. */
export function isLatin(labels: readonly string[]): boolean {
  return labels.every((label) => /^[\x20-\x7e\xa0-\xff…]*$/.test(label));
}

/**
 * A4 sheets with all codes as vectors, crop marks around each, and the labels below.
 *
 * @param sizeMm the side of a code with its quiet zone.
 * @param font has every character of the labels. @default for Latin labels
 */
export async function sheetsOf(codes: readonly Code[], sizeMm: number, font?: Font): Promise<Sheets> {
  const pdf = newDocument();
  const written = contentOf(pdf);
  pdf.font(font === undefined ? LATIN : asSource(font));
  const style = labelStyle(sizeMm);
  pdf.fontSize(style.fontSize);
  const labels = codes.map(({ label }) => labelLines(label, style.width, (text) => pdf.widthOfString(text)));
  const height = sizeMm + labelHeight(Math.max(0, ...labels.map(({ length }) => length)), style);
  const at = places(codes.length, sizeMm, height);
  for (const [n, place] of at.entries()) {
    const { code } = codes[n] as Code;
    if (place.position === 1) addSheet(pdf, place.sheet, at.at(-1)?.sheet ?? 1);
    drawCode(pdf, code, place, sizeMm);
    drawLabel(pdf, labels[n] ?? [], place, sizeMm, style);
    drawCropMarks(pdf, place, sizeMm, height);
  }
  pdf.end();
  const cutLabels = codes.filter(({ label }, n) => isCut(labels[n] ?? [], label)).length;
  return { pdf: await written, places: at, cutLabels };
}

function newDocument(): PDFKit.PDFDocument {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    size: "A4",
    margin: 0,
    displayTitle: true,
    info: { Title: "QR codes", Creator: MARK, Producer: "PDFKit" },
  });
  // Dialogues for printing then propose the true size. PDFKit has the entry, but no option for it.
  const { _root: root } = pdf as unknown as { _root: { data: { ViewerPreferences: { data: object } } } };
  Object.assign(root.data.ViewerPreferences.data, { PrintScaling: "None" });
  return pdf;
}

/** PDFKit takes fonts that are open already, which its types do not say. */
function asSource(font: Font): PDFKit.Mixins.PDFFontSource {
  return font as unknown as PDFKit.Mixins.PDFFontSource;
}

function contentOf(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    pdf.on("data", (part: Buffer) => parts.push(part));
    pdf.on("end", () => resolve(Buffer.concat(parts)));
    pdf.on("error", reject);
  });
}

/** A sheet that counts in millimetres from its upper left corner. */
function addSheet(pdf: PDFKit.PDFDocument, sheet: number, sheets: number): void {
  pdf.addPage().scale(POINTS_PER_MM).fillColor("black").strokeColor("black").lineWidth(CROP_MARK.width);
  const number = `${sheet} / ${sheets}`;
  pdf.fontSize(FOOT.fontSize);
  pdf.text(number, (SHEET.width - pdf.widthOfString(number)) / 2, FOOT.y, { lineBreak: false });
}

/** One path, in modules. */
function drawCode(pdf: PDFKit.PDFDocument, code: QrCode, { x, y }: Place, sizeMm: number): void {
  pdf
    .save()
    .translate(x, y)
    .scale(sizeMm / sideOf(code));
  for (const [row, runs] of rowsOf(code).entries()) {
    for (const { from, length } of runs) pdf.rect(from + QUIET, row + QUIET, length, 1);
  }
  pdf.fill().restore();
}

function drawLabel(
  pdf: PDFKit.PDFDocument,
  lines: readonly string[],
  { x, y }: Place,
  sizeMm: number,
  { fontSize, lineHeight }: LabelStyle,
): void {
  pdf.fontSize(fontSize);
  for (const [n, line] of lines.entries()) {
    const left = x + (sizeMm - pdf.widthOfString(line)) / 2;
    pdf.text(line, left, y + sizeMm + n * lineHeight, { lineBreak: false });
  }
}

/** Two lines at each corner, outside of what is cut out. */
function drawCropMarks(pdf: PDFKit.PDFDocument, { x, y }: Place, width: number, height: number): void {
  const { from, length } = CROP_MARK;
  for (const [cornerX, outX] of [
    [x, -1],
    [x + width, 1],
  ] as const) {
    for (const [cornerY, outY] of [
      [y, -1],
      [y + height, 1],
    ] as const) {
      pdf.moveTo(cornerX + outX * from, cornerY).lineTo(cornerX + outX * (from + length), cornerY);
      pdf.moveTo(cornerX, cornerY + outY * from).lineTo(cornerX, cornerY + outY * (from + length));
    }
  }
  pdf.stroke();
}
