import { dirname, join } from "node:path";
import { codesOf, type Code } from "../../provider/cli/export-codes/codes";
import type { Label } from "../../provider/cli/export-codes/options";
import type { Level } from "../../provider/cli/qr-code";
import type { StackRule } from "../../provider/reading/read-rules";
import fc from "fast-check";
import { link } from "./rule-support";

export const CHINESE_FONT = join(dirname(require.resolve("@embedpdf/fonts-sc")), "../fonts/NotoSansHans-Regular.otf");

/** Prefixes of all characters that WeChat takes. */
export const somePrefix = fc
  .string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 120 })
  .map((rest) => `https://qr.example.com/${rest.replace(/[#\\]/g, "")}`);
export const someLevel = fc.constantFrom<Level>("L", "M", "Q", "H");

export function ruleOf(prefix: string, name = prefix): StackRule {
  const { rule } = link();
  if (!rule) throw new Error("no rule");
  return { name, args: { ...rule, prefix }, options: {}, at: undefined };
}

export function codesFor(rules: readonly StackRule[], level: Level = "M", label?: Label): Code[] {
  const { codes, withoutCode } = codesOf(rules, level, label);
  expect(withoutCode).toEqual([]);
  return codes;
}

export function codeOf(prefix: string, level: Level = "M"): Code {
  const [code] = codesFor([ruleOf(prefix)], level);
  if (!code) throw new Error("no code");
  return code;
}
