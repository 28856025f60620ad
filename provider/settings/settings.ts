import { servesAnyAccount } from "./any-account";
import { t } from "../text/message";
import { environmentVariable, SETTINGS, type SettingName, type SettingValue } from "./table";

/** Where the access token comes from. Exactly one kind is used. */
export type Credentials =
  | { kind: "accessToken"; accessToken: string }
  | { kind: "accessTokenCommand"; command: string; appId?: string | undefined }
  | { kind: "accessTokenUrl"; url: string; appId?: string | undefined }
  | Authorizer
  | { kind: "appSecret"; appId: string; appSecret: string };

/** A third-party platform's credentials for one account that has authorized it. */
export interface Authorizer {
  kind: "authorizer";
  componentAppId: string;
  /** Where the platform's own token comes from. */
  component: { setting: (typeof COMPONENT_TOKEN)[number]; value: string };
  authorizerAppId: string;
  /** Where the account's refresh token comes from; undefined for WeChat's list of authorizers. */
  refresh: { setting: (typeof REFRESH_TOKEN)[number]; value: string } | undefined;
}

/** What to do if a rule to be created is already live. */
export type OnExisting = SettingValue<"onExisting">;

/** What to do if a rule of the stack was changed in WeChat, outside the stack, and its code still opens something. */
export type OnDrift = SettingValue<"onDrift">;

/** Everything that the provider needs to know besides the rules. */
export interface Settings {
  /** The account that owns the rules, if known. Recorded in the state, so that another account is noticed. */
  account: string | undefined;
  credentials: Credentials;
  endpoint: string;
  callsPerSecond: number;
  callsPerMinute: number;
  onExisting: OnExisting;
  onDrift: OnDrift;
  timeoutMs: number;
  /** How long faults that may pass are outlasted while a code is dark. */
  outlastMs: number;
}

/** How far one run may go; also needed if there are no credentials. */
export interface Guards {
  /** How many of the stack's rules one run may delete; undefined means the default share. */
  maxDeletes: number | undefined;
  /** The prefixes of rules that may be deleted or unpublished whatever `maxDeletes` says. */
  allowDelete: readonly string[];
  /** True if an unpublished rule may be added below a published one. */
  allowShadowing: boolean;
  /** True if a run may start that needs more publishes than the account has left. */
  allowOverBudget: boolean;
}

/** A setting that is missing or malformed; the message says which one and what to write. */
export class SettingsError extends Error {
  override readonly name: string = "SettingsError";
}

/** There are no credentials at all. */
export class NoCredentialsError extends SettingsError {}

type Config = (key: string) => string | undefined;

const NAMESPACE = "wechat-qr-jump";

/** The kinds of credentials, each by the setting that provides it. If several are set, the first in this list is used. */
const CREDENTIAL_KEYS = [
  "accessToken",
  "accessTokenCommand",
  "accessTokenUrl",
  "authorizerRefreshToken",
  "authorizerRefreshTokens",
  "componentAccessTokenCommand",
  "componentAccessTokenUrl",
  "appSecret",
  "componentAccessToken",
] as const satisfies readonly SettingName[];

const COMPONENT_TOKEN = ["componentAccessToken", "componentAccessTokenCommand", "componentAccessTokenUrl"] as const;
const REFRESH_TOKEN = ["authorizerRefreshToken", "authorizerRefreshTokens"] as const;

/**
 * Reads the settings. An environment variable (`WECHAT_APP_SECRET` for `appSecret`) overrides the stack's config, so that a
 * rotated secret also reaches `pulumi destroy`, which gets the config of the last update.
 *
 * @param config the stack's config by full key, e.g. `wechat-qr-jump:appId`.
 * @throws SettingsError
 */
export function readSettings(config: Config, env: NodeJS.ProcessEnv): Settings {
  const get = valueReader(config, env);
  const written = textReader(config, env);
  const isInEnvironment = (name: SettingName): boolean => Boolean(env[environmentVariable(name)]);
  const places = [isInEnvironment, written];
  // A platform's token does not make a platform of an account that has its own secret in the other place.
  const kinds = CREDENTIAL_KEYS.slice(0, -1);
  const key = kinds.find(isInEnvironment) ?? CREDENTIAL_KEYS.find(written);
  const credentials = readCredentials(get, key, (names) => theOneOf(names, places));
  return {
    account: get("authorizerAppId") ?? get("appId"),
    credentials,
    endpoint: get("endpoint").replace(/\/+$/, ""),
    callsPerSecond: get("callsPerSecond"),
    callsPerMinute: get("callsPerMinute"),
    onExisting: get("onExisting"),
    onDrift: get("onDrift"),
    timeoutMs: get("timeoutSeconds") * 1000,
    outlastMs: get("outlastSeconds") * 1000,
  };
}

/**
 * Reads the settings of the guards in the same way as {@link readSettings}.
 *
 * @throws SettingsError
 */
export function readGuards(config: Config, env: NodeJS.ProcessEnv): Guards {
  const get = valueReader(config, env);
  return {
    maxDeletes: get("maxDeletes"),
    allowDelete: get("allowDelete") ?? [],
    allowShadowing: get("allowShadowing"),
    allowOverBudget: get("allowOverBudget"),
  };
}

/** Reads only `allowShadowing`, for code that only reads rules. Never throws. */
export function allowsShadowing(config: Config, env: NodeJS.ProcessEnv): boolean {
  return textReader(config, env)("allowShadowing")?.trim() === "true";
}

/** Reads only `exportRules`. @throws SettingsError */
export function exportsRules(config: Config, env: NodeJS.ProcessEnv): boolean {
  return valueReader(config, env)("exportRules");
}

/** Reads only `checkPages`. @throws SettingsError */
export function checksPages(config: Config, env: NodeJS.ProcessEnv): boolean {
  return valueReader(config, env)("checkPages");
}

type Get = <N extends SettingName>(name: N) => SettingValue<N>;

function valueReader(config: Config, env: NodeJS.ProcessEnv): Get {
  const written = textReader(config, env);
  return <N extends SettingName>(name: N): SettingValue<N> => {
    const { schema, read, expected, mayBeShown } = SETTINGS[name];
    const text = written(name);
    const { success, data } = schema.safeParse(text === undefined ? undefined : read(text));
    if (success) return data as SettingValue<N>;
    const names = t`${NAMESPACE}:${name} (or ${environmentVariable(name)})`;
    throw new SettingsError(malformedText(names, expected(), mayBeShown ? text : undefined));
  };
}

/** One sentence for a value that cannot be right. @param written the value, if it may be shown. */
export function malformedText(setting: string, expected: string, written: string | undefined): string {
  return written === undefined
    ? t`${setting} must be ${expected}.`
    : t`${setting} must be ${expected}, not "${written}".`;
}

function textReader(config: Config, env: NodeJS.ProcessEnv): (name: SettingName) => string | undefined {
  return (name) => env[environmentVariable(name)] || config(`${NAMESPACE}:${name}`) || undefined;
}

type Place = (name: SettingName) => unknown;
type Choose = <N extends SettingName>(names: readonly N[]) => N | undefined;

/** The one of several settings that is written, in the first place that has any. @throws SettingsError if there are several there. */
function theOneOf<N extends SettingName>(names: readonly N[], places: readonly Place[]): N | undefined {
  for (const place of places) {
    const [first, ...others] = names.filter(place);
    if (first && others.length === 0) return first;
    if (first) {
      const all = [first, ...others].map((name) => `${NAMESPACE}:${name}`).join(", ");
      throw new SettingsError(
        t`Of ${all} only one may be set, in the stack's config or in the environment; remove the others.`,
      );
    }
  }
  return undefined;
}

function readCredentials(get: Get, key: (typeof CREDENTIAL_KEYS)[number] | undefined, oneOf: Choose): Credentials {
  const need = (name: (typeof CREDENTIAL_KEYS)[number] | "appId" | "componentAppId" | "authorizerAppId"): string => {
    const value = get(name);
    if (value !== undefined) return value;
    const secret = /secret|token/i.test(name) ? "--secret " : "";
    throw new SettingsError(
      t`${NAMESPACE}:${name} is missing (${key} needs it); run "pulumi config set ${secret}${NAMESPACE}:${name} VALUE" or set ${environmentVariable(name)}.`,
    );
  };
  const appIdFor = (template: string): string | undefined =>
    servesAnyAccount(template) ? need("appId") : get("appId");
  switch (key) {
    case "accessToken":
      return { kind: key, accessToken: need(key) };
    case "accessTokenCommand":
      return { kind: key, command: need(key), appId: appIdFor(need(key)) };
    case "accessTokenUrl":
      return { kind: key, url: need(key), appId: appIdFor(need(key)) };
    case "authorizerRefreshToken":
    case "authorizerRefreshTokens":
    case "componentAccessToken":
    case "componentAccessTokenCommand":
    case "componentAccessTokenUrl": {
      const component = oneOf(COMPONENT_TOKEN);
      if (!component) throw noComponentToken(key);
      const refresh = oneOf(REFRESH_TOKEN);
      return {
        kind: "authorizer",
        componentAppId: need("componentAppId"),
        component: { setting: component, value: need(component) },
        authorizerAppId: need("authorizerAppId"),
        refresh: refresh && { setting: refresh, value: need(refresh) },
      };
    }
    case "appSecret":
      return { kind: key, appId: need("appId"), appSecret: need(key) };
    case undefined:
      throw new NoCredentialsError(
        t`No WeChat credentials: run "pulumi config set ${NAMESPACE}:appId APPID" and "pulumi config set --secret ${NAMESPACE}:appSecret SECRET",
          or set ${environmentVariable("appId")} and ${environmentVariable("appSecret")}.`,
      );
  }
}

function noComponentToken(key: SettingName): SettingsError {
  const names = COMPONENT_TOKEN.map((name) => `${NAMESPACE}:${name}`).join(", ");
  const name = "componentAccessTokenCommand";
  return new SettingsError(
    t`One of ${names} is missing (${key} needs it); run "pulumi config set ${NAMESPACE}:${name} COMMAND" or set
      ${environmentVariable(name)}.`,
  );
}
