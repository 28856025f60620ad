import { t } from "./message";

/** Invisible, or with an effect on the text around it; and halves of characters, which no request can carry. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u3164\uffa0]/u;
const ALL_INVISIBLE = new RegExp(INVISIBLE, "gu");
const FULL_WIDTH = /[\uff01-\uff5e\u3000]/;
const BEFORE = 20;

/** What is wrong with the first invisible character of a text; undefined if there is none. */
export function invisibleProblem(field: string, text: string): string | undefined {
  const found = INVISIBLE.exec(text);
  if (!found) return undefined;
  const name = nameOf(found[0]);
  const before = text.slice(0, found.index);
  if (before === "") return t`${field} has ${name} at its start; remove it`;
  const shown = (before.length > BEFORE ? "…" : "") + before.slice(-BEFORE);
  return t`${field} has ${name} after "${shown}"; remove it`;
}

/** Like {@link invisibleProblem}, for addresses and app ids, which have no full-width characters and backslashes either. */
export function oddCharacterProblem(field: string, text: string): string | undefined {
  const invisible = invisibleProblem(field, text);
  if (invisible) return invisible;
  const wide = FULL_WIDTH.exec(text)?.[0];
  if (wide) {
    const meant = asciiOf(text);
    return t`${field} has the full-width character "${wide}"; did you mean ${meant}? If it belongs there, write it as ${encodeURIComponent(wide)}`;
  }
  if (text.includes("\\")) return t`${field} has a backslash; did you mean ${withSlashes(text)}?`;
  return undefined;
}

/** What was probably meant, in ASCII. */
export function withoutOddCharacters(text: string): string {
  return asciiOf(text.replace(ALL_INVISIBLE, ""));
}

function nameOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  if (/[\n\r\u0085\p{Zl}\p{Zp}]/u.test(character)) return t`a line break (U+${code})`;
  if (/\p{Cc}/u.test(character)) return t`a control character (U+${code})`;
  return t`an invisible character (U+${code})`;
}

function asciiOf(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, " ")
    .trim()
    .replace(/ /g, "%20");
}

/** A backslash in a path is meant as a slash; in a query it is text. */
function withSlashes(text: string): string {
  const [page = "", ...query] = text.split("?");
  return [page.replaceAll("\\", "/"), ...query.map((part) => part.replaceAll("\\", "%5C"))].join("?");
}
