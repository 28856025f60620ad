/** How the access token is had; exactly one kind is used. */
export type Credentials =
  | { kind: "accessToken"; accessToken: string }
  | { kind: "accessTokenCommand"; command: string }
  | { kind: "accessTokenUrl"; url: string }
  | {
      kind: "authorizer";
      componentAppId: string;
      componentAccessToken: string;
      authorizerAppId: string;
      authorizerRefreshToken: string;
    }
  | { kind: "appSecret"; appId: string; appSecret: string };

/** What to do when a rule that is to be created is already live and differs. */
export type OnExisting = "adoptIdentical" | "adopt" | "fail";

/** What to do when a rule of the stack was changed in WeChat, not by the stack, and its code still opens something. */
export type OnDrift = "warn" | "heal" | "fail";

/** Everything that the provider needs to know beside the rules. */
export interface Settings {
  /** The account whose rules these are, where it is known: recorded in the state, so that another account is noticed. */
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

/** How far one run may go; needed also where there are no credentials. */
export interface Guards {
  /** How many of the stack's rules one run may delete; undefined: the default share. */
  maxDeletes: number | undefined;
  /** Whether an unpublished rule may be added below a published one. */
  allowShadowing: boolean;
  /** Whether a run may begin that needs more publishes than the account has left. */
  allowOverBudget: boolean;
}

/** A setting that is missing or malformed; the message says which one and what to write. */
export class SettingsError extends Error {
  override readonly name: string = "SettingsError";
}

/** There are no credentials at all. */
export class NoCredentialsError extends SettingsError {}

const NAMESPACE = "wechat-qr-jump";
const DEFAULT_ENDPOINT = "https://api.weixin.qq.com";
const APP_ID = /^wx[0-9a-f]{16}$/;

/** The credential kinds by the setting that brings each; where several are set, the first one listed is used. */
const CREDENTIAL_KEYS = [
  "accessToken",
  "accessTokenCommand",
  "accessTokenUrl",
  "authorizerRefreshToken",
  "appSecret",
] as const;

/**
 * Reads the settings. An environment variable (`WECHAT_APP_SECRET` for `appSecret`) wins over the stack's config, so that a
 * rotated secret also reaches `pulumi destroy`, which gets the config of the last update.
 *
 * @param config the stack's config by full key, e.g. `wechat-qr-jump:appId`.
 * @throws SettingsError
 */
export function readSettings(config: (key: string) => string | undefined, env: NodeJS.ProcessEnv): Settings {
  const fromEnv = (name: string): string | undefined => env[environmentVariable(name)] || undefined;
  const get = reader(config, env);
  const credentials = readCredentials(get, CREDENTIAL_KEYS.find(fromEnv) ?? CREDENTIAL_KEYS.find(get));
  return {
    account: get("authorizerAppId") ?? appId("appId", get("appId")),
    credentials,
    endpoint: url("endpoint", get("endpoint") ?? DEFAULT_ENDPOINT).replace(/\/+$/, ""),
    callsPerSecond: whole("callsPerSecond", get("callsPerSecond"), 1) ?? 5,
    callsPerMinute: whole("callsPerMinute", get("callsPerMinute"), 1) ?? 200,
    onExisting: oneOf("onExisting", get("onExisting"), ["adoptIdentical", "adopt", "fail"]),
    onDrift: oneOf("onDrift", get("onDrift"), ["warn", "heal", "fail"]),
    timeoutMs: seconds("timeoutSeconds", get("timeoutSeconds"), 15) * 1000,
    outlastMs: seconds("outlastSeconds", get("outlastSeconds"), 600) * 1000,
  };
}

/**
 * Reads the settings of the guards, as {@link readSettings} reads the others.
 *
 * @throws SettingsError
 */
export function readGuards(config: (key: string) => string | undefined, env: NodeJS.ProcessEnv): Guards {
  const get = reader(config, env);
  return {
    maxDeletes: whole("maxDeletes", get("maxDeletes"), 0),
    allowShadowing: flag("allowShadowing", get("allowShadowing")),
    allowOverBudget: flag("allowOverBudget", get("allowOverBudget")),
  };
}

/** Just `allowShadowing`, for those who only read rules: never throws. */
export function allowsShadowing(config: (key: string) => string | undefined, env: NodeJS.ProcessEnv): boolean {
  return reader(config, env)("allowShadowing") === "true";
}

/** `appSecret` → `WECHAT_APP_SECRET` */
export function environmentVariable(name: string): string {
  return `WECHAT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function reader(
  config: (key: string) => string | undefined,
  env: NodeJS.ProcessEnv,
): (name: string) => string | undefined {
  return (name) => env[environmentVariable(name)] || config(`${NAMESPACE}:${name}`) || undefined;
}

function readCredentials(
  get: (name: string) => string | undefined,
  key: (typeof CREDENTIAL_KEYS)[number] | undefined,
): Credentials {
  const need = (name: string): string => {
    const value = get(name);
    if (value === undefined) throw missing(name, `${key} needs it`);
    return value;
  };
  switch (key) {
    case "accessToken":
      return { kind: key, accessToken: need(key) };
    case "accessTokenCommand":
      return { kind: key, command: need(key) };
    case "accessTokenUrl":
      return { kind: key, url: url(key, need(key)) };
    case "authorizerRefreshToken":
      return {
        kind: "authorizer",
        componentAppId: need("componentAppId"),
        componentAccessToken: need("componentAccessToken"),
        authorizerAppId: need("authorizerAppId"),
        authorizerRefreshToken: need(key),
      };
    case "appSecret":
      return { kind: key, appId: appId("appId", need("appId")) as string, appSecret: need(key) };
    case undefined:
      throw new NoCredentialsError(
        `No WeChat credentials: run "pulumi config set ${NAMESPACE}:appId APPID" and "pulumi config set --secret ${NAMESPACE}:appSecret SECRET", ` +
          `or set ${environmentVariable("appId")} and ${environmentVariable("appSecret")}.`,
      );
  }
}

function missing(name: string, why: string): SettingsError {
  const flag = /secret|token/i.test(name) ? "--secret " : "";
  return new SettingsError(
    `${NAMESPACE}:${name} is missing (${why}); run "pulumi config set ${flag}${NAMESPACE}:${name} VALUE" or set ${environmentVariable(name)}.`,
  );
}

function malformed(name: string, expected: string): SettingsError {
  return new SettingsError(`${NAMESPACE}:${name} (or ${environmentVariable(name)}) must be ${expected}.`);
}

function appId(name: string, value: string | undefined): string | undefined {
  if (value !== undefined && !APP_ID.test(value))
    throw malformed(name, `"wx" and 16 hexadecimal digits, not "${value}"`);
  return value;
}

function url(name: string, value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) throw malformed(name, "an http or https URL");
  return value;
}

function whole(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least)
    throw malformed(name, `a whole number from ${least} on, not "${value}"`);
  return number;
}

function seconds(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!(number > 0 && number < Infinity)) throw malformed(name, `a number of seconds, not "${value}"`);
  return number;
}

function flag(name: string, value: string | undefined): boolean {
  return oneOf(name, value, ["false", "true"]) === "true";
}

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly [T, ...T[]]): T {
  if (value === undefined) return allowed[0];
  const found = allowed.find((candidate) => candidate === value);
  if (!found) throw malformed(name, `one of ${allowed.join(", ")}, not "${value}"`);
  return found;
}
