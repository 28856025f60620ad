import { readCredentials, type Credentials } from "./credentials";
import { stackSource, valueReader, type Config, type Source } from "./source";
import type { SettingValue } from "./table";

/** What to do if a rule to be created is already live. */
export type OnExisting = SettingValue<"onExisting">;

/** What to do if a rule of the stack was changed in WeChat, outside the stack, and its code still opens something. */
export type OnDrift = SettingValue<"onDrift">;

/** What to do if one of several accounts cannot be used. */
export type OnAccountFailure = SettingValue<"onAccountFailure">;

/** Everything that it takes to work on one account, besides the rules. */
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
  /** Names settings in a text as this account has them; undefined where it is the only one. */
  inOwnNames?: (text: string) => string;
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

/**
 * Reads the settings of the account that needs no name. An environment variable (`WECHAT_APP_SECRET` for `appSecret`) overrides
 * the stack's config, so that a rotated secret also reaches `pulumi destroy`, which gets the config of the last update. For the
 * others see `accounts.ts`.
 *
 * @throws SettingsError
 */
export function readSettings(config: Config, env: NodeJS.ProcessEnv): Settings {
  return settingsIn(stackSource(config, env));
}

/** @throws SettingsError */
export function settingsIn(source: Source): Settings {
  const get = valueReader(source);
  const credentials = readCredentials(source);
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
  const get = valueReader(stackSource(config, env));
  return {
    maxDeletes: get("maxDeletes"),
    allowDelete: get("allowDelete") ?? [],
    allowShadowing: get("allowShadowing"),
    allowOverBudget: get("allowOverBudget"),
  };
}

/** Reads only `allowShadowing`, for code that only reads rules. Never throws. */
export function allowsShadowing(config: Config, env: NodeJS.ProcessEnv): boolean {
  return stackSource(config, env).text("allowShadowing")?.trim() === "true";
}

/** What a program of the stack does besides declaring rules. */
export interface Wishes {
  exportRules: boolean;
  checkPages: boolean;
  onAccountFailure: OnAccountFailure;
}

/** @throws SettingsError */
export function readWishes(config: Config, env: NodeJS.ProcessEnv): Wishes {
  const get = valueReader(stackSource(config, env));
  return {
    exportRules: get("exportRules"),
    checkPages: get("checkPages"),
    onAccountFailure: get("onAccountFailure"),
  };
}
