import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
} from "yaml";
import { message as inLanguage, t } from "../text/message";
import { messageOf } from "../text/message-of";
import { placeText, problemAt, problemOf, quoted, type Place, type Problem } from "../text/problem";
import { readAliases, type Anchored } from "./aliases";
import { readOtherwiseByPulumi } from "./plain-scalars";
import { shownLines } from "./shown-lines";

/** The path from the top of a document to a value in it: keys and indices. */
export type Path = (string | number)[];

/** A YAML text that knows the position of each of its values. */
export class YamlSource {
  /** The offset at which each line starts. The library's own counter misses lines in texts that are not YAML. */
  private readonly lineStarts: number[];
  private readonly document: Document.Parsed | undefined;
  private readonly anchored: Anchored | undefined;
  private shown: boolean[] | undefined;
  /** All syntax errors. */
  readonly problems: Problem[];
  /** The parsed value; undefined if the text is not YAML at all. */
  readonly value: unknown;

  /**
   * @param file the path to show.
   * @param isOfPulumi true for a file that has a stack's config, and perhaps secrets.
   */
  constructor(
    readonly file: string,
    private readonly text: string,
    private readonly isOfPulumi = false,
  ) {
    this.lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    try {
      this.document = parseDocument(text, {
        merge: true,
        prettyErrors: false,
        logLevel: "error",
      });
      this.problems = this.syntaxProblems(this.document);
      const isReadable = this.document.errors.every(({ code }) => code === "DUPLICATE_KEY");
      const { anchored, problem } = readAliases(this.document);
      this.anchored = anchored;
      if (isReadable && problem) this.problems.push(this.problemAtOffset(offsetOf(problem.node) ?? 0, problem.reason));
      // No limit on the number of aliases: thousands of rules may share an appid.
      this.value = isReadable && !problem ? this.document.toJS({ maxAliasCount: -1 }) : undefined;
    } catch (error) {
      this.problems = [this.problemAtOffset(0, t`this is not valid YAML (${messageOf(error)}); correct it`)];
      this.value = undefined;
    }
  }

  /** Makes a problem about a value, or about its key. If the path ends early, it is about the last thing on it. */
  problem(path: Path, on: "key" | "value", reason: string): Problem {
    return this.problemAtOffset(this.offset(path, on), reason);
  }

  place(path: Path, on: "key" | "value" = "value"): Place {
    return this.placeAtOffset(this.offset(path, on));
  }

  /** Makes a problem about each value below a path that Pulumi reads otherwise. */
  problemsOfPlainScalars(path: Path): Problem[] {
    const node = path.reduce<unknown>((outer, step) => {
      const found = this.step(this.resolved(outer), step);
      return isPair(found) ? found.value : found;
    }, this.document?.contents);
    return readOtherwiseByPulumi(node, (one) => this.resolved(one)).map((scalar) =>
      this.problemAtOffset(
        offsetOf(scalar) ?? 0,
        t`Pulumi reads ${quoted(scalar.source ?? "")} as a date or a number and changes it; put quotes around it`,
      ),
    );
  }

  private syntaxProblems({ errors }: Document.Parsed): Problem[] {
    const firstOfEachLine = new Map<number, Problem>();
    for (const { code, message, pos } of errors) {
      const { line } = this.placeAtOffset(pos[0]);
      const shown = this.mayShow(line) ? parserText(message) : undefined;
      const problem = this.problemAtOffset(pos[0], syntaxReason(code, shown, this.text.slice(pos[0])));
      if (!firstOfEachLine.has(line)) firstOfEachLine.set(line, problem);
    }
    return [...firstOfEachLine.values()];
  }

  private problemAtOffset(offset: number, reason: string): Problem {
    const at = this.placeAtOffset(offset);
    if (!this.mayShow(at.line)) return { ...problemOf(placeText(at), reason), at };
    const line = this.text.slice(this.lineStarts[at.line - 1], this.lineStarts[at.line]);
    return problemAt(at, reason, line.trimEnd());
  }

  private mayShow(line: number): boolean {
    this.shown ??= shownLines(this.text.split("\n"), this.isOfPulumi);
    return this.shown[line - 1] ?? false;
  }

  private placeAtOffset(offset: number): Place {
    const known = Math.min(offset, this.text.length);
    let [line, next] = [0, this.lineStarts.length];
    while (next - line > 1) {
      const middle = (line + next) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= known) line = middle;
      else next = middle;
    }
    return { file: this.file, line: line + 1, column: known - (this.lineStarts[line] ?? 0) + 1 };
  }

  private offset(path: Path, on: "key" | "value"): number {
    let node: unknown = this.document?.contents;
    let offset = offsetOf(node);
    for (const [depth, step] of path.entries()) {
      const found = this.step(this.resolved(node), step);
      if (!found) break;
      const isLast = depth === path.length - 1;
      node = isPair(found) ? found.value : found;
      offset =
        offsetOf(isPair(found) && isLast && on === "key" ? found.key : node) ??
        offsetOf(isPair(found) ? found.key : undefined) ??
        offset;
    }
    return offset ?? 0;
  }

  private step(node: unknown, step: string | number): unknown {
    if (isSeq(node) && typeof step === "number") return node.items[step];
    return isMap(node) ? this.pairOf(node, String(step)) : undefined;
  }

  /** A pair of the map itself, or of the maps that it merges. */
  private pairOf(map: YAMLMap, key: string): Pair | undefined {
    const own = map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
    if (own) return own;
    const merged = map.items.filter((pair) => isScalar(pair.key) && String(pair.key.source) === "<<");
    const maps = merged.flatMap(({ value }) => {
      const target = this.resolved(value);
      return isSeq(target) ? target.items.map((item) => this.resolved(item)) : [target];
    });
    for (const candidate of maps) {
      const pair = isMap(candidate) && candidate !== map ? this.pairOf(candidate, key) : undefined;
      if (pair) return pair;
    }
    return undefined;
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? this.anchored?.get(node) : node;
  }
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** @param detail the library's own words; they may quote the file, so there are none for a line that is hidden. */
function syntaxReason(code: string, detail: string | undefined, text: string): string {
  if (code === "DUPLICATE_KEY") return t`the key ${keyAtStart(text)} is there twice; keep one`;
  if (code === "TAB_AS_INDENT") return t`YAML is indented with blanks, not with tabs; write blanks`;
  if (code === "MULTIPLE_DOCS") return t`a file has one document; remove the --- and make one list`;
  return detail === undefined
    ? t`this is not valid YAML; correct it`
    : t`this is not valid YAML (${detail}); correct it`;
}

/** The first clause of what the library says: the rest quotes the file. */
function parserText(text: string): string {
  const clause = text.replace(/\s+/g, " ").replace(/: .*/, "");
  return inLanguage(clause, clause, []);
}

/** A key may have colons in it: it ends at one before a blank. */
function keyAtStart(text: string): string {
  const [, double, single, plain] = /^(?:"([^"\n]*)"|'([^'\n]*)'|(.*?)(?=\s*:(?:\s|$)|$))/m.exec(text) ?? [];
  return quoted(double ?? single ?? plain ?? "");
}
