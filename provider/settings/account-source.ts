import { t } from "../text/message";
import { servesAnyAccount } from "./any-account";
import { COMPONENT_TOKEN, REFRESH_TOKEN } from "./credentials";
import type { AccountTexts } from "./account-map";
import { inClear, NAMESPACE, secretFlag, setCommand, type Source } from "./source";
import { ACCOUNTS, environmentVariable, isAccountSetting, type SettingName } from "./table";

const GIVERS = ["accessTokenCommand", "accessTokenUrl"] as const;
/** Credentials of one account and of no other. */
const OF_ONE = ["accessToken", ...GIVERS, "appSecret"] as const;
const OF_PLATFORM = ["componentAppId", ...COMPONENT_TOKEN, "authorizerRefreshTokens"] as const;

/** True if the stack's own settings have credentials for any account. */
export function servesAny(stack: Source): boolean {
  return GIVERS.some((name) => givesAny(stack, name)) || COMPONENT_TOKEN.some((name) => stack.isWritten(name));
}

/** Where it is encrypted, it may. */
function givesAny(stack: Source, name: (typeof GIVERS)[number]): boolean {
  if (!stack.isWritten(name)) return false;
  try {
    return servesAnyAccount(stack.text(name) ?? "");
  } catch {
    return true;
  }
}

/** True if the stack's own settings belong to an account, which rules without a name belong to. */
export function hasOwnAccount(stack: Source): boolean {
  const isWritten = (name: SettingName): boolean => stack.isWritten(name);
  if ((["appId", "authorizerAppId", "appSecret", "accessToken", "authorizerRefreshToken"] as const).some(isWritten))
    return true;
  return GIVERS.some((name) => isWritten(name) && !givesAny(stack, name));
}

/**
 * The settings of one account: its own, and for what it lacks the stack's. Of the stack's credentials it has only those that serve
 * any account: with another account's token all its rules would look gone.
 *
 * @param name in the map of accounts; undefined for an account that only a rule names.
 */
export function accountSource(
  stack: Source,
  name: string | undefined,
  appId: string,
  texts: AccountTexts,
  env: NodeJS.ProcessEnv,
): Source {
  const own = ownSource(name, texts, env);
  const hasOwn = (names: readonly SettingName[]): boolean => names.some((one) => own.isWritten(one));
  const inherits = (one: SettingName): boolean => {
    if (!isAccountSetting(one)) return true;
    if (!isCredential(one)) return !own.isWritten(one);
    if (own.isWritten(one) || hasOwn(OF_ONE)) return false;
    if (isIn(GIVERS, one)) return givesAny(stack, one) && !hasOwn([...OF_PLATFORM, ...REFRESH_TOKEN]);
    if (isIn(COMPONENT_TOKEN, one)) return !hasOwn(COMPONENT_TOKEN);
    if (isIn(REFRESH_TOKEN, one)) return one === "authorizerRefreshTokens" && !hasOwn(REFRESH_TOKEN);
    return isIn(OF_PLATFORM, one);
  };
  const of = (one: SettingName): Source => (inherits(one) ? stack : own);
  return {
    isOfAccount: true,
    isInEnvironment: (one) => of(one).isInEnvironment(one),
    isWritten: (one) => isAppId(one) || of(one).isWritten(one),
    text: (one) => (isAppId(one) ? appId : of(one).text(one)),
    keyOf: (one) => of(one).keyOf(one),
    variableOf: (one) => of(one).variableOf(one),
    setCommand: (one, value) => of(one).setCommand(one, value),
  };
}

function isAppId(name: SettingName): boolean {
  return name === "appId" || name === "authorizerAppId";
}

/** True if the setting says which account it is, or lets one in. */
export function isCredential(name: SettingName): boolean {
  return isAppId(name) || isIn(OF_ONE, name) || isIn(OF_PLATFORM, name) || isIn(REFRESH_TOKEN, name);
}

function isIn<N extends SettingName>(names: readonly N[], name: SettingName): name is N {
  return (names as readonly SettingName[]).includes(name);
}

/** What is written for this account alone. */
function ownSource(name: string | undefined, texts: AccountTexts, env: NodeJS.ProcessEnv): Source {
  const map = name === undefined ? undefined : texts.get(name);
  const keyOf = (setting: SettingName): string =>
    name === undefined && isAppId(setting)
      ? t`account in the rules`
      : `${NAMESPACE}:${ACCOUNTS}.${name ?? "NAME"}.${setting}`;
  const variableOf = (setting: SettingName): string => environmentVariable(setting, name ?? "NAME");
  const isInEnvironment = (setting: SettingName): boolean => name !== undefined && Boolean(env[variableOf(setting)]);
  return {
    isInEnvironment,
    isWritten: (setting) => isInEnvironment(setting) || Boolean(map?.get(setting)),
    text: (setting) => (isInEnvironment(setting) ? env[variableOf(setting)] : inClear(map?.get(setting)) || undefined),
    keyOf,
    variableOf,
    setCommand: (setting, value) => setCommand("--path", secretFlag(setting), `'${keyOf(setting)}'`, value),
  };
}
