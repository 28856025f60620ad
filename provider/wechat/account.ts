import { servesAnyAccount } from "../settings/any-account";
import type { Authorizer, Credentials } from "../settings/credentials";
import type { Settings } from "../settings/settings";
import { t } from "../text/message";
import { Agents } from "./agents";
import { WechatClient } from "./client";
import { Http } from "./http";
import { RateLimiter } from "./limits/rate-limit";
import { ParametricCodes } from "./parametric-codes";
import { PlatformAccess } from "./platform";
import { COMMAND_TIMEOUT_MS, TokenSource } from "./token";

/** How many accounts are read at the same time. */
export const ACCOUNTS_AT_ONCE = 32;

/** Access to one account: one token and one limiter. */
export interface Account {
  http: Http;
  tokens: TokenSource;
  limiter: RateLimiter;
  client: WechatClient;
  parametricCodes: ParametricCodes;
}

/** @param withinMs shortens the time-outs of calls and of a token command. */
export function openAccount(settings: Settings, withinMs = Infinity): Account {
  return new AccountOpener().open(settings, withinMs);
}

/** Two accounts got one token. Whose it is cannot be told, so neither may be worked on. */
class SharedTokenError extends Error {
  override readonly name = "SharedTokenError";

  constructor(accounts: readonly string[]) {
    const both = accounts.join(", ");
    super(
      t`The accounts ${both} got the same access token, so the rules of one would be made in the other: nothing was done. Give each its own
        credentials; a token server or command that serves both must have {appId} in it.`,
    );
  }
}

/** Opens accounts that share connections and, if they have authorized the same third-party platform, the platform's token. */
export class AccountOpener {
  private readonly agents = new Agents();
  /** By token. */
  private readonly holders = new Map<string, string>();
  private readonly platforms = new Map<string, PlatformAccess>();

  open(settings: Settings, withinMs = Infinity): Account {
    const { credentials, endpoint, callsPerSecond, callsPerMinute } = settings;
    const http = new Http(endpoint, Math.min(settings.timeoutMs, withinMs), this.agents);
    const commandTimeoutMs = Math.min(COMMAND_TIMEOUT_MS, withinMs);
    const access = credentials.kind === "authorizer" ? this.platform(credentials, http, commandTimeoutMs) : undefined;
    const tokens = new TokenSource(
      credentials,
      http,
      Date.now,
      commandTimeoutMs,
      access,
      (value) => this.claim(value, settings.account),
      settings.inOwnNames,
    );
    const limiter = new RateLimiter(callsPerSecond, callsPerMinute);
    const codes = new RateLimiter(callsPerSecond);
    const parametricCodes = new ParametricCodes(http, tokens, new RateLimiter(callsPerSecond));
    return { http, tokens, limiter, client: new WechatClient(http, tokens, limiter, codes), parametricCodes };
  }

  /** @throws SharedTokenError if another account has this token. */
  private claim(token: string, account: string | undefined): void {
    if (account === undefined) return;
    const holder = this.holders.get(token);
    if (holder !== undefined && holder !== account) throw new SharedTokenError([holder, account]);
    this.holders.set(token, account);
  }

  private platform(credentials: Authorizer, http: Http, commandTimeoutMs: number): PlatformAccess {
    const { componentAppId, component } = credentials;
    const key = JSON.stringify([http.endpoint, componentAppId, component]);
    const known = this.platforms.get(key);
    if (known) return known;
    const access = new PlatformAccess(credentials, http, commandTimeoutMs);
    this.platforms.set(key, access);
    return access;
  }
}

/**
 * A mini program that may be another account than the stack's.
 *
 * @param own its own settings, if there are any.
 * @param settings of another account, whose credentials may serve it too.
 * @returns undefined if no credentials serve it.
 */
export function openMiniProgram(
  own: Settings | undefined,
  settings: Settings,
  appId: string,
  withinMs: number,
): WechatClient | undefined {
  if (own) return openAccount(own, withinMs).client;
  const credentials = credentialsFor(settings.credentials, appId);
  return credentials && openAccount({ ...settings, credentials }, withinMs).client;
}

/** Credentials of the same kind for another account. */
function credentialsFor(credentials: Credentials, appId: string): Credentials | undefined {
  switch (credentials.kind) {
    case "accessTokenCommand":
      return servesAnyAccount(credentials.command) ? { ...credentials, appId } : undefined;
    case "accessTokenUrl":
      return servesAnyAccount(credentials.url) ? { ...credentials, appId } : undefined;
    default:
      return undefined;
  }
}
