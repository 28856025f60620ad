/** Holds back what follows a piece of work until no other piece is under way, so that it can be done for all of them in one. */
export class Gathering {
  private underWay = 0;
  private release: () => void = () => undefined;
  private allEnded: Promise<void> = Promise.resolve();

  /** @param longestMs how long to wait at most. */
  constructor(private readonly longestMs: number) {}

  /** Counts work as under way until it ends, however it ends. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    if (this.underWay === 0) this.allEnded = new Promise((resolve) => (this.release = resolve));
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.release();
    }
  }

  /** Resolves when no tracked work is under way, or after the longest wait. */
  async settled(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.longestMs)));
    await Promise.race([this.allEnded, tooLong]);
    clearTimeout(timer);
  }
}
