import { cli } from "./cli";
import { createCodes } from "./create-codes";
import { exportCodes } from "./export-codes";
import { init } from "./init";
import { plugin } from "./plugin";
import { pulumi } from "./pulumi";
import { reading } from "./reading";
import { reconcile } from "./reconcile";
import { report } from "./report";
import { resourceProvider } from "./resource-provider";
import { rules } from "./rules";
import { settings } from "./settings";
import { stackProgram } from "./stack-program";
import { system } from "./system";
import { text } from "./text";
import { wechat } from "./wechat";
import { yaml } from "./yaml";

/** The table of messages: Chinese by the English source, where `{0}` is the first value. One file a room. */
export const CHINESE: Readonly<Record<string, string>> = {
  ...cli,
  ...createCodes,
  ...exportCodes,
  ...init,
  ...plugin,
  ...pulumi,
  ...reading,
  ...reconcile,
  ...report,
  ...resourceProvider,
  ...rules,
  ...settings,
  ...stackProgram,
  ...system,
  ...text,
  ...wechat,
  ...yaml,
};
