/**
 * The publishes that the account has left this month, shared by everything in the process that is about to publish, so that two
 * swaps never count on the same last one.
 */
export class PublishQuota {
  /** As of the last read, less what was published since; undefined before the first read. */
  left: number | undefined;
  private reserved = 0;
  private readonly waiting: (() => void)[] = [];

  /** What WeChat answered to a read. */
  read(left: number): void {
    this.left = left;
  }

  /**
   * Reserves one publish.
   * @param refresh reads WeChat's count anew; called when what is known is not enough, and always when `certain`.
   * @returns gives the reservation back (`used` tells whether the publish was made), or undefined when none is left.
   */
  async reserve(refresh: () => Promise<unknown>, certain: boolean): Promise<((used: boolean) => void) | undefined> {
    if (certain || this.left === undefined || this.left <= this.reserved) await refresh();
    while ((this.left ?? 0) <= this.reserved) {
      if (this.reserved === 0) return undefined;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      await refresh();
    }
    this.reserved += 1;
    return (used) => {
      this.reserved -= 1;
      if (used && this.left !== undefined) this.left -= 1;
      this.waiting.splice(0).forEach((wake) => wake());
    };
  }
}
