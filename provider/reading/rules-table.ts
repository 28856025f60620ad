import { RULE_FIELDS } from "../rules/file-fields";
import { fieldMeant } from "../text/did-you-mean";
import { t } from "../text/message";
import { placeText, problemOf, quoted, type Problem } from "../text/problem";
import type { RuleList } from "./rule-list";
import { TableSource, type Row } from "./table-source";

/** The usual name of a table of rules. */
export const NAME_OF_TABLE = /\.csv$/i;

const FLAGS = ["published", "permitSubRule", "protect", "retainOnDelete"];
const LISTS = ["debugUrls"];

/** Reads a table of rules: the fields in the first row, then a rule in each. Columns that begin with x- are not read. */
export function readRulesTable(file: string, text: string): { list?: RuleList; problems: Problem[] } {
  const table = new TableSource(file, text);
  if (table.problem) return { problems: [table.problem] };
  const [head, ...rows] = table.rows;
  if (!head) {
    const reason = t`this table is empty; write the fields into its first row, e.g. prefix,path, and a rule into each row below, or remove the file`;
    return { problems: [problemOf(file, reason)] };
  }
  const problems = [
    ...headProblems(table, head, rows),
    ...rows.flatMap((row) => [...widthProblem(table, head, row), ...lostTexts(table, head, row)]),
  ];
  return problems.length > 0 ? { problems } : { list: listIn(table, head, rows), problems: [] };
}

function headProblems(table: TableSource, head: Row, rows: readonly Row[]): Problem[] {
  const seen = new Map<string, number>();
  return head.cells.flatMap((name, column): Problem[] => {
    const say = (reason: string): Problem[] => [table.problemAt(head, column, reason)];
    if (name === "") {
      const isUsed = rows.some(({ cells }) => (cells[column] ?? "") !== "");
      return isUsed
        ? say(t`this column has no name; write one of ${RULE_FIELDS.join(", ")}, or a name that begins with x-`)
        : [];
    }
    if (isForPeople(name)) return [];
    if (seen.has(name)) return say(t`the column ${quoted(name)} is there twice; keep one`);
    seen.set(name, column);
    if (RULE_FIELDS.includes(name)) return [];
    const meant = fieldMeant(name, RULE_FIELDS);
    return say(
      meant === undefined
        ? t`${quoted(name)} is not a field of a rule; the fields are ${RULE_FIELDS.join(", ")}, and a column for people begins with x-`
        : t`${quoted(name)} is not a field of a rule; did you mean ${meant}?`,
    );
  });
}

function isForPeople(name: string): boolean {
  return name.startsWith("x-");
}

function widthProblem(table: TableSource, head: Row, row: Row): Problem[] {
  const extra = row.cells.findIndex((cell, column) => column >= head.cells.length && cell !== "");
  if (extra < 0) return [];
  const reason = t`this row has more cells than the first row has names; put quotes around a cell that has a separator in it`;
  return [table.problemAt(row, extra, reason)];
}

/** What a program leaves of Chinese that saves it in a character set without it. */
function lostTexts(table: TableSource, head: Row, row: Row): Problem[] {
  return row.cells.flatMap((cell, column) => {
    const name = head.cells[column] ?? "";
    if (!/^\?{2,}$/.test(cell) || name === "" || isForPeople(name)) return [];
    const reason = t`${name} has question marks alone: the table was saved without its Chinese; save it again as UTF-8`;
    return [table.problemAt(row, column, reason)];
  });
}

function listIn(table: TableSource, head: Row, rows: readonly Row[]): RuleList {
  const columns = new Map(head.cells.map((name, column) => [name, column]));
  const rowAt = (index: number): Row => rows[index] as Row;
  return {
    entries: rows.map(({ cells }) => entryOf(head.cells, cells)),
    where: (index) => placeText(table.place(rowAt(index))),
    at: (index) => table.place(rowAt(index)),
    problem: (index, [field = ""], _on, reason) => table.problemAt(rowAt(index), columns.get(String(field)), reason),
  };
}

/** Empty cells are fields that are left out. */
function entryOf(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const fields = names.flatMap((name, column): [string, unknown][] => {
    const cell = cells[column] ?? "";
    return cell === "" || name === "" || isForPeople(name) ? [] : [[name, valueOf(name, cell)]];
  });
  return Object.fromEntries(fields);
}

/** Spreadsheets write TRUE and FALSE. */
function valueOf(name: string, cell: string): unknown {
  if (LISTS.includes(name)) return cell.split(/\s+/);
  if (FLAGS.includes(name) && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === "true";
  return cell;
}
