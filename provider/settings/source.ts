import { t } from "../text/message";
import { environmentVariable, SETTINGS, type SettingName, type SettingValue } from "./table";

export const NAMESPACE = "wechat-qr-jump";

/** The stack's config by full key, e.g. `wechat-qr-jump:appId`. */
export type Config = (key: string) => string | undefined;

/** A setting that is missing or malformed; the message says which one and what to write. */
export class SettingsError extends Error {
  override readonly name: string = "SettingsError";
}

/** There are no credentials at all. */
export class NoCredentialsError extends SettingsError {}

/** A setting is encrypted, and only the Pulumi CLI can read it. */
export class EncryptedError extends Error {
  override readonly name = "EncryptedError";
}

/** Where settings are written, for the whole stack or for one of its accounts. */
export interface Source {
  /** True for one of several accounts. Its app id is known. */
  isOfAccount?: true;
  isInEnvironment(name: SettingName): boolean;
  /** True if the setting is in the environment or in the config. */
  isWritten(name: SettingName): boolean;
  /** The text as written; the environment wins. @throws EncryptedError */
  text(name: SettingName): string | undefined;
  /** The setting as the config names it, with the namespace. */
  keyOf(name: SettingName): string;
  variableOf(name: SettingName): string;
  /** The command that sets it. @param value a word in its place */
  setCommand(name: SettingName, value: string): string;
}

/** The settings of the whole stack, which are also those of the account that needs no name. */
export function stackSource(config: Config, env: NodeJS.ProcessEnv): Source {
  const keyOf = (name: SettingName): string => `${NAMESPACE}:${name}`;
  const variableOf = (name: SettingName): string => environmentVariable(name);
  const isInEnvironment = (name: SettingName): boolean => Boolean(env[variableOf(name)]);
  return {
    isInEnvironment,
    isWritten: (name) => isInEnvironment(name) || Boolean(config(keyOf(name))),
    text: (name) => env[variableOf(name)] || inClear(config(keyOf(name))) || undefined,
    keyOf,
    variableOf,
    setCommand: (name, value) => setCommand(secretFlag(name), keyOf(name), value),
  };
}

/** @throws EncryptedError */
export function inClear(text: string | undefined): string | undefined {
  if (text?.startsWith('{"secure":')) throw new EncryptedError();
  return text;
}

/** The words of the command that sets a key of the config. */
export function setCommand(...words: string[]): string {
  return ["pulumi", "config", "set", ...words].filter((word) => word !== "").join(" ");
}

/** For `pulumi config set`. */
export function secretFlag(name: SettingName): string {
  return SETTINGS[name].isSecret ? "--secret" : "";
}

export type Get = <N extends SettingName>(name: N) => SettingValue<N>;

/** Reads single settings. @throws SettingsError from what it returns */
export function valueReader(source: Source): Get {
  return <N extends SettingName>(name: N): SettingValue<N> => {
    const { schema, read, expected, mayBeShown } = SETTINGS[name];
    const text = source.text(name);
    const { success, data } = schema.safeParse(text === undefined ? undefined : read(text));
    if (success) return data as SettingValue<N>;
    const names = t`${source.keyOf(name)} (or ${source.variableOf(name)})`;
    throw new SettingsError(malformedText(names, expected(), mayBeShown ? text : undefined));
  };
}

/** One sentence for a value that cannot be right. @param written the value, if it may be shown. */
export function malformedText(setting: string, expected: string, written: string | undefined): string {
  return written === undefined
    ? t`${setting} must be ${expected}.`
    : t`${setting} must be ${expected}, not "${written}".`;
}
