import { setMaxListeners } from "node:events";
import { Reconciler } from "../reconcile/reconcile";
import type { Rule } from "../rules/rule";
import type { Accounts, Owner } from "../settings/accounts";
import type { Settings } from "../settings/settings";
import { t } from "../text/message";
import { AccountOpener } from "../wechat/account";
import { LiveRules } from "../wechat/live-rules";
import type { LiveAnswer } from "../wechat/wire";

/** Everything that works on one account: one token, one limiter, one view of what is live. */
export interface Session {
  settings: Settings;
  live: LiveRules;
  reconciler: Reconciler;
  /** True if nothing of the account can be read. Asks once. */
  failsToRead(rule: Rule): Promise<boolean>;
  /** Reads all live rules now: those that open a mini program, or the link rules. */
  list(appid: string | undefined): Promise<LiveAnswer>;
  /** Starts nothing more. Resolves when the pairs and swaps under way have ended. */
  stop(): Promise<void>;
}

/** The sessions of a process, one for each account, opened when it is first needed. */
export class Sessions {
  private readonly opener = new AccountOpener();
  private readonly open = new Map<Owner, { accounts: Accounts; settings: string; session: Session }>();
  private opened = 0;

  /** @param leaveToProgram see `RunFacts.leaveToProgram`. */
  constructor(private readonly leaveToProgram: (prefix: string) => boolean) {}

  /** @throws SettingsError */
  of(owner: Owner, accounts: Accounts): Session {
    const known = this.open.get(owner);
    // Reading settings takes longer than all else that is done for a rule that does not change.
    if (known?.accounts === accounts) return known.session;
    const settings = accounts.settingsOf(owner);
    const text = JSON.stringify(settings);
    const session = known?.settings === text ? known.session : this.openSession(settings);
    this.open.set(owner, { accounts, settings: text, session });
    return session;
  }

  /** The accounts that have a session. */
  get owners(): Owner[] {
    return [...this.open.keys()];
  }

  /** Starts nothing more. Resolves when work under way has ended. */
  async stop(): Promise<void> {
    await Promise.all([...this.open.values()].map(({ session }) => session.stop()));
  }

  private openSession(settings: Settings): Session {
    const { client, limiter } = this.opener.open(settings);
    const live = new LiveRules(client);
    const ending = new AbortController();
    // One listener for each dark code.
    setMaxListeners(0, ending.signal);
    const outlasting = { forMs: settings.outlastMs, say: (line: string) => console.log(line), signal: ending.signal };
    let failing: Promise<boolean> | undefined;
    const leave = ({ prefix }: { prefix: string }): boolean => this.leaveToProgram(prefix);
    return {
      settings,
      live,
      reconciler: new Reconciler(client, live, settings.onExisting, outlasting, leave, this.opened++),
      failsToRead: (rule) =>
        (failing ??= live.like(rule).then(
          () => false,
          () => true,
        )),
      list: (appid) => (appid === undefined ? client.getLinkRules() : client.getAllServiceAccountRules(appid)),
      stop: () => {
        ending.abort();
        return limiter.close(new Error(t`the Pulumi CLI has ended; nothing more is begun`));
      },
    };
  }
}
