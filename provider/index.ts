export { declareRules } from "./stack-program/declare-rules";
export { QrCodeJumpRule, type QrCodeJumpRuleArgs } from "./stack-program/qr-code-jump-rule";
export type { OpenVersion, RuleDeclaration } from "./rules/rule-schema";
