import { parseRule, type RuleProblem } from "../../provider/rules/check-rule";
import { CODE, LINK, SHOP } from "./support";

export const link = (changes: Record<string, unknown> = {}) =>
  parseRule({ prefix: LINK, path: "pages/shop/index", ...changes });
export const service = (changes: Record<string, unknown> = {}) =>
  parseRule({ prefix: CODE, appid: SHOP, path: "pages/index/index", ...changes });
export const problem = (property: string, reason: string): { problems: RuleProblem[] } => ({
  problems: [{ property, reason }],
});

export const unknownField = (property: string, reason: string): { problems: RuleProblem[] } => ({
  problems: [{ property, reason, isUnknown: true }],
});
