import type { StackRule } from "../../reading/read-rules";
import { qrCode, sideOf, type Level, type QrCode } from "../qr-code";
import { fileNames } from "./file-names";
import type { Label } from "./options";

/** A rule and its code. */
export interface Code {
  rule: StackRule;
  code: QrCode;
  /** The file's name without extension. */
  fileName: string;
  /** What stands below the code. */
  label: string;
}

/** The codes of the rules, and the prefixes that are too long for one. */
export function codesOf(
  rules: readonly StackRule[],
  level: Level,
  label: Label | undefined,
): { codes: Code[]; withoutCode: string[] } {
  // Of all rules: that one has no code changes no other's name.
  const names = fileNames(rules.map(({ name, args }) => ({ name, prefix: args.prefix })));
  const withoutCode: string[] = [];
  const codes = rules.flatMap((rule, n): Code[] => {
    const code = qrCode(rule.args.prefix, level);
    if (code) return [{ rule, code, fileName: names[n] ?? "", label: labelOf(rule, label) }];
    withoutCode.push(rule.args.prefix);
    return [];
  });
  return { codes, withoutCode };
}

function labelOf({ name, args: { path, prefix } }: StackRule, label: Label | undefined): string {
  if (label === undefined) return "";
  return { name, path, prefix }[label];
}

/** Modules that are smaller than this, in millimetres, are hard to print and to scan. */
export const LEAST_MODULE_MM = 0.33;

/** How many codes have modules that are too small at this size, and the least size in millimetres that has none. */
export function tooSmall(codes: readonly Code[], sizeMm: number): { count: number; leastMm: number } {
  const least = codes.map(({ code }) => Math.ceil(sideOf(code) * LEAST_MODULE_MM));
  return { count: least.filter((mm) => mm > sizeMm).length, leastMm: least.reduce((a, b) => Math.max(a, b), 0) };
}
