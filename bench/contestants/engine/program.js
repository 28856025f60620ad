// Dynamic resources that do nothing: what Pulumi's engine alone costs. Same type and inputs as ours.
const { readFileSync } = require("node:fs");
const { CustomResource } = require("@pulumi/pulumi/resource");

const provider = 'exports.handler=()=>require("module").createRequire(process.cwd()+"/")("./provider.js")';

class Rule extends CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/wechat:QrCodeJumpRule", name, { ...args, published: true, __provider: provider });
  }
}

for (const rule of JSON.parse(readFileSync("rules.json", "utf8"))) new Rule(rule.prefix, rule);
