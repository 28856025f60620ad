import type { CsvError, Info } from "csv-parse";
import { t } from "../text/message";
import { placeText, problemAt, problemOf, type Place, type Problem } from "../text/problem";

/** One row of a table: its cells without blanks around them, and where it stands in the text. */
export interface Row {
  cells: string[];
  from: number;
  to: number;
}

/** Separators that spreadsheets write, the usual one first. */
const SEPARATORS = [",", ";", "\t"] as const;
const NEW_LINES = ["\r\n", "\n", "\r"];
const LINE_END = /\r\n|\n|\r/;
/** What a table of something else may have in its head. Its lines are not shown. */
const SECRET = /secret|token|secure|passw|credential|authorization|api_?key|密码|密钥|令牌/i;

/** A table (CSV) that knows the position of each of its cells. */
export class TableSource {
  readonly rows: Row[];
  /** What makes it unreadable. */
  readonly problem: Problem | undefined;
  private readonly bytes: Buffer;
  readonly separator: string;
  private readonly mayBeShown: boolean;

  /** @param file the path to show. */
  constructor(
    readonly file: string,
    text: string,
  ) {
    this.bytes = Buffer.from(text.replace(/^\uFEFF/, ""));
    const head = text.split(LINE_END, 1)[0] ?? "";
    this.mayBeShown = !SECRET.test(head);
    this.separator = separatorIn(head);
    try {
      this.rows = this.parse();
    } catch (error) {
      this.rows = [];
      this.problem = this.syntaxProblem(error as CsvError);
    }
  }

  /** Makes a problem about a cell, or about its row if it has no such cell. */
  problemAt(row: Row, cell: number | undefined, reason: string): Problem {
    return this.problemAtOffset(this.offset(row, cell), reason);
  }

  place(row: Row, cell?: number): Place {
    return this.placeAtOffset(this.offset(row, cell));
  }

  private parse(): Row[] {
    // Loaded here because few stacks have tables.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- reading cannot wait for import()
    const { parse } = require("csv-parse/sync") as typeof import("csv-parse/sync");
    const options = { delimiter: this.separator, record_delimiter: NEW_LINES, relax_column_count: true } as const;
    const parsed = parse(this.bytes, { ...options, info: true }) as unknown as { record: string[]; info: Info }[];
    let from = 0;
    const rows = parsed.map(({ record, info }): Row => {
      const row = { cells: record.map((cell) => cell.trim()), from, to: info.bytes };
      from = info.bytes;
      return row;
    });
    return rows.filter(({ cells }) => cells.some((cell) => cell !== ""));
  }

  private syntaxProblem({ code, lines = 1 }: CsvError & { lines?: number }): Problem {
    const reason =
      code === "CSV_QUOTE_NOT_CLOSED"
        ? t`a quote is opened and never closed; close it, or remove it`
        : t`this is not a table (CSV); a cell with quotes, line breaks or ${this.separator} in it needs quotes around it, and each quote in it twice`;
    const start = this.lineStart(lines);
    return this.problemAtOffset(start, reason);
  }

  private lineStart(line: number): number {
    const before = this.bytes
      .toString()
      .split(/(?<=\r\n|\n|\r(?!\n))/)
      .slice(0, line - 1);
    return Buffer.byteLength(before.join(""));
  }

  /** Where a cell begins: after its opening quote, if it has one. */
  private offset({ from, to }: Row, cell = 0): number {
    const [quote, separator] = ['"', this.separator].map((letter) => letter.charCodeAt(0));
    let isQuoted = false;
    let left = cell;
    let offset = from;
    for (; left > 0 && offset < to; offset++) {
      if (this.bytes[offset] === quote) isQuoted = !isQuoted;
      else if (!isQuoted && this.bytes[offset] === separator) left -= 1;
    }
    if (left > 0) return from;
    return this.bytes[offset] === quote ? offset + 1 : offset;
  }

  private problemAtOffset(offset: number, reason: string): Problem {
    const at = this.placeAtOffset(offset);
    if (!this.mayBeShown) return { ...problemOf(placeText(at), reason), at };
    const line = this.linesBefore(offset).at(-1) + (this.bytes.subarray(offset).toString().split(LINE_END, 1)[0] ?? "");
    return problemAt(at, reason, line.trimEnd());
  }

  private placeAtOffset(offset: number): Place {
    const lines = this.linesBefore(offset);
    return { file: this.file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }

  private linesBefore(offset: number): string[] {
    return this.bytes.subarray(0, offset).toString().split(LINE_END);
  }
}

function separatorIn(head: string): string {
  const count = (separator: string): number => head.split(separator).length;
  return SEPARATORS.reduce((best, one) => (count(one) > count(best) ? one : best));
}
