import { setTimeout as sleep } from "node:timers/promises";

/** Delays what follows a piece of work until no other piece is under way, so that it can be done once for all of them. */
export class Gathering {
  private underWay = 0;
  private release: () => void = () => undefined;
  private allEnded: Promise<void> = Promise.resolve();
  /** Restarts whenever all work has ended. Those who wait for the same one continue together. */
  private quiet: Promise<void> = Promise.resolve();
  /** One entry per waiter: the function that releases it. */
  private readonly waiting = new Set<() => void>();

  /**
   * @param quietMs how long no work must have been under way: the next piece may be about to start.
   * @param longestMs the longest wait.
   * @param most how many may wait before they continue together.
   */
  constructor(
    private readonly quietMs: number,
    private readonly longestMs: number,
    private readonly most: number,
  ) {}

  /** Counts work as under way until it ends, whether it succeeds or fails. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    if (this.underWay === 0) this.allEnded = new Promise((resolve) => (this.release = resolve));
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) {
        this.quiet = sleep(this.quietMs);
        this.release();
      }
    }
  }

  /** Resolves when no tracked work has been under way for a while, when enough others wait too, or after the longest wait. */
  async settled(): Promise<void> {
    let waits = true;
    let goOn = (): void => undefined;
    const enough = new Promise<void>((resolve) => (goOn = resolve)).then(() => {
      waits = false;
    });
    const timer = setTimeout(goOn, this.longestMs);
    this.waiting.add(goOn);
    if (this.waiting.size >= this.most) this.letAllGoOn();
    let quiet: Promise<void>;
    do {
      await Promise.race([this.allEnded, enough]);
      quiet = this.quiet;
      await Promise.race([quiet, enough]);
    } while (waits && (this.underWay > 0 || quiet !== this.quiet));
    clearTimeout(timer);
    this.waiting.delete(goOn);
  }

  private letAllGoOn(): void {
    for (const goOn of this.waiting) goOn();
    this.waiting.clear();
  }
}
