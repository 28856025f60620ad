import type { Props } from "../pulumi/state";
import { accountProblems, mapIn } from "../settings/account-map";
import { isCredential } from "../settings/account-source";
import { malformedText, NAMESPACE } from "../settings/source";
import {
  ACCOUNTS,
  environmentVariable,
  isSetting,
  RULE_LISTS,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
} from "../settings/table";
import { unknownSettingProblem, unknownSettings } from "../settings/unknown-settings";
import { t } from "../text/message";
import { isUnknown } from "../pulumi/unknown";

/** A mistake in one argument, as a sentence. */
interface ArgumentProblem {
  property: string;
  reason: string;
}

/** Settings of the stack program that reads the rules from the stack's YAML. */
const OF_PROGRAMS: readonly string[] = [...RULE_LISTS, "exportRules"] satisfies (
  SettingName | (typeof RULE_LISTS)[number]
)[];

/** True if the plugin does something with the setting. */
export function isOfPlugin(name: string): boolean {
  return !OF_PROGRAMS.includes(name);
}

/** Arguments that Pulumi itself has for a provider. */
const OF_PULUMI = ["version", "pluginDownloadURL", "pluginChecksums"];

/** True if the stack's config is the provider's arguments: Pulumi makes such a provider for resources that name none. */
export function isDefaultProvider(name: string): boolean {
  return /^default(_|$)/.test(name);
}

/** The arguments as a stack's config would have them, by full key. */
export function configOf(args: Props): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [`${NAMESPACE}:${name}`, textOf(value)]));
}

/** A number, a flag, a list or a map may also arrive as its text. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * The environment of an explicit provider. What is an argument is not overridden. One credential among the arguments stands for
 * all: with another account's token every rule would look gone.
 */
export function environmentBeside(args: Props, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const written = Object.keys(args).filter((name) => textOf(args[name]));
  const accounts = [...mapIn(textOf(args[ACCOUNTS]))].map(([name, texts]) => overridden([...texts.keys()], name));
  const without = new Set([...overridden(written), ...accounts.flat()]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !without.has(name)));
}

function overridden(written: readonly string[], account?: string): string[] {
  const settings = written.filter(isSetting);
  const hasCredential = settings.some(isCredential);
  const names = SETTING_NAMES.filter((name) => settings.includes(name) || (hasCredential && isCredential(name)));
  return names.map((name) => environmentVariable(name, account));
}

/** The arguments that hold a secret, wherever they come from. */
export function secretArguments(args: Props): string[] {
  const isSecret = (name: string): boolean => isSetting(name) && SETTINGS[name].isSecret === true;
  const ofAccounts = [...mapIn(textOf(args[ACCOUNTS])).values()].flatMap((texts) => [...texts.keys()]);
  return Object.keys(args).filter((name) => isSecret(name) || (name === ACCOUNTS && ofAccounts.some(isSecret)));
}

/** @param env what overrides the arguments; an argument that it overrides is not checked. */
export function argumentProblems(args: Props, isDefault: boolean, env: NodeJS.ProcessEnv): ArgumentProblem[] {
  const own = Object.keys(args).filter((name) => !OF_PULUMI.includes(name) && !name.startsWith("__"));
  const unknown = unknownSettings(own.map((name) => `${NAMESPACE}:${name}`)).map((setting) => ({
    property: setting.name,
    reason: unknownSettingProblem(setting),
  }));
  const idle = (isDefault ? [] : own.filter((name) => !isOfPlugin(name))).map((property) => ({
    property,
    reason: t`${property} is for rules in the stack's YAML, and does nothing here; remove it.`,
  }));
  const malformed = own.flatMap((name) => {
    const text = textOf(args[name]);
    if (!isSetting(name) || !text || isUnknown(text) || env[environmentVariable(name)]) return [];
    const { schema, read, expected, mayBeShown } = SETTINGS[name];
    if (schema.safeParse(read(text)).success) return [];
    const key = isDefault ? `${NAMESPACE}:${name}` : name;
    return [{ property: name, reason: malformedText(key, expected(), mayBeShown ? text : undefined) }];
  });
  return [...unknown, ...idle, ...malformed, ...problemsOfAccounts(args, env)];
}

function problemsOfAccounts(args: Props, env: NodeJS.ProcessEnv): ArgumentProblem[] {
  const text = textOf(args[ACCOUNTS]);
  if (text === undefined || isUnknown(args[ACCOUNTS])) return [];
  const ownAppId = textOf(args["authorizerAppId"]) ?? textOf(args["appId"]);
  const { problems } = accountProblems(mapIn(text), env, ownAppId);
  return problems.map(({ path, reason }) => ({ property: [ACCOUNTS, ...path].join("."), reason: `${reason}.` }));
}
