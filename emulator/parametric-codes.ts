import { createHash } from "node:crypto";
import { SERVICE_PREFIX } from "./links";

/** A code that a service account has had made. */
export interface ParametricCode {
  readonly account: string;
  /** As given: text, or a number for the older kinds. */
  readonly scene: string | number;
  /** The text of the picture, and the prefix of a rule for it. */
  readonly url: string;
  /** When it stops working, in milliseconds since 1970; null for a permanent one. */
  readonly endsAt: number | null;
}

/** The parametric codes of every account. WeChat neither lists nor deletes them. */
export class ParametricCodes {
  private readonly made: ParametricCode[] = [];
  private readonly permanent = new Map<string, number>();
  private readonly owners = new Map<string, string>();

  all(): readonly ParametricCode[] {
    return this.made;
  }

  has(account: string): boolean {
    return this.made.some((code) => code.account === account);
  }

  /** The account whose code has this text. */
  ownerOf(url: string): string | undefined {
    return this.owners.get(url);
  }

  countPermanent(account: string): number {
    return this.permanent.get(account) ?? 0;
  }

  /** The text that the account's next code for this scene gets: the same until it is made. */
  nextUrl(account: string, scene: string | number): string {
    const before = this.made.filter((code) => code.account === account && code.scene === scene).length;
    const digest = createHash("sha256")
      .update(JSON.stringify([account, scene, before]))
      .digest("base64url");
    return `${SERVICE_PREFIX}02${digest.slice(0, 20)}`;
  }

  find(account: string, scene: string | number, isPermanent: boolean): ParametricCode | undefined {
    return this.made.find(
      (code) => code.account === account && code.scene === scene && (code.endsAt === null) === isPermanent,
    );
  }

  put(code: ParametricCode): void {
    this.made.push(code);
    this.owners.set(code.url, code.account);
    if (code.endsAt === null) this.permanent.set(code.account, this.countPermanent(code.account) + 1);
  }
}
