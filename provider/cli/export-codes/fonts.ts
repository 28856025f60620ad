import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { create, type Font, type FontCollection } from "fontkit";
import { globSync } from "tinyglobby";
import { t } from "../../text/message";
import { visible } from "../../text/visible";
import { CommandError } from "../outcome";

/** Where systems have fonts with Chinese, the first the best. On Linux, where they lie differs. */
const LINUX_FONTS = ["NotoSansCJK*", "NotoSansSC*", "NotoSansHans*", "SourceHanSans*", "wqy-*", "DroidSansFallback*"];
const MAC_FONTS = [
  "Hiragino Sans GB.ttc",
  "STHeiti Light.ttc",
  "STHeiti Medium.ttc",
  "Supplemental/Arial Unicode.ttf",
  "Supplemental/Songti.ttc",
  "PingFang.ttc",
];
const WINDOWS_FONTS = ["msyh.ttc", "simhei.ttf", "Deng.ttf", "simsun.ttc", "NotoSansSC-VF.ttf", "msjh.ttc"];

/** The fonts of this machine that may have Chinese, the first the best. */
export function fontsOfSystem(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === "win32") return WINDOWS_FONTS.map((name) => join(env["WINDIR"] ?? "C:\\Windows", "Fonts", name));
  if (platform === "darwin") return MAC_FONTS.map((name) => join("/System/Library/Fonts", name));
  const home = env["HOME"] ? [join(env["HOME"], ".local/share/fonts"), join(env["HOME"], ".fonts")] : [];
  const folders = ["/usr/share/fonts", "/usr/local/share/fonts", ...home];
  return LINUX_FONTS.flatMap((name) =>
    folders.flatMap((cwd) => globSync(`**/${name}.{ttf,otf,ttc}`, { cwd, absolute: true }).sort(regularFirst)),
  );
}

function regularFirst(a: string, b: string): number {
  const weight = (file: string): number => (/regular|wqy-/i.test(file) ? 0 : 1);
  return weight(a) - weight(b) || (a < b ? -1 : 1);
}

/** The first font that shows every character of the texts. @throws CommandError if there is none. */
export function systemFont(texts: readonly string[], files: readonly string[]): Font {
  const letters = lettersOf(texts);
  for (const file of files) {
    const found = facesIn(file).find((face) => missingIn(face, letters).length === 0);
    if (found) return found;
  }
  throw new CommandError(
    t`No font of this machine was found that has all of ${shown(letters)}, which the labels need; nothing was written. Name one with
      --font FILE, e.g. Noto Sans SC.`,
  );
}

/** The font that `--font` names. @throws CommandError if it cannot be used, or lacks a character of the texts. */
export function namedFont(texts: readonly string[], file: string, cwd: string): Font {
  const letters = lettersOf(texts);
  const faces = facesIn(resolve(cwd, file));
  const [first] = faces;
  if (!first) {
    throw new CommandError(
      t`--font ${file} is not a font that can be put into a PDF; nothing was written. Name a ttf, otf or ttc file.`,
    );
  }
  const found = faces.find((face) => missingIn(face, letters).length === 0);
  if (found) return found;
  const missing = shown(missingIn(first, letters));
  throw new CommandError(
    t`--font ${file} lacks ${missing}, which the labels need; nothing was written. Name another font.`,
  );
}

/** The faces of a font file that have outlines; none if it cannot be read. Those for simplified Chinese come first. */
function facesIn(file: string): Font[] {
  try {
    const read = create(readFileSync(file));
    const faces = isCollection(read) ? read.fonts : [read];
    const isSimplified = ({ postscriptName }: Font): boolean => /CJKsc|SC\b|SC-|GB|Hans/.test(postscriptName ?? "");
    return [...faces.filter(isSimplified), ...faces.filter((face) => !isSimplified(face))].filter(hasOutlines);
  } catch {
    return [];
  }
}

function isCollection(read: Font | FontCollection): read is FontCollection {
  return "fonts" in read;
}

/** Some fonts of macOS have their outlines in a form of Apple's own. */
function hasOutlines(face: Font): boolean {
  const { tables } = (face as unknown as { directory: { tables: Record<string, unknown> } }).directory;
  return "glyf" in tables || "CFF " in tables;
}

/** Variation selectors choose between forms of the letter before them, and no font needs to have them. */
function lettersOf(texts: readonly string[]): string[] {
  return [...new Set(texts.join("").replace(/\p{Variation_Selector}/gu, ""))];
}

function missingIn(face: Font, letters: readonly string[]): string[] {
  return letters.filter((letter) => !face.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0));
}

const SHOWN = 10;

/** Letters for a message. Only those that are not ASCII, if there are any: fonts lack these. */
function shown(letters: readonly string[]): string {
  const unusual = letters.filter((letter) => letter > "~");
  const those = unusual.length > 0 ? unusual : letters;
  const text = visible(those.slice(0, SHOWN).join(" "));
  return those.length > SHOWN ? `${text} …` : text;
}
