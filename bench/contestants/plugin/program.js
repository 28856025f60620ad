// Rules of the plugin, declared without an SDK.
const { readFileSync } = require("node:fs");
const { CustomResource } = require("@pulumi/pulumi/resource");

for (const rule of JSON.parse(readFileSync("rules.json", "utf8"))) {
  new CustomResource("wechat-qr-jump:index:QrCodeJumpRule", rule.prefix, rule);
}
