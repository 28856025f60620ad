import { setTimeout as sleep } from "node:timers/promises";

/** Holds back what follows a piece of work until no other piece is under way, so that it can be done for all of them in one. */
export class Gathering {
  private underWay = 0;
  private release: () => void = () => undefined;
  private allEnded: Promise<void> = Promise.resolve();
  /** Begins anew whenever all work has ended; those who wait for the same one go on together. */
  private quiet: Promise<void> = Promise.resolve();
  /** Those who wait, as what lets them go on. */
  private readonly waiting = new Set<() => void>();

  /**
   * @param quietMs how long no work must have been under way: the next piece may be about to begin.
   * @param longestMs how long to wait at most.
   * @param most how many wait at most, before they go on together.
   */
  constructor(
    private readonly quietMs: number,
    private readonly longestMs: number,
    private readonly most: number,
  ) {}

  /** Counts work as under way until it ends, however it ends. */
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
