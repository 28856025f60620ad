// The stack program: one QrCodeJumpRule for each rule of the stack's config.
import * as pulumi from "./pulumi";
import { declareRules } from "./declare-rules";
import { readRecordedRules } from "./recorded-rules";
import { readStackRules } from "./stack-rules";
import { messageOf } from "./wechat/errors";

export = async function program(): Promise<void> {
  try {
    const config = pulumi.runtime.allConfig()["wechat-qr-jump:rules"];
    const file = `Pulumi.${pulumi.getStack()}.yaml`;
    const { rules, problems, absent } = readStackRules(config, file);
    if (absent && (await readRecordedRules()).length === 0) throw new Error(absent);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    await declareRules(rules);
    if (config === "[]") await pulumi.log.warn(`${file}: wechat-qr-jump:rules is empty; no rule is declared.`);
  } catch (error) {
    // A RunError is shown as its message alone. Pulumi inspects its stack all the same, and Node 20 takes 20 seconds and 2 GB
    // over a frame such as node_modules/@pulumi/resource.ts, so it gets none.
    const failure = new pulumi.RunError(messageOf(error));
    failure.stack = failure.message;
    throw failure;
  }
};
