import { isAlias, isCollection, isPair, isScalar, visit, type Alias, type Document, type Node } from "yaml";
import { t } from "../text/message";

/** More values than this, and more than ten times those that are written, are refused; Pulumi refuses fewer. */
const ALWAYS_ALLOWED = 100_000;
const ALLOWED_FACTOR = 10;

/** What is wrong with the aliases of a document. */
export interface AliasProblem {
  /** The alias, or the whole document. */
  node: Node | null;
  reason: string;
}

/** What each alias stands for: the last node before it that has the anchor. */
export type Anchored = Map<Alias, Node>;

/** Finds what the aliases stand for, without following them: a few lines can stand for billions of values. */
export function readAliases(document: Document): { anchored: Anchored; problem: AliasProblem | undefined } {
  const anchors = new Map<string, Node>();
  const anchored: Anchored = new Map();
  const lost: Alias[] = [];
  let written = 0;
  visit(document, {
    Node(_, node) {
      written += 1;
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target) anchored.set(node, target);
        else lost.push(node);
      } else if ((isScalar(node) || isCollection(node)) && node.anchor) anchors.set(node.anchor, node);
    },
  });
  const [alias] = lost;
  if (alias) return { anchored, problem: { node: alias, reason: noAnchor() } };
  const size = sizeOf(document.contents, anchored, new Map());
  const isTooLarge = size > ALWAYS_ALLOWED && size > ALLOWED_FACTOR * written;
  const reason = Number.isFinite(size) ? multiplied() : endless();
  return { anchored, problem: isTooLarge ? { node: document.contents, reason } : undefined };
}

const noAnchor = (): string =>
  t`this is read as an alias, and no anchor before it has its name; put quotes around a text that begins with "*"`;
const multiplied = (): string =>
  t`the aliases of this file multiply its values beyond all measure, and Pulumi refuses that; write the values out`;
const endless = (): string => t`an alias is inside of what it stands for, which has no end; write the value out`;

/** How many values a node stands for; infinite if it contains itself. */
function sizeOf(node: unknown, anchored: Anchored, known: Map<unknown, number>): number {
  if (isAlias(node)) return sizeOf(anchored.get(node), anchored, known);
  if (isPair(node)) return sizeOf(node.key, anchored, known) + sizeOf(node.value, anchored, known);
  if (!isCollection(node)) return 1;
  const size = known.get(node);
  if (size !== undefined) return size;
  known.set(node, Infinity);
  const counted = node.items.reduce<number>((sum, item) => sum + sizeOf(item, anchored, known), 1);
  known.set(node, counted);
  return counted;
}
