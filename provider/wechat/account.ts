import { servesAnyAccount } from "../settings/any-account";
import type { Credentials, Settings } from "../settings/settings";
import { WechatClient } from "./client";
import { Http } from "./http";
import { RateLimiter } from "./limits/rate-limit";
import { COMMAND_TIMEOUT_MS, TokenSource } from "./token";

/** Access to one account: one token and one limiter. */
export interface Account {
  http: Http;
  tokens: TokenSource;
  limiter: RateLimiter;
  client: WechatClient;
}

/** @param withinMs shortens the time-outs of calls and of a token command. */
export function openAccount(settings: Settings, withinMs = Infinity): Account {
  const http = new Http(settings.endpoint, Math.min(settings.timeoutMs, withinMs));
  const tokens = new TokenSource(settings.credentials, http, Date.now, Math.min(COMMAND_TIMEOUT_MS, withinMs));
  const limiter = new RateLimiter(settings.callsPerSecond, settings.callsPerMinute);
  const codes = new RateLimiter(settings.callsPerSecond);
  return { http, tokens, limiter, client: new WechatClient(http, tokens, limiter, codes) };
}

/** A mini program that may be another account than the stack's; undefined if the credentials do not serve it. */
export function openMiniProgram(settings: Settings, appId: string, withinMs: number): WechatClient | undefined {
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
