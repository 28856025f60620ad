/**
 * The publishes that the account has left this month, shared by everything in the process that is about to publish, so that two
 * swaps never count on the same last one.
 */
export class PublishQuota {
  /** At least so many are left: as of the last read, less what was or may have been published since; undefined before the first. */
  left: number | undefined;
  private reserved = 0;
  private released = 0;
  /** A publish came to its end while the last read was under way, which may have seen the count before it or after it. */
  private doubtful = false;
  private readonly waiting: (() => void)[] = [];

  /** To be called when a read is about to be sent. @returns takes what WeChat answers to it. */
  reading(): (left: number) => void {
    const before = this.released;
    return (left) => {
      this.left = left - (this.released - before);
      this.doubtful = this.released !== before;
    };
  }

  /**
   * Reserves one publish.
   * @param refresh reads WeChat's count anew; called when what is known is not enough, and always when `certain`.
   * @returns gives the reservation back (`used` tells whether the publish was made), or undefined when none is left.
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
