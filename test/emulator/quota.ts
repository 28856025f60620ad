const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** The publishes an account has left this month; the month turns at midnight in Beijing. */
export class PublishQuota {
  private readonly used = new Map<string, { month: string; count: number }>();

  constructor(private readonly now: () => number) {}

  left(account: string, allowance: number): number {
    return Math.max(0, allowance - this.usedBy(account));
  }

  use(account: string, count: number): void {
    this.used.set(account, { month: this.month(), count: this.usedBy(account) + count });
  }

  setLeft(account: string, left: number, allowance: number): void {
    this.used.set(account, { month: this.month(), count: allowance - left });
  }

  private usedBy(account: string): number {
    const used = this.used.get(account);
    return used?.month === this.month() ? used.count : 0;
  }

  private month(): string {
    return new Date(this.now() + BEIJING_OFFSET_MS).toISOString().slice(0, 7);
  }
}
