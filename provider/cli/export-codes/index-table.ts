import { stringify } from "csv-stringify/sync";
import { appidOf } from "../../rules/rule";
import type { AccountNames } from "../stack-accounts";
import type { Code } from "./codes";
import type { Place } from "./sheet-grid";

export const INDEX = "index.csv";

/** So that spreadsheets read UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";
const FIRST_FIELDS = ["file", "name", "prefix"];

/** What the files hold, one line a code. */
export interface Indexed {
  code: Code;
  file: string;
  /** On a sheet. */
  place?: Place | undefined;
}

/**
 * The table of all codes. A spreadsheet takes a cell that begins with "=", "+", "-" or "@" for a formula, so such a name or path
 * gets "'" before it; files and prefixes never begin so.
 */
export function indexTable(codes: readonly Indexed[], names: AccountNames): string {
  const rows = codes.map(({ code: { rule }, file, place }) => ({
    file,
    name: rule.name === rule.args.prefix ? "" : rule.name,
    prefix: rule.args.prefix,
    path: rule.args.path,
    appid: appidOf(rule.args) ?? "",
    account: names.name(rule.account) ?? names.label(rule.account),
    published: String(rule.args.published),
    sheet: place && String(place.sheet),
    position: place && String(place.position),
  }));
  const all = [...FIRST_FIELDS, "path", "appid", "account", "published", "sheet", "position"] as const;
  const used = all.filter((field) => rows.some((row) => row[field as keyof (typeof rows)[number]] !== undefined));
  const table = stringify(rows, { header: true, columns: [...used], record_delimiter: "\r\n", escape_formulas: true });
  return BYTE_ORDER_MARK + table;
}

/** True for an index, also one that a spreadsheet has saved. */
export function isIndex(present: Buffer): boolean {
  const [first = ""] = present.toString().replace(BYTE_ORDER_MARK, "").split(/\r?\n/);
  return (
    first
      .replaceAll('"', "")
      .split(/[,;\t]/)
      .slice(0, FIRST_FIELDS.length)
      .join() === FIRST_FIELDS.join()
  );
}
