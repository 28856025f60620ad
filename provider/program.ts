// The stack program: one QrCodeJumpRule for each rule of the stack's config and its rules files.
import { basename } from "node:path";
import * as pulumi from "./pulumi";
import { declareStackRules } from "./declare-rules";
import { noRulesText, readRules } from "./read-rules";
import { readRecordedRules } from "./recorded-rules";
import { failPlainly } from "./run-error";
import { readGuards } from "./settings";
import { projectFolderOf, stackFilePath } from "./stack-file";

export = (): Promise<void> => failPlainly(declareStack);

async function declareStack(): Promise<void> {
  const config = pulumi.runtime.allConfig();
  const { allowShadowing } = readGuards((key) => config[key], process.env);
  const projectFolder = projectFolderOf(pulumi.getRootDirectory(), process.cwd());
  const stackFile = stackFilePath(projectFolder, pulumi.getStack());
  const read = readRules({ config, projectFolder, stackFile, allowShadowing });
  const file = basename(stackFile);
  const isMissing = read.declared === "missing" && read.problems.length === 0;
  if (isMissing && (await readRecordedRules()).length === 0) {
    throw new Error(noRulesText("missing", file));
  }
  await declareStackRules(read);
  if (read.rules.length === 0) await pulumi.log.warn(`${file}: the list of rules is empty; no rule is declared.`);
}
