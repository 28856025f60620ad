import { randomBytes } from "node:crypto";

interface Grant {
  readonly isAuthorized: boolean;
  readonly refreshToken: string;
  readonly atMs: number;
}

/**
 * The accounts that have authorized third-party platforms, all platforms alike. A new authorization comes with a new refresh
 * token, and the old one is dead.
 */
export class Authorizers {
  /** The accounts whose authorization has changed since the start, and those whose refresh token was shown. */
  private readonly grants = new Map<string, Grant>();
  /** Every refresh token that an answer has held. */
  readonly shown = new Set<string>();

  constructor(private readonly now: () => number) {}

  /** @param named the accounts that had authorized at the start; null for every account. */
  has(account: string, named: readonly string[] | null): boolean {
    return this.grants.get(account)?.isAuthorized ?? (named === null || named.includes(account));
  }

  /** Those of the accounts `seen` or `named` that have authorized, in that order, then those that did so later. */
  all(seen: Iterable<string>, named: readonly string[] | null): string[] {
    const candidates = new Set([...(named ?? seen), ...this.grants.keys()]);
    return [...candidates].filter((account) => this.grants.get(account)?.isAuthorized ?? true);
  }

  refreshTokenOf(account: string): string {
    return this.grants.get(account)?.refreshToken ?? `refreshtoken@@@${account}`;
  }

  /** When the account authorized, in seconds since 1970. */
  authorizedAtS(account: string): number {
    return Math.floor((this.grants.get(account)?.atMs ?? 0) / 1000);
  }

  show(account: string): string {
    const token = this.refreshTokenOf(account);
    this.shown.add(token);
    return token;
  }

  authorize(account: string): void {
    this.grants.set(account, { isAuthorized: true, refreshToken: newRefreshToken(), atMs: this.now() });
  }

  /** Replaces the refresh token of an authorization. */
  rotate(account: string): void {
    const atMs = this.grants.get(account)?.atMs ?? 0;
    this.grants.set(account, { isAuthorized: true, refreshToken: newRefreshToken(), atMs });
  }

  revoke(account: string): void {
    this.grants.set(account, { isAuthorized: false, refreshToken: newRefreshToken(), atMs: this.now() });
  }
}

function newRefreshToken(): string {
  return `refreshtoken@@@${randomBytes(32).toString("base64url")}`;
}
