import type { Settings } from "../settings/settings";
import { WechatClient } from "./client";
import { Http } from "./http";
import { RateLimiter } from "./limits/rate-limit";
import { TokenSource } from "./token";

/** Access to one account: one token and one limiter. */
export interface Account {
  http: Http;
  tokens: TokenSource;
  limiter: RateLimiter;
  client: WechatClient;
}

export function openAccount(settings: Settings): Account {
  const http = new Http(settings.endpoint, settings.timeoutMs);
  const tokens = new TokenSource(settings.credentials, http);
  const limiter = new RateLimiter(settings.callsPerSecond, settings.callsPerMinute);
  return { http, tokens, limiter, client: new WechatClient(http, tokens, limiter) };
}
