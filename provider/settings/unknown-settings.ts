import { closest } from "../text/did-you-mean";
import { LANGUAGE_VARIABLE } from "../text/language";
import { t } from "../text/message";
import { ACCOUNTS, environmentVariable, environmentVariables, RULE_LISTS, SETTING_NAMES } from "./table";

const NAMESPACE = "wechat-qr-jump:";

/** A key of the config that is not a setting. */
export interface UnknownSetting {
  name: string;
  /** The setting that was probably meant. */
  meant: string | undefined;
}

/** @param keys of the stack's config, e.g. `wechat-qr-jump:appId`. Those of other namespaces are ignored. */
export function unknownSettings(keys: readonly string[]): UnknownSetting[] {
  const known: readonly string[] = [...SETTING_NAMES, ...RULE_LISTS, ACCOUNTS];
  return keys
    .flatMap((key) => (key.startsWith(NAMESPACE) ? [key.slice(NAMESPACE.length)] : []))
    .filter((name) => !known.includes(name))
    .map((name) => ({ name, meant: closest(name, known) }));
}

/** One sentence: what is wrong and what to write instead. */
export function unknownSettingProblem({ name, meant }: UnknownSetting): string {
  const instead = meant ? t`did you mean ${NAMESPACE + meant}?` : t`the settings are ${SETTING_NAMES.join(", ")}.`;
  return t`${NAMESPACE + name} is not a setting; ${instead}`;
}

/**
 * Environment variables that look like a misspelt one of ours. Only a doubt: they may belong to another tool.
 *
 * @param accounts the names of the stack's accounts, which have variables of their own.
 */
export function doubtfulVariables(env: NodeJS.ProcessEnv, accounts: readonly string[] = []): string[] {
  const ofAccounts = accounts.flatMap(environmentVariables);
  const known = [...SETTING_NAMES.map((name) => environmentVariable(name)), ...ofAccounts];
  return Object.keys(env)
    .filter((name) => name.startsWith("WECHAT_") && !known.includes(name) && name !== LANGUAGE_VARIABLE && env[name])
    .flatMap((name) => {
      const meant = closest(name, known);
      return meant ? [t`The environment variable ${name} is not one of this tool's; did you mean ${meant}?`] : [];
    });
}
