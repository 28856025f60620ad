import type { Accounts } from "../settings/accounts";
import { malformedText } from "../settings/source";
import { ACCOUNTS, environmentVariable, isSetting, SETTINGS } from "../settings/table";
import { unknownSettingProblem, unknownSettings } from "../settings/unknown-settings";
import { t } from "../text/message";
import { placeText, problemOf, type Problem } from "../text/problem";
import { written, type StackFile } from "./stack-file";

const NAMESPACE = "wechat-qr-jump:";

/**
 * What is wrong with the settings of a stack. A misspelt guard would not guard, and a misspelt list would hide rules, which
 * would then be deleted in WeChat. Lines are not shown, because one may hold a secret.
 *
 * @param config the stack's config by full key; encrypted values are assumed to be right.
 * @param env overrides the config; settings that it overrides are not checked.
 */
export function settingProblems(
  config: Record<string, string | undefined>,
  env: NodeJS.ProcessEnv,
  file: () => StackFile,
  accounts: Accounts,
): Problem[] {
  const unknown = unknownSettings(Object.keys(config)).map((setting) =>
    about(file, [setting.name], "key", unknownSettingProblem(setting)),
  );
  const ofAccounts = accounts.problems.map(({ path, on, reason }) => about(file, [ACCOUNTS, ...path], on, reason));
  const malformed = Object.entries(config).flatMap(([key, text]) => {
    const name = key.startsWith(NAMESPACE) ? key.slice(NAMESPACE.length) : "";
    if (!isSetting(name) || !text || text.startsWith('{"secure":') || env[environmentVariable(name)]) return [];
    const { schema, read, expected, mayBeShown } = SETTINGS[name];
    if (schema.safeParse(read(text)).success) return [];
    return [about(file, [name], "value", malformedText(key, expected(), mayBeShown ? text : undefined))];
  });
  return [...unknown, ...malformed, ...ofAccounts];
}

function about(file: () => StackFile, [name = "", ...below]: string[], on: "key" | "value", reason: string): Problem {
  const found = written(file(), `${NAMESPACE}${name}`);
  if (!found) return problemOf(t`the stack's config`, reason);
  const at = found.source.place([...found.path, ...below], on);
  return { ...problemOf(placeText(at), reason), at };
}
