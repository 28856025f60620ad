import { isDeepStrictEqual } from "node:util";
import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
  type Document,
  type Node,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { t } from "../text/message";

/** The file is written in a way that makes adding to it unsafe. */
export class NotEditable extends Error {}

/** A list to append, or a mapping to merge in. */
type Content = unknown[] | Record<string, unknown>;
type Collection = YAMLMap<Node, Node | null> | YAMLSeq<Node>;

/**
 * Appends items to the list at `path`, which is created if it is missing or empty. Every byte of the file stays as it is: the
 * new lines go between the old ones. (An empty `[]`, `{}` or `null` in their place is removed.)
 *
 * @throws NotEditable
 */
export function withItems(text: string, path: string[], items: unknown[]): string {
  const edited = insert(text, parse(text), path, items);
  // However the file is written, it must now say what was meant.
  const meant = addedTo(valueOf(text), path, items);
  if (!isDeepStrictEqual(valueOf(edited), meant)) throw new NotEditable(t`it is written in an unusual way`);
  return edited;
}

function addedTo(value: unknown, [key, ...rest]: string[], items: unknown[]): unknown {
  if (key === undefined) return [...(Array.isArray(value) ? (value as unknown[]) : []), ...items];
  const mapping = (value ?? {}) as Record<string, unknown>;
  return { ...mapping, [key]: addedTo(mapping[key], rest, items) };
}

/** Without a limit on aliases: who reads the file has refused those that multiply. */
function valueOf(text: string): unknown {
  return parse(text).toJS({ maxAliasCount: -1 });
}

function parse(text: string): Document.Parsed {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new NotEditable(error.message.split("\n")[0]?.replace(/:$/, ""));
  return document;
}

function insert(text: string, document: Document.Parsed, path: string[], content: Content): string {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isCollection(node) && node.items.length > 0) return append(text, node as Collection, content);
  if (path.length === 0) return fillDocument(text, node as Node | null, content);
  const parent = document.getIn(path.slice(0, -1), true);
  const key = path.at(-1) as string;
  if (!isMap(parent) || !parent.has(key)) return insert(text, document, path.slice(0, -1), { [key]: content });
  if (node !== undefined && node !== null && !isEmpty(node)) throw new NotEditable(t`${key} is not a list`);
  return fillKey(text, parent as YAMLMap<Node, Node | null>, key, content);
}

function isEmpty(node: unknown): boolean {
  return isCollection(node) ? node.items.length === 0 : isScalar(node) && node.value === null;
}

function append(text: string, node: Collection, content: Content): string {
  if (isSeq(node) !== Array.isArray(content))
    throw new NotEditable(isSeq(node) ? t`it has a list there` : t`it has a mapping there`);
  if (node.flow) {
    const inner = JSON.stringify(content).slice(1, -1);
    return splice(text, endOf(node.items.at(-1)), 0, `, ${inner}`);
  }
  return insertLines(text, endOf(node), content, columnOf(text, startOf(node)));
}

/** Puts content where a document or a key has nothing or something empty. */
function fillDocument(text: string, node: Node | null, content: Content): string {
  const [start, end] = node?.range ?? [text.length, text.length];
  const cut = splice(text, start, end - start, "");
  return insertLines(cut, node && end > start ? start : cut.length, content, 0);
}

function fillKey(text: string, parent: YAMLMap<Node, Node | null>, key: string, content: Content): string {
  const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
  const keyRange = pair?.key.range;
  if (!pair || !keyRange) throw new NotEditable(t`it is written in an unusual way`);
  const [start, end] = pair.value?.range ?? [keyRange[1], keyRange[1]];
  if (parent.flow) return splice(text, start, end - start, JSON.stringify(content));
  if (start === end) return insertLines(text, keyRange[1], content, columnOf(text, keyRange[0]) + 2);
  const blanks = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const cut = splice(text, start - blanks, end - start + blanks, "");
  return insertLines(cut, start - blanks, content, columnOf(text, keyRange[0]) + 2);
}

/** Inserts lines below the line that contains `offset`. */
function insertLines(text: string, offset: number, content: Content, indent: number): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = stringify(content, { lineWidth: 0, compat: "yaml-1.1" })
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(indent) + line))
    .join(eol);
  if (offset === 0 || text[offset - 1] === "\n") return splice(text, offset, 0, lines + eol);
  const lineEnd = text.indexOf("\n", offset);
  return lineEnd < 0 ? text + eol + lines + eol : splice(text, lineEnd + 1, 0, lines + eol);
}

/** Where the last thing in a node ends, not counting comments and blank lines after it. */
function endOf(node: unknown): number {
  if (isPair(node)) return endOf(node.value ?? node.key);
  if (isCollection(node) && !node.flow && node.items.length > 0) return endOf(node.items.at(-1));
  const range = (node as Node | undefined)?.range;
  if (!range) throw new NotEditable(t`it is written in an unusual way`);
  return range[1];
}

function startOf(node: Collection): number {
  const start = node.range?.[0];
  if (start === undefined) throw new NotEditable(t`it is written in an unusual way`);
  return start;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function splice(text: string, offset: number, remove: number, put: string): string {
  return text.slice(0, offset) + put + text.slice(offset + remove);
}
