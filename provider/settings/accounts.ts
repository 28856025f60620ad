import { closest } from "../text/did-you-mean";
import { listed } from "../text/listed";
import { t } from "../text/message";
import { accountProblems, mapIn, type AccountProblem, type AccountTexts } from "./account-map";
import { accountSource, hasOwnAccount, servesAny } from "./account-source";
import { inNamesOf } from "./own-names";
import { settingsIn, type Settings } from "./settings";
import { SettingsError, stackSource, valueReader, type Config, type Source } from "./source";
import { ACCOUNTS, APP_ID } from "./table";

/** One of the accounts that `wechat-qr-jump:accounts` names. */
export interface NamedAccount {
  name: string;
  appId: string;
}

/** What a rule's `account` means. */
export type Resolved = { owner: Owner } | { reason: string };

/** The app id of an account; undefined for the one that needs no name, whose settings are the stack's own. */
export type Owner = string | undefined;

/** The accounts of a stack: the one that needs no name, those of `wechat-qr-jump:accounts`, and any whose app id a rule gives. */
export class Accounts {
  readonly named: readonly NamedAccount[];
  /** What is wrong with `wechat-qr-jump:accounts`. */
  readonly problems: readonly AccountProblem[];
  /** The app id of the account that needs no name, if known. */
  readonly ownAppId: string | undefined;
  private readonly stack: Source;
  /** See {@link servesAny} and {@link hasOwnAccount}: asked for every rule. */
  private readonly servesAny: boolean;
  private readonly hasOwn: boolean;
  private readonly texts: AccountTexts;
  private readonly byAppId: ReadonlyMap<string, string>;
  private readonly byName: ReadonlyMap<string, string>;

  constructor(
    config: Config,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.stack = stackSource(config, env);
    this.servesAny = servesAny(this.stack);
    this.hasOwn = hasOwnAccount(this.stack);
    this.texts = mapIn(config(`wechat-qr-jump:${ACCOUNTS}`));
    this.ownAppId = appIdIn(this.stack);
    const read = accountProblems(this.texts, env, this.ownAppId);
    this.problems = read.problems;
    this.named = read.named;
    this.byName = new Map(this.named.map(({ name, appId }) => [name, appId]));
    this.byAppId = new Map(this.named.map(({ name, appId }) => [appId, name]));
  }

  /** True if rules may belong to different accounts. */
  get areSeveral(): boolean {
    return this.texts.size > 0 || (this.servesAny && !this.hasOwn);
  }

  /** True if a rule may belong to another account than the one that needs no name. */
  get mayBeOthers(): boolean {
    return this.texts.size > 0 || servesAny(this.stack);
  }

  /** The account that a rule belongs to. @param written its `account`, or undefined */
  resolve(written: string | undefined): Resolved {
    if (written === undefined) return this.ofNoName();
    const named = this.byName.get(written);
    if (named !== undefined) return { owner: named };
    // What is wrong with this account is said where it is written.
    if (this.texts.has(written)) return { owner: undefined };
    if (APP_ID.test(written)) return this.ofAppId(written);
    const meant = closest(written, [...this.texts.keys()]);
    const instead = meant === undefined ? this.choice() : t`did you mean ${meant}?`;
    return { reason: t`account "${written}" is none of this stack's; ${instead}` };
  }

  private ofNoName(): Resolved {
    const [only, ...others] = this.named;
    if (this.hasOwn || this.texts.size === 0) return { owner: undefined };
    if (only && others.length === 0) return { owner: only.appId };
    return { reason: t`account is missing, and this stack has several; ${this.choice()}` };
  }

  private ofAppId(appId: string): Resolved {
    if (appId === this.ownAppId) return { owner: undefined };
    if (this.byAppId.has(appId) || this.servesAny) return { owner: appId };
    return {
      reason: t`account ${appId} is none of this stack's, and its credentials serve no others; ${this.choice()}`,
    };
  }

  private choice(): string {
    const names = [...this.texts.keys()];
    if (names.length > 0) return t`write one of ${listed(names)}`;
    return t`name it under wechat-qr-jump:${ACCOUNTS}`;
  }

  /** The account that the state has for a rule. @returns undefined if it is none of the stack's. */
  ownerOf(recorded: string | undefined): { owner: Owner } | undefined {
    const resolved = this.resolve(recorded);
    if ("owner" in resolved) return resolved;
    // The credentials of the account that needs no name do not say whose they are.
    const isUnknown = this.ownAppId === undefined && recorded !== undefined;
    const hasNone = this.texts.size === 0 && !this.servesAny;
    return isUnknown && (this.hasOwn || hasNone) ? { owner: undefined } : undefined;
  }

  /** The app id of an owner, if known. */
  appIdOf(owner: Owner): string | undefined {
    return owner ?? this.ownAppId;
  }

  /** An account for messages, e.g. `shop (wx0123456789abcdef)`. */
  label(owner: Owner): string {
    const appId = this.appIdOf(owner);
    if (appId === undefined) return t`without a name`;
    const name = this.byAppId.get(appId);
    return name === undefined ? appId : `${name} (${appId})`;
  }

  /** The name of an account; its app id if it has none. */
  nameOf(owner: Owner): string {
    const appId = this.appIdOf(owner);
    return appId === undefined ? t`without a name` : (this.byAppId.get(appId) ?? appId);
  }

  /** The settings of the account with this app id, if the stack names it and has its credentials. Never throws. */
  settingsIfNamed(appId: string): Settings | undefined {
    const isOwn = appId === this.ownAppId;
    if (!isOwn && !this.byAppId.has(appId)) return undefined;
    try {
      return this.settingsOf(isOwn ? undefined : appId);
    } catch {
      return undefined;
    }
  }

  /** @throws SettingsError, EncryptedError */
  settingsOf(owner: Owner): Settings {
    if (owner === undefined) {
      const resolved = this.ofNoName();
      if ("reason" in resolved) throw new SettingsError(`${resolved.reason}.`);
      return resolved.owner === undefined ? settingsIn(this.stack) : this.settingsOf(resolved.owner);
    }
    const source = accountSource(this.stack, this.byAppId.get(owner), owner, this.texts, this.env);
    return { ...settingsIn(source), inOwnNames: inNamesOf(source) };
  }
}

/** Undefined also where it is encrypted or malformed. */
function appIdIn(source: Source): string | undefined {
  try {
    const get = valueReader(source);
    return get("authorizerAppId") ?? get("appId");
  } catch {
    return undefined;
  }
}
