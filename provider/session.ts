import { openAccount, READS_OF_PROGRAM } from "./account";
import { Reconciler } from "./reconcile";
import type { Settings } from "./settings";
import { LiveRules } from "./wechat/live-rules";

/** Everything that works on one account: one token, one limiter, one view of what is live. */
export interface Session {
  settings: Settings;
  live: LiveRules;
  reconciler: Reconciler;
  /** Begins nothing more; resolves when the pairs and swaps under way have ended. */
  stop(): Promise<void>;
}

/** In the provider's process. */
export function openSession(settings: Settings): Session {
  const { client, limiter } = openAccount(settings);
  client.countEarlierReads(READS_OF_PROGRAM);
  const live = new LiveRules(client);
  const stop = (): Promise<void> => limiter.close(new Error("the Pulumi CLI has ended; nothing more is begun"));
  return { settings, live, reconciler: new Reconciler(client, live, settings.onExisting), stop };
}
