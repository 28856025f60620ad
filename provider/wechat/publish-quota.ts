/**
 * The publishes that the account has left this month. Everything in the process that publishes shares this count, so that two
 * swaps never rely on the same last publish.
 */
export class PublishQuota {
  /** At least this many are left: the last count minus what was or may have been published since. Undefined before the first read. */
  left: number | undefined;
  private reserved = 0;
  private released = 0;
  /** A publish ended during the last read; it may or may not be counted. */
  private doubtful = false;
  private readonly waiting: (() => void)[] = [];

  /** Call it just before a read is sent. @returns a function that takes WeChat's answer. */
  reading(): (left: number) => void {
    const before = this.released;
    return (left) => {
      this.left = left - (this.released - before);
      this.doubtful = this.released !== before;
    };
  }

  /**
   * Reserves one publish.
   * @param refresh reads WeChat's count again; called if the known count is not enough, and always if `certain`.
   * @returns a function that ends the reservation (`used`: whether the publish was made), or undefined if none is left.
   */
  async reserve(refresh: () => Promise<unknown>, certain: boolean): Promise<((used: boolean) => void) | undefined> {
    if (certain || this.left === undefined || this.left <= this.reserved) await refresh();
    while ((this.left ?? 0) <= this.reserved) {
      if (this.reserved > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
      else if (!this.doubtful) return undefined;
      await refresh();
    }
    this.reserved += 1;
    return (used) => {
      this.reserved -= 1;
      this.released += 1;
      if (used && this.left !== undefined) this.left -= 1;
      this.waiting.splice(0).forEach((wake) => wake());
    };
  }
}
