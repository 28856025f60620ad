/** Work that changes nothing, so that it can be given up in the middle when a run is interrupted. */
export class GivenUp {
  private reason: Error | undefined;
  private readonly waiting = new Set<(reason: Error) => void>();

  /** Waits for `work` until it is given up. What it has begun, a call for example, is left to itself. */
  async unless<T>(work: () => Promise<T>): Promise<T> {
    if (this.reason) throw this.reason;
    let giveUp: (reason: Error) => void = () => undefined;
    const givenUp = new Promise<never>((_, reject) => (giveUp = reject));
    this.waiting.add(giveUp);
    try {
      return await Promise.race([work(), givenUp]);
    } finally {
      this.waiting.delete(giveUp);
    }
  }

  /** Work in hand and all that comes later fails with `reason`. */
  now(reason: Error): void {
    this.reason ??= reason;
    for (const giveUp of this.waiting) giveUp(this.reason);
  }
}
