import { readSettings, type Settings } from "../../settings/settings";
import { environmentVariable, SETTINGS, type SettingName } from "../../settings/table";
import { t } from "../../text/message";
import type { Kind } from "./kinds";

/** Settings by name, as they were typed. */
export type Values = Partial<Record<SettingName, string>>;

/** The settings that a kind of credentials consists of, in the order in which they are asked for. The first is the account. */
const PARTS: Record<Kind, readonly [account: SettingName, ...SettingName[]]> = {
  appSecret: ["appId", "appSecret"],
  accessToken: ["appId", "accessToken"],
  accessTokenCommand: ["appId", "accessTokenCommand"],
  accessTokenUrl: ["appId", "accessTokenUrl"],
  authorizer: ["authorizerAppId", "componentAppId", "componentAccessToken", "authorizerRefreshToken"],
};

/** The setting that tells one kind from another. The order is that in which the settings win. */
const MARKS: readonly [SettingName, Kind][] = [
  ["accessToken", "accessToken"],
  ["accessTokenCommand", "accessTokenCommand"],
  ["accessTokenUrl", "accessTokenUrl"],
  ["authorizerRefreshToken", "authorizer"],
  ["appSecret", "appSecret"],
];

export function partsOf(kind: Kind): readonly SettingName[] {
  return PARTS[kind];
}

/** The settings of all kinds. */
export function allParts(): SettingName[] {
  return [...new Set(Object.values(PARTS).flat())];
}

export function accountOf(kind: Kind): SettingName {
  return PARTS[kind][0];
}

/** The kind of the first credential that has a value. */
export function kindOf(values: (name: SettingName) => string | undefined): Kind | undefined {
  return MARKS.find(([name]) => values(name))?.[1];
}

/** The settings of other kinds, which could win over those of this one. */
export function foreignParts(kind: Kind): SettingName[] {
  return allParts().filter((name) => !PARTS[kind].includes(name) && name !== "appId");
}

/** True if a value is not to be seen: it is typed unseen, and encrypted in the stack's file. The address of a token may hold a key. */
export function isHidden(name: SettingName): boolean {
  return SETTINGS[name].isSecret === true || name === "accessTokenUrl";
}

/** True if only the environment or stdin may provide it: others can read the arguments of a command. */
export function isCredential(name: SettingName): boolean {
  return isHidden(name) || name === "accessTokenCommand";
}

/** What to write instead of a value that cannot be right. */
export function mistakeIn(name: SettingName, value: string | undefined): string | undefined {
  const { schema, read, expected } = SETTINGS[name];
  const text = value?.trim() ?? "";
  return text !== "" && schema.safeParse(read(text)).success ? undefined : t`It must be ${expected()}.`;
}

/** The settings with these credentials, whatever others are in the environment or in the stack's file. */
export function settingsWith(
  kind: Kind,
  values: Values,
  config: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Settings {
  const ours = allParts();
  const others = Object.fromEntries(
    Object.entries(env).filter(([name]) => !ours.some((one) => environmentVariable(one) === name)),
  );
  const own = new Map(PARTS[kind].map((name) => [`wechat-qr-jump:${name}`, values[name]]));
  const isOurs = (key: string): boolean => ours.some((name) => key === `wechat-qr-jump:${name}`);
  return readSettings((key) => own.get(key) ?? (isOurs(key) ? undefined : config[key]), others);
}
