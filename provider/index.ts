export { QrCodeJumpRule, type QrCodeJumpRuleArgs } from "./qr-code-jump-rule";
export type { OpenVersion } from "./rule";
