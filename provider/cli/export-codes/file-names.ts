import { createHash } from "node:crypto";

/** What a file name is made from. */
export interface Named {
  /** The name of the rule; its prefix, if it has none. */
  name: string;
  prefix: string;
}

/** The longest name without its extension, in bytes of UTF-8: file systems and archives differ in what they take. */
const MOST_BYTES = 96;
const HASH_LENGTH = 10;

/** What Windows, macOS, Linux or a shell does not take, or reads otherwise, and what stands for a character that was lost. */
const REFUSED = /[<>:"/\\|?*\p{C}\p{Zl}\p{Zp}\ufffd]+/gu;
const INVISIBLE = /\p{Cf}/gu;
/** Hidden files, options, home folders, and formulas of a spreadsheet that lists the files. */
const BAD_BEGINNING = /^[\s.~=+@＝＋－＠-]+/;
const BAD_END = /[\s.-]+$/;
/** Devices of Windows, also with an extension. */
const DEVICE = /^(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i;
const LIKE_HASHED = new RegExp(`-[0-9a-f]{${HASH_LENGTH}}$`, "i");

/**
 * A file name without extension for each rule: its name, else its prefix, as far as every system takes it. All are different,
 * also where capitals or ways to write an accent do not count. What would not be unique ends in a hash of the prefix, so that the
 * name does not depend on the order of the rules.
 */
export function fileNames(rules: readonly Named[]): string[] {
  const plain = rules.map(({ name }) => safe(name.replace(/^https?:\/\//, "")));
  const uses = new Map<string, number>();
  for (const one of plain) uses.set(folded(one), (uses.get(folded(one)) ?? 0) + 1);
  return plain.map((one, n) => {
    const short = cut(one, MOST_BYTES - 1 - HASH_LENGTH);
    const isUnique = uses.get(folded(one)) === 1 && short === one && one !== "" && !LIKE_HASHED.test(one);
    return isUnique ? one : `${short || "code"}-${hashOf(rules[n]?.prefix ?? "")}`;
  });
}

function safe(text: string): string {
  const taken = text.replace(INVISIBLE, "").replace(REFUSED, "-").replace(/\s+/g, " ").normalize("NFC");
  const trimmed = taken.replace(BAD_BEGINNING, "").replace(BAD_END, "");
  return DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** The same for two names that a file system may take for one. */
function folded(name: string): string {
  return name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFC");
}

/** As many whole characters as fit. */
function cut(text: string, mostBytes: number): string {
  if (Buffer.byteLength(text) <= mostBytes) return text;
  let bytes = 0;
  const kept: string[] = [];
  for (const { segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > mostBytes) break;
    kept.push(segment);
  }
  return kept.join("").replace(BAD_END, "");
}

function hashOf(prefix: string): string {
  return createHash("sha256").update(prefix).digest("hex").slice(0, HASH_LENGTH);
}
