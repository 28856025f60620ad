export { declareRules } from "./declare-rules";
export { QrCodeJumpRule, type QrCodeJumpRuleArgs } from "./qr-code-jump-rule";
export type { OpenVersion, RuleDeclaration } from "./rule-schema";
