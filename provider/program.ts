// The stack program: one QrCodeJumpRule for each rule of the stack's config and its rules files.
import { basename } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { declareStackRules } from "./declare-rules";
import { noRulesText, readRules } from "./read-rules";
import { readRecordedRules } from "./recorded-rules";
import { readGuards } from "./settings";
import { projectFolderOf, stackFilePath } from "./stack-file";
import { messageOf } from "./wechat/errors";

export = async function program(): Promise<void> {
  try {
    await declareStack();
  } catch (error) {
    // A RunError is shown as its message alone. Pulumi inspects its stack all the same, and Node 20 takes 20 seconds and 2 GB
    // over a frame such as node_modules/@pulumi/resource.ts, so it gets none.
    const failure = new pulumi.RunError(messageOf(error));
    failure.stack = failure.message;
    throw failure;
  }
};

async function declareStack(): Promise<void> {
  const config = pulumi.runtime.allConfig();
  const { allowShadowing } = readGuards((key) => config[key], process.env);
  const projectFolder = projectFolderOf(pulumi.getRootDirectory(), process.cwd());
  const stackFile = stackFilePath(projectFolder, pulumi.getStack());
  const read = readRules({ config, projectFolder, stackFile, allowShadowing });
  const file = basename(stackFile);
  if (read.declared === "missing" && (await readRecordedRules()).length === 0) {
    throw new Error(noRulesText("missing", file));
  }
  await declareStackRules(read);
  if (read.rules.length === 0) await pulumi.log.warn(`${file}: the list of rules is empty; no rule is declared.`);
}
