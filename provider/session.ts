import { Reconciler } from "./reconcile";
import type { Settings } from "./settings";
import { WechatClient } from "./wechat/client";
import { Http } from "./wechat/http";
import { LiveRules } from "./wechat/live-rules";
import { RateLimiter } from "./wechat/rate-limit";
import { TokenSource } from "./wechat/token";

/** Everything that works on one account: one token, one limiter, one view of what is live. */
export interface Session {
  settings: Settings;
  live: LiveRules;
  reconciler: Reconciler;
  /** Begins nothing more; resolves when the pairs and swaps under way have ended. */
  stop(): Promise<void>;
}

export function openSession(settings: Settings): Session {
  const http = new Http(settings.endpoint, settings.timeoutMs);
  const limiter = new RateLimiter(settings.callsPerSecond, settings.callsPerMinute);
  const client = new WechatClient(http, new TokenSource(settings.credentials, http), limiter);
  const live = new LiveRules(client);
  const stop = (): Promise<void> => limiter.close(new Error("the Pulumi CLI has ended; nothing more is begun"));
  return { settings, live, reconciler: new Reconciler(client, live, settings.onExisting), stop };
}
