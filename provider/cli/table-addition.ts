import { stringify } from "csv-stringify/sync";
import { TableSource } from "../reading/table-source";
import { RULE_FIELDS } from "../rules/file-fields";
import { t } from "../text/message";
import { NotEditable } from "./yaml-addition";

/** So that spreadsheets read UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";
/** In a new table: what a rule opens, then the rest. */
const FIRST = ["name", "prefix", "appid", "path"];

/**
 * The text of a table with these rules at its end. Leaves everything else in it as it is.
 *
 * @param text empty for a new table.
 * @throws NotEditable
 */
export function withRows(text: string, rules: readonly Record<string, unknown>[]): string {
  if (text.trim() === "") {
    const used = new Set(rules.flatMap((rule) => Object.keys(rule)));
    const fields = [...FIRST, ...RULE_FIELDS.filter((field) => !FIRST.includes(field))].filter((field) =>
      used.has(field),
    );
    return BYTE_ORDER_MARK + rowsOf([fields, ...cellsOf(rules, fields)], ",", "\r\n");
  }
  const table = new TableSource("", text);
  const fields = table.rows[0]?.cells;
  if (table.problem || !fields) throw new NotEditable(t`it is not a table with fields in its first row`);
  const missing = [...new Set(rules.flatMap((rule) => Object.keys(rule)))].filter((field) => !fields.includes(field));
  if (missing.length > 0) {
    throw new NotEditable(
      t`its first row has no ${missing.join(", ")}, which these rules need; add that, with a comma before it`,
    );
  }
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const whole = /[\r\n]$/.test(text) ? text : text + lineEnd;
  return whole + rowsOf(cellsOf(rules, fields), table.separator, lineEnd);
}

function cellsOf(rules: readonly Record<string, unknown>[], fields: readonly string[]): string[][] {
  return rules.map((rule) => fields.map((field) => cellOf(rule[field])));
}

function cellOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.join(" ") : value === undefined ? "" : JSON.stringify(value);
}

function rowsOf(rows: readonly (readonly string[])[], separator: string, lineEnd: string): string {
  return stringify(rows as string[][], { delimiter: separator, record_delimiter: lineEnd });
}
