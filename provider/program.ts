// The stack program: one QrCodeJumpRule for each rule of the stack's config.
import { basename } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { preflight } from "./preflight";
import { QrCodeJumpRule } from "./qr-code-jump-rule";
import { noRulesText, readRules } from "./read-rules";
import { openSession } from "./session";
import { NoCredentialsError, readSettings } from "./settings";
import { projectFolderOf, stackFilePath } from "./stack-file";
import { messageOf } from "./wechat/errors";

export = async function program(): Promise<void> {
  try {
    await declareRules();
  } catch (error) {
    // A RunError is shown as its message alone. Pulumi inspects its stack all the same, and Node 20 takes 20 seconds and 2 GB
    // over a frame such as node_modules/@pulumi/resource.ts, so it gets none.
    const failure = new pulumi.RunError(messageOf(error));
    failure.stack = failure.message;
    throw failure;
  }
};

async function declareRules(): Promise<void> {
  const config = pulumi.runtime.allConfig();
  const projectFolder = projectFolderOf(pulumi.getRootDirectory(), process.cwd());
  const stackFile = stackFilePath(projectFolder, pulumi.getStack());
  const allowShadowing = config["wechat-qr-jump:allowShadowing"] === "true";
  const { rules, problems, warnings, declared } = readRules({ config, projectFolder, stackFile, allowShadowing });
  for (const { text } of warnings) await pulumi.log.warn(text);
  if (problems.length > 0) throw new Error(problems.map(({ text }) => text).join("\n"));
  if (rules.length === 0) throw new Error(noRulesText(declared, basename(stackFile)));
  try {
    const session = openSession(readSettings((key) => config[key], process.env));
    const problem = await preflight(
      rules.map(({ args }) => args),
      session,
    );
    if (problem) throw new Error(problem);
  } catch (error) {
    // A preview of a pull request from a fork has no secrets.
    if (!(error instanceof NoCredentialsError) || !pulumi.runtime.isDryRun()) throw error;
    await pulumi.log.warn(
      `Previewed without looking at WeChat: publishes left and access were not checked. ${error.message}`,
    );
  }
  for (const { name, args, options } of rules) new QrCodeJumpRule(name, args, options);
}
