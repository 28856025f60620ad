import { LONG_AGO_MS } from "./rule";

const BEIJING_OFFSET_MS = 8 * 3_600_000;

interface Usage {
  readonly fromMs: number;
  readonly month: string;
  /** Publishes in that month so far. */
  readonly count: number;
}

/** The publishes an account has left this month. A month starts at midnight in Beijing. */
export class PublishQuota {
  private readonly used = new Map<string, Usage[]>();

  constructor(private readonly now: () => number) {}

  left(account: string, allowance: number, asOfMs = this.now()): number {
    return Math.max(0, allowance - this.usedBy(account, asOfMs));
  }

  use(account: string, count: number): void {
    const now = this.now();
    const used = this.used.get(account) ?? [];
    used.push({ fromMs: now, month: monthOf(now), count: this.usedBy(account, now) + count });
    this.used.set(account, used);
  }

  /** Sets the count as if it had always been so. */
  setLeft(account: string, left: number, allowance: number): void {
    this.used.set(account, [{ fromMs: LONG_AGO_MS, month: monthOf(this.now()), count: allowance - left }]);
  }

  private usedBy(account: string, asOfMs: number): number {
    const used = this.used.get(account) ?? [];
    // Searches from the end, where the answer nearly always is.
    let last = used.length - 1;
    while (last >= 0 && (used[last] as Usage).fromMs > asOfMs) last -= 1;
    const usage = used[last];
    return usage?.month === monthOf(asOfMs) ? usage.count : 0;
  }
}

function monthOf(atMs: number): string {
  return new Date(atMs + BEIJING_OFFSET_MS).toISOString().slice(0, 7);
}
