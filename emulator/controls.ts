import type { CallRecord } from "./call-log";
import { faultSchema, type Fault, type FaultKind } from "./fault-schema";
import { Faults } from "./faults";
import { isServicePrefix } from "./links";
import { accountOptionsSchema, optionsSchema, type AccountOptions, type Options, type OptionsInput } from "./options";
import { LONG_AGO_MS, type Rule } from "./rule";
import type { ParametricCode } from "./parametric-codes";
import { World } from "./world";

export interface AccountRule extends Rule {
  readonly account: string;
}

/** An account with the options of its own and its rules. */
export interface AccountSetup extends AccountOptions {
  readonly account: string;
  readonly rules?: readonly Rule[];
}

/** A mistake of a test: what it asks for cannot be at WeChat. */
export class ControlMistake extends Error {}

export interface EmulatorState {
  readonly rules: readonly AccountRule[];
  /** For the first account seen; the whole allowance if there is none yet. */
  readonly publishQuotaLeft: number;
  readonly publishQuotaLeftByAccount: Readonly<Record<string, number>>;
  readonly faultsPlayed: number;
}

const TESTER_DEFAULTS = { permitSubRule: 1, openVersion: 3, debugUrls: [] } as const;

/** What tests may do to the emulator behind the client's back. */
export class Controls {
  world: World;
  private readonly initial: Options;

  constructor(
    options: OptionsInput,
    private readonly now: () => number,
  ) {
    this.initial = optionsSchema.parse(options);
    this.world = new World(this.initial, now);
  }

  get options(): Readonly<Options> {
    return this.world.options;
  }

  state(): EmulatorState {
    const { rules, accounts, faults, options } = this.world;
    const left = [...accounts].map((account): [string, number] => [account, this.quotaLeft(account)]);
    return {
      rules: rules.all(),
      publishQuotaLeft: left[0]?.[1] ?? options.publishQuota,
      publishQuotaLeftByAccount: Object.fromEntries(left),
      faultsPlayed: faults.played,
    };
  }

  /** The calls answered or dropped so far, in that order. */
  calls(): readonly CallRecord[] {
    return this.world.calls;
  }

  /** The parametric codes made so far, in that order. */
  parametricCodes(): readonly ParametricCode[] {
    return this.world.parametricCodes.all();
  }

  /** Forgets everything and returns to the initial options, changed by these. */
  reset(options: OptionsInput = {}): void {
    const next = optionsSchema.parse({ ...this.initial, ...options });
    this.world.end();
    this.world = new World(next, this.now);
  }

  setOptions(options: OptionsInput): void {
    this.world.options = optionsSchema.parse({ ...this.world.options, ...options });
  }

  /** Replaces the faults in force; an empty list ends them. */
  setFaults(faults: readonly Fault[]): void {
    this.world.faults = new Faults(faults.map((fault) => faultSchema.parse(fault)));
  }

  /** How many faults have struck since they were last set. */
  faultsPlayed(): { played: number; byKind: Partial<Record<FaultKind, number>> } {
    const { played, byKind } = this.world.faults;
    return { played, byKind };
  }

  /**
   * Gives accounts options of their own, which add to those they have and end with a reset, and puts their rules as
   * {@link putRules} does.
   */
  putAccounts(accounts: readonly AccountSetup[]): void {
    for (const { account, rules = [], ...own } of accounts) {
      this.world.accounts.add(account);
      this.world.setOwn(account, accountOptionsSchema.parse(own));
      this.putRules(rules.map((rule) => ({ account, ...rule })));
    }
  }

  /**
   * Puts rules into the store as they are, replacing any with the same account and prefix. Link rules get the usual tester
   * fields. Even lagging reads show at once what a test puts, removes or sets.
   */
  putRules(rules: readonly AccountRule[]): void {
    for (const { account, ...rule } of rules) {
      const owner = this.world.rules.ownerOf(rule.prefix) ?? account;
      if (owner !== account)
        throw new ControlMistake(`${rule.prefix} of ${account}: ${owner} has this prefix; delete it there first`);
      this.world.accounts.add(account);
      this.world.rules.put(account, isServicePrefix(rule.prefix) ? rule : { ...TESTER_DEFAULTS, ...rule }, LONG_AGO_MS);
    }
  }

  /** Removes rules; returns how many there were. */
  deleteRules(keys: readonly { readonly account: string; readonly prefix: string }[]): number {
    return keys.filter(({ account, prefix }) => this.world.rules.remove(account, prefix, LONG_AGO_MS)).length;
  }

  /** Sets how many publishes are left this month, by default for every account seen. */
  setQuotaLeft(left: number, account?: string): void {
    const accounts = account === undefined ? [...this.world.accounts] : [account];
    for (const each of accounts) {
      this.world.accounts.add(each);
      this.world.quota.setLeft(each, left, this.world.optionsOf(each).publishQuota);
    }
  }

  /** Ends every live token, or those of one account: the next call with one gets this code. */
  expireTokens(errcode: 40001 | 42001 = 42001, account?: string): void {
    this.world.tokens.endAll(errcode, account);
  }

  /** A live token of an account, issued without a call. */
  issueToken(account: string): string {
    this.world.accounts.add(account);
    return this.world.tokens.stable(account, this.world.optionsOf(account).tokenTtlS).value;
  }

  /** A live token of a third-party platform, issued without a call. */
  issueComponentToken(platform: string): string {
    return this.world.tokens.issue(platform, "component", this.world.optionsOf(platform).tokenTtlS).value;
  }

  /** Lets an account authorize third-party platforms, or do so again: it gets a new refresh token, and the old one is dead. */
  authorize(account: string): void {
    this.world.accounts.add(account);
    this.world.authorizers.authorize(account);
  }

  /**
   * Lets an account revoke its authorization: its refresh token and the platforms' tokens for it are dead for good.
   *
   * @param errcode what a call with such a token answers, which is not documented.
   */
  revoke(account: string, errcode: 40001 | 61003 = 61003): void {
    this.world.authorizers.revoke(account);
    this.world.tokens.kill(account, ["authorizer"], errcode);
  }

  /** Every token issued since the last reset, and every refresh token answered: none may turn up in a client's output. */
  tokens(): string[] {
    return [...this.world.tokens.values(), ...this.world.authorizers.shown];
  }

  private quotaLeft(account: string): number {
    return this.world.quota.left(account, this.world.optionsOf(account).publishQuota);
  }
}
