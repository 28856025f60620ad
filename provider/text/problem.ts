import { language } from "./language";
import { counted } from "./listed";
import { t } from "./message";

/** A position in a file; line and column count from 1. */
export interface Place {
  /** The file's path, relative to the project folder. */
  file: string;
  line: number;
  column: number;
}

/** Something that is wrong (a problem) or doubtful (a warning). */
export interface Problem {
  /** Undefined if no file matches what Pulumi handed over. */
  at: Place | undefined;
  /** What is wrong and what to write instead. */
  reason: string;
  /** The form for people: position and sentence, and below them the line itself with a caret. */
  text: string;
}

const SHOWN_WHOLE = 120;
const SHOWN_BEFORE = 70;
const SHOWN_AFTER = 40;

/** @param line the text of the line that `at` names; it is shown. */
export function problemAt(at: Place, reason: string, line: string): Problem {
  const gutter = `  ${at.line} | `;
  const { shown, caret } = excerpt(line, at.column - 1);
  const text = `${placeText(at)}: ${sentence(reason)}\n${gutter}${shown}\n${" ".repeat(gutter.length - 2)}| ${caret}`;
  return { at, reason, text };
}

/** @param where what to name instead of a position, e.g. `wechat-qr-jump:rules[3]`. */
export function problemOf(where: string, reason: string): Problem {
  return { at: undefined, reason, text: `${where}: ${sentence(reason)}` };
}

export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

const MAX_SHOWN = 50;

/** The texts of the first 50 problems, and how many more there are. */
export function textsOf(problems: readonly Problem[], one: "mistake" | "warning" = "mistake"): string[] {
  const more = problems.length - MAX_SHOWN;
  const texts = problems.slice(0, MAX_SHOWN).map(({ text }) => text);
  if (more <= 0) return texts;
  const others = one === "mistake" ? counted(more, "more mistake") : counted(more, "more warning");
  return [...texts, t`And ${others}.`];
}

const MAX_QUOTED = 100;

/** What someone wrote, for use inside a sentence. */
export function quoted(written: string): string {
  const line = written.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED)}…` : line;
}

/** What a reason calls wrong, without what to write instead. */
export function mistakeIn(reason: string): string {
  const [mistake = ""] = reason.split(language() === "zh" ? /；(?!”)/ : "; ");
  return mistake;
}

/** Lines of YAML at the end of a reason have no full stop. */
function sentence(reason: string): string {
  return /[.?!。？！\n]$/.test(reason) ? reason.trimEnd() : t`${reason}.`;
}

function excerpt(line: string, column: number): { shown: string; caret: string } {
  const clean = line.replace(/[\p{Cc}\p{Zl}\p{Zp}]|\p{Cf}/gu, (odd) => " ".repeat(odd.length));
  const isLong = clean.length > SHOWN_WHOLE;
  const from = isLong ? Math.max(0, column - SHOWN_BEFORE) : 0;
  const to = isLong ? column + SHOWN_AFTER : clean.length;
  const before = (from > 0 ? "…" : "") + clean.slice(from, column);
  const after = clean.slice(column, to) + (clean.length > to ? "…" : "");
  return { shown: (before + after).trimEnd(), caret: `${blankAsWideAs(before)}^` };
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/gu;

function blankAsWideAs(text: string): string {
  return text.replace(WIDE, "\u3000").replace(/[^\u3000]/gu, " ");
}
