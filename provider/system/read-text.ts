import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  type Stats,
} from "node:fs";
import { resolve } from "node:path";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";

/** More than any account needs: about 300,000 rules. */
const MAX_MB = 32;
const MAX_BYTES = MAX_MB * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;

/** A file's text, or why it cannot be read. */
export interface TextRead {
  text?: string;
  reason?: string;
  isMissing?: boolean;
}

/** How the bytes of a file become text. @throws TypeError with code ERR_ENCODING_INVALID_ENCODED_DATA */
type Decode = (bytes: Buffer) => string;

const utf8: Decode = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

/** For tables, which spreadsheets in China save as GB18030 (which includes GBK). */
export const utf8OrGb18030: Decode = (bytes) => {
  if (bytes.includes(0)) throw new Utf16Error();
  try {
    return utf8(bytes);
  } catch {
    return new TextDecoder("gb18030", { fatal: true }).decode(bytes);
  }
};

/** Of a text with zero bytes, which UTF-8 and GB18030 do not have. */
class Utf16Error extends Error {
  readonly code = "UTF16";
}

/** Reads every file that a user names. The path may hold anything, so the read never waits. */
export function readText(path: string, decode: Decode = utf8): TextRead {
  try {
    // Checked before opening: opening a device may have side effects.
    const reason = refusalOf(statSync(path));
    if (reason !== undefined) return { reason };
    return readOpened(openSync(path, FLAGS), decode);
  } catch (error) {
    return unreadable(path, reasonOf(error));
  }
}

/** Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

function readOpened(handle: number, decode: Decode): TextRead {
  try {
    const reason = refusalOf(fstatSync(handle));
    if (reason !== undefined) return { reason };
    const bytes = bytesOf(handle);
    return bytes ? { text: decode(bytes) } : { reason: tooLarge() };
  } finally {
    closeSync(handle);
  }
}

/** Undefined if there are too many bytes: the size that a file reports may be wrong. */
function bytesOf(handle: number): Buffer | undefined {
  const pieces: Buffer[] = [];
  let total = 0;
  while (total <= MAX_BYTES) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const count = readSync(handle, piece, 0, PIECE_BYTES, null);
    if (count === 0) return Buffer.concat(pieces, total);
    pieces.push(piece.subarray(0, count));
    total += count;
  }
  return undefined;
}

const tooLarge = (): string => t`this file is larger than ${MAX_MB} MB; split it, or name the right one`;

function refusalOf(stats: Stats): string | undefined {
  const kind = kindOf(stats);
  if (kind !== undefined) return t`this is ${kind}, not a file; put a YAML file there`;
  return stats.size > MAX_BYTES ? tooLarge() : undefined;
}

/** What a path that is not a file is, e.g. "a pipe". */
export function kindOf(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return t`a folder`;
  if (stats.isFIFO()) return t`a pipe`;
  return stats.isSocket() ? t`a socket` : t`a device`;
}

function unreadable(path: string, code: string): TextRead {
  switch (code) {
    case "ERR_ENCODING_INVALID_ENCODED_DATA":
      return { reason: t`this file is not UTF-8; save it as UTF-8` };
    case "UTF16":
      return { reason: t`this file is UTF-16 or no text; save it as "CSV UTF-8"` };
    case "ELOOP":
      return { reason: t`this is a link that leads back to itself; fix it, or remove it` };
    case "ENOENT":
    case "ENOTDIR":
      if (isThere(path)) return { reason: t`this is a link to nothing; fix it, or remove it` };
      return { reason: t`there is no such file`, isMissing: true };
    default:
      return { reason: t`this file cannot be read (${code}); fix that` };
  }
}

/** True if anything exists at the path, even a dangling link; undefined if that cannot be determined. */
export function isThere(path: string): boolean | undefined {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(reasonOf(error)) ? false : undefined;
  }
}

/** True for a link to a folder too. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The path with links resolved, if it is there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

export function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? messageOf(error);
}
