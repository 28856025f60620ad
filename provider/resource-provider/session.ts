import { setMaxListeners } from "node:events";
import { Reconciler } from "../reconcile/reconcile";
import type { Settings } from "../settings/settings";
import { t } from "../text/message";
import { openAccount } from "../wechat/account";
import { LiveRules } from "../wechat/live-rules";

/** Everything that works on one account: one token, one limiter, one view of what is live. */
export interface Session {
  settings: Settings;
  live: LiveRules;
  reconciler: Reconciler;
  /** Starts nothing more. Resolves when the pairs and swaps under way have ended. */
  stop(): Promise<void>;
}

/** @param leaveToProgram see `RunFacts.leaveToProgram`. */
export function openSession(settings: Settings, leaveToProgram: (prefix: string) => boolean): Session {
  const { client, limiter } = openAccount(settings);
  const live = new LiveRules(client);
  const ending = new AbortController();
  // One listener for each dark code.
  setMaxListeners(0, ending.signal);
  const outlasting = { forMs: settings.outlastMs, say: (line: string) => console.log(line), signal: ending.signal };
  return {
    settings,
    live,
    reconciler: new Reconciler(client, live, settings.onExisting, outlasting, ({ prefix }) => leaveToProgram(prefix)),
    stop: () => {
      ending.abort();
      return limiter.close(new Error(t`the Pulumi CLI has ended; nothing more is begun`));
    },
  };
}
