import { t } from "../../text/message";
import { UsageError, type Surroundings } from "../outcome";
import { sideOf } from "../qr-code";
import type { Code } from "./codes";
import type { Indexed } from "./index-table";
import { isCut } from "./label";
import type { ExportOptions } from "./options";
import { pngOf } from "./png";
import { MOST_MM } from "./sheet-grid";
import { svgLabel, svgOf } from "./svg";
import type { NamedFile } from "./writing";

/** The one file of PDF. */
const SHEETS = "sheets.pdf";

/** What to write, and which file has which code. */
export interface Pictures {
  files: Pick<NamedFile, "name" | "content">[];
  indexed: Indexed[];
  /** How many labels are not shown whole. */
  cutLabels: number;
}

/** The pictures in a format. Each is made only when it is written: thousands would fill the memory. @throws CommandError */
export async function picturesOf(
  codes: readonly Code[],
  options: ExportOptions,
  sizeMm: number,
  here: Surroundings,
): Promise<Pictures> {
  const { format } = options;
  if (format === "pdf") return sheets(codes, options, sizeMm, here);
  const indexed = codes.map((code) => ({ code, file: `${code.fileName}.${format}` }));
  const contentOf = ({ code, rule, label }: Code): string | Buffer =>
    format === "svg" ? svgOf(code, rule.args.prefix, label, sizeMm) : pngOf(code, sizeMm);
  return {
    files: indexed.map(({ code, file }) => ({ name: file, content: () => contentOf(code) })),
    indexed,
    cutLabels: codes.filter(({ code, label }) => isCut(svgLabel(label, sideOf(code)), label)).length,
  };
}

/** Loads the PDF writer and its fonts only here. */
async function sheets(
  codes: readonly Code[],
  { font: file, size }: ExportOptions,
  sizeMm: number,
  { cwd, env }: Surroundings,
): Promise<Pictures> {
  if (sizeMm > MOST_MM) {
    throw new UsageError(
      t`--size ${size} does not fit on A4 with its crop marks; write at most ${MOST_MM}mm, or choose svg.`,
    );
  }
  const { isLatin, sheetsOf } = await import("./sheets.js");
  const labels = codes.map(({ label }) => label);
  const { fontsOfSystem, namedFont, systemFont } = await import("./fonts.js");
  // Numbers of sheets and "…" are in the same font.
  const texts = [...labels, "0123456789/ …"];
  const chosen = (): ReturnType<typeof namedFont> | undefined => {
    if (file !== undefined) return namedFont(texts, file, cwd);
    return isLatin(labels) ? undefined : systemFont(texts, fontsOfSystem(process.platform, env));
  };
  const made = await sheetsOf(codes, sizeMm, chosen());
  return {
    files: [{ name: SHEETS, content: () => made.pdf }],
    indexed: codes.map((code, n) => ({ code, file: SHEETS, place: made.places[n] })),
    cutLabels: made.cutLabels,
  };
}
