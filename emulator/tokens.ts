import { randomBytes } from "node:crypto";
import { Refusal } from "./refusal";

/** What a call with a token answers that has ended early. */
export type EndCode = 40001 | 42001 | 61003;
export type TokenKind = "classic" | "stable" | "component" | "authorizer";

export interface Token {
  readonly value: string;
  readonly account: string;
  readonly kind: TokenKind;
  /** The end announced when the token was issued. */
  readonly expiresAtMs: number;
  /** An earlier end, and what a call with the token has answered since. */
  ended?: { readonly atMs: number; readonly errcode: EndCode };
}

interface ForcedRefreshes {
  day: string;
  count: number;
  lastAtMs: number;
}

const FORCED_REFRESHES_A_DAY = 20;
const FORCED_REFRESH_GAP_MS = 30_000;
const HOUR_MS = 3_600_000;

/** Every token ever issued, including dead ones: WeChat can tell an expired token from one it never knew. */
export class Tokens {
  private readonly byValue = new Map<string, Token>();
  private readonly byAccount = new Map<string, Token[]>();
  private readonly forced = new Map<string, ForcedRefreshes>();

  constructor(private readonly now: () => number) {}

  issue(account: string, kind: TokenKind, ttlS: number): Token {
    const value = `${(randomBytes(1).readUInt8() % 90) + 10}_${randomBytes(99).toString("base64url")}`;
    const token = { value, account, kind, expiresAtMs: this.now() + ttlS * 1000 };
    this.byValue.set(value, token);
    const own = this.of(account);
    own.push(token);
    this.byAccount.set(account, own);
    return token;
  }

  classic(account: string, ttlS: number): Token {
    this.kill(account, ["classic"]);
    return this.issue(account, "classic", ttlS);
  }

  /** The account's current token, or a new one in its last 5 minutes (of 7200 s; shorter lifetimes in proportion). */
  stable(account: string, ttlS: number): Token {
    const overlapMs = (ttlS * 1000) / 24;
    const current = this.newest(account, "stable");
    if (current && this.isLive(current) && current.expiresAtMs - this.now() > overlapMs) return current;
    return this.issue(account, "stable", ttlS);
  }

  forcedStable(account: string, ttlS: number): Token {
    this.countForcedRefresh(account);
    this.kill(account, ["stable"]);
    return this.issue(account, "stable", ttlS);
  }

  /** The live token of one of these kinds for a query value; anything else is refused. */
  require(value: unknown, kinds: readonly TokenKind[]): Token {
    if (typeof value !== "string" || value === "") throw new Refusal(41001);
    if (!/^[A-Za-z0-9_-]{100,512}$/.test(value)) throw new Refusal(40014);
    const token = this.byValue.get(value);
    if (!token || !kinds.includes(token.kind)) throw new Refusal(40001);
    if (!this.isLive(token)) throw new Refusal(token.ended?.errcode ?? 42001);
    return token;
  }

  secondsLeft(token: Token): number {
    return Math.max(0, Math.ceil((token.expiresAtMs - this.now()) / 1000));
  }

  /** The account's newest token of a kind, if it died less than `deadMs` ago. */
  recentlyDead(account: string, kind: TokenKind, deadMs: number): Token | undefined {
    const token = this.newest(account, kind);
    if (!token || this.isLive(token)) return undefined;
    const endedAtMs = Math.min(token.expiresAtMs, token.ended?.atMs ?? Infinity);
    return this.now() - endedAtMs < deadMs ? token : undefined;
  }

  /** Ends an account's tokens, by default of every kind. */
  kill(account: string, kinds?: readonly TokenKind[], errcode: EndCode = 40001): void {
    for (const token of this.of(account)) {
      if (kinds?.includes(token.kind) ?? true) this.end(token, errcode);
    }
  }

  /** Ends the live tokens of an account, by default of all. */
  endAll(errcode: 40001 | 42001, account?: string): void {
    for (const token of account === undefined ? this.byValue.values() : this.of(account)) {
      if (errcode === 40001 || this.isLive(token)) this.end(token, errcode);
    }
  }

  values(): string[] {
    return [...this.byValue.keys()];
  }

  private end(token: Token, errcode: EndCode): void {
    token.ended = { atMs: token.ended?.atMs ?? this.now(), errcode };
  }

  private isLive(token: Token): boolean {
    return token.ended === undefined && token.expiresAtMs > this.now();
  }

  private of(account: string): Token[] {
    return this.byAccount.get(account) ?? [];
  }

  private newest(account: string, kind: TokenKind): Token | undefined {
    return this.of(account)
      .filter((token) => token.kind === kind)
      .at(-1);
  }

  private countForcedRefresh(account: string): void {
    const day = new Date(this.now() + 8 * HOUR_MS).toISOString().slice(0, 10);
    const before = this.forced.get(account);
    if (before && this.now() - before.lastAtMs < FORCED_REFRESH_GAP_MS) throw new Refusal(45011);
    const count = before?.day === day ? before.count + 1 : 1;
    if (count > FORCED_REFRESHES_A_DAY) throw new Refusal(45009);
    this.forced.set(account, { day, count, lastAtMs: this.now() });
  }
}
