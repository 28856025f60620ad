import { ruleOf, type Props } from "../pulumi/state";
import { describe, type Rule } from "../rules/rule";
import { Accounts, type Owner } from "../settings/accounts";
import { readWishes } from "../settings/settings";
import { NoCredentialsError, SettingsError, type Config } from "../settings/source";
import { sideBySide } from "../system/side-by-side";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { ACCOUNTS_AT_ONCE } from "../wechat/account";
import { Sessions, type Session } from "./session";

/** What `account` in a resource's inputs means. */
interface Checked {
  owner: Owner;
  /** The input as the state keeps it: the app id. Nothing for the account that needs no name. */
  input: { account?: unknown };
  problem?: string;
}

/** The account that a resource belongs to before and after a change. */
interface Change {
  from: Owner;
  to: Owner;
}

/** The accounts that the resources of a run belong to, each with its session. */
export class AccountsOfRun {
  private readonly sessions: Sessions;
  private config: Config | undefined;
  private read: Accounts | undefined;
  private readonly skipped = new Set<Owner>();

  /** @param leaveToProgram see `RunFacts.leaveToProgram`. */
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    leaveToProgram: (prefix: string) => boolean,
  ) {
    this.sessions = new Sessions(leaveToProgram);
  }

  configure(config: Config): void {
    this.config = config;
    this.read = undefined;
  }

  /** @param written a name or an app id; undefined for the account that needs no name. @param isKnown false in a preview that cannot tell. */
  check(written: unknown, isKnown: boolean): Checked {
    if (!isKnown) return { owner: undefined, input: { account: written } };
    const isMissing = written === undefined || written === null;
    const isText = typeof written === "string" && written !== "";
    const resolved = isMissing || isText ? this.accounts.resolve(isText ? written : undefined) : undefined;
    if (resolved && "owner" in resolved) {
      return { owner: resolved.owner, input: isMissing ? {} : inputOf(resolved.owner) };
    }
    const problem = resolved?.reason ?? t`account must be text, the name of an account or its app id`;
    return { owner: undefined, input: { account: written }, problem };
  }

  /** The session of an account; undefined if there are no credentials. */
  knownSession(owner: Owner): Session | undefined {
    try {
      return this.session(owner);
    } catch (error) {
      if (error instanceof NoCredentialsError) return undefined;
      throw error;
    }
  }

  /** Settings are read on first use, so that a preview without credentials works. */
  session(owner: Owner): Session {
    return this.sessions.of(owner, this.accounts);
  }

  /** The session of the account that a resource is to belong to. */
  wanted({ account }: Props): Session {
    return this.session(this.check(account, true).owner);
  }

  /** The sessions of the account that the state names, and of those that may have the rule after a change with an unknown result. */
  recorded(props: Props): [Session, ...Session[]] {
    const others = Array.isArray(props["otherAccounts"]) ? props["otherAccounts"] : [];
    const owners = others.map((account) => this.ownerOf({ ...props, account }));
    return [this.session(this.ownerOf(props)), ...owners.map((owner) => this.session(owner))];
  }

  /** The sessions of all accounts that the stack names, the one that needs no name first. */
  all(): Session[] {
    const { named } = this.accounts;
    const ofNoName = this.accounts.resolve(undefined);
    const owners: Owner[] = "owner" in ofNoName ? [ofNoName.owner] : [];
    return [...new Set([...owners, ...named.map(({ appId }) => appId)])].map((owner) => this.session(owner));
  }

  /** @throws Error if the rule would leave an account that the stack no longer names. */
  change(olds: Props, news: Props): Change {
    const from = this.ownerOf(olds);
    const to = this.check(news["account"], true).owner;
    // With another account's credentials every rule would look gone.
    const isNamed = from === undefined || this.accounts.named.some(({ appId }) => appId === from);
    if (from !== to && to === undefined && !isNamed) throw this.foreign(olds);
    return { from, to };
  }

  /** What `account` in the inputs of a rule of this session's account is. */
  inputOf({ settings }: Session): { account?: string } {
    return settings.account === this.accounts.ownAppId ? {} : inputOf(settings.account);
  }

  /** The account that a state names, if it is one of this stack's. */
  ownerIn(account: string | undefined): { owner: Owner } | undefined {
    return this.accounts.ownerOf(account);
  }

  /**
   * True if the account of a recorded rule cannot be used and its rules are to stay as recorded (`onAccountFailure: skip`). Says so
   * once.
   *
   * @param error why the rule could not be read.
   */
  async skips(props: Props, error: unknown): Promise<boolean> {
    if (!this.accounts.areSeveral || this.onFailure !== "skip") return false;
    const owner = this.ownerOf(props);
    if (this.skipped.has(owner)) return true;
    const isSetting = error instanceof SettingsError;
    if (!isSetting && !(await this.session(owner).failsToRead(ruleOf(props)))) return false;
    if (!this.skipped.has(owner)) {
      this.skipped.add(owner);
      const label = this.accounts.label(owner);
      console.log(t`Account ${label} is skipped, and its rules stay as they are recorded: ${messageOf(error)}`);
    }
    return true;
  }

  /**
   * Why another account occupies a prefix (85072), if it is one of this stack's that has it.
   *
   * @param refusal which names no account.
   */
  async whoOccupies(refusal: Error, want: Rule, wanted: Session): Promise<Error> {
    const owners = new Set<Owner>([...this.sessions.owners, ...this.accounts.named.map(({ appId }) => appId)]);
    const found = await sideBySide([...owners], ACCOUNTS_AT_ONCE, (owner) => this.findIn(owner, want, wanted));
    const has = found.find((one) => one !== undefined);
    if (!has) return refusal;
    const message = t`${refusal.message} Account ${has.label} of this stack has it: it opens ${describe(has.rule)}. Declare it as it is live with
      that account for one run; after that it can move.`;
    return new Error(message, { cause: refusal });
  }

  private async findIn(owner: Owner, want: Rule, wanted: Session): Promise<{ label: string; rule: Rule } | undefined> {
    try {
      const session = this.session(owner);
      const rule = session === wanted ? undefined : await session.live.find(want);
      return rule && { label: this.accounts.label(owner), rule };
    } catch {
      // What an account that cannot be read has is not known.
      return undefined;
    }
  }

  /** Starts nothing more. Resolves when work under way has ended. */
  stop(): Promise<void> {
    return this.sessions.stop();
  }

  private get onFailure(): "stop" | "skip" {
    return readWishes(this.configured, this.env).onAccountFailure;
  }

  private get accounts(): Accounts {
    return (this.read ??= new Accounts(this.configured, this.env));
  }

  private get configured(): Config {
    if (!this.config) throw new Error(t`the provider was used before it was configured`);
    return this.config;
  }

  private ownerOf(props: Props): Owner {
    const { account } = props;
    const found = this.accounts.ownerOf(typeof account === "string" ? account : undefined);
    if (!found) throw this.foreign(props);
    return found.owner;
  }

  private foreign({ prefix, account }: Props): Error {
    const rule = String(prefix);
    if (typeof account !== "string") {
      return new Error(
        t`${rule} is recorded without an account, and this stack has several: nothing was done. Set wechat-qr-jump:appId and its
          credentials to the account that it belongs to.`,
      );
    }
    const own = this.accounts.ownAppId;
    if (this.accounts.named.length > 0 || own === undefined) {
      return new Error(
        t`${rule} belongs to account ${account}, which is none of this stack's: nothing was done. Put it back under
          wechat-qr-jump:accounts.`,
      );
    }
    return new Error(
      t`${rule} belongs to account ${account}, but the settings name ${own}: nothing was done. Set
        wechat-qr-jump:appId back to ${account}, or keep the rules of ${own} in a stack of their own.`,
    );
  }
}

function inputOf(owner: Owner): { account?: string } {
  return owner === undefined ? {} : { account: owner };
}
