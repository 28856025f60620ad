/**
 * While clocks are set right, two of them may run apart by a thousandth. That they are read in whole milliseconds needs no allowance:
 * a call is counted before its answer comes, by more than that.
 */
const DRIFT = 0.001;

/** A taken place in a window, held for a call or used by one: until that is answered nobody knows when WeChat counted it. */
export interface Slot {
  used: boolean;
  freeAtMs: number;
}

/** At most `limit` calls in any `spanMs`, counted from when a call was answered, the latest moment WeChat can have counted it. */
export class SlidingWindow {
  private taken: Slot[] = [];

  constructor(
    public limit: number,
    private readonly spanMs: number,
  ) {}

  /** Whether so many slots will be free in `leadMs`, if none is taken until then. */
  fits(count: number, nowMs: number, leadMs = 0): boolean {
    this.forget(nowMs);
    const taken = this.taken.filter((slot) => slot.freeAtMs > nowMs + leadMs).length;
    return taken + Math.min(count, this.limit) <= this.limit;
  }

  /** Whether there is a slot for a call that work under way waits for, perhaps the very work that holds all the slots. */
  fitsUrgent(nowMs: number): boolean {
    return this.fits(1, nowMs) || this.taken.every((slot) => !slot.used);
  }

  /** Whether a call may be sent in a slot that it holds: more than `limit` can be held, but not used. */
  isOpen(nowMs: number): boolean {
    this.forget(nowMs);
    return this.taken.filter((slot) => slot.used).length < this.limit;
  }

  take(used = false): Slot {
    const slot = { used, freeAtMs: Infinity };
    this.taken.push(slot);
    return slot;
  }

  nextFreeAtMs(): number {
    return Math.min(...this.taken.map((slot) => slot.freeAtMs));
  }

  answered(slot: Slot, nowMs: number): void {
    slot.freeAtMs = nowMs + this.spanMs * (1 + DRIFT);
  }

  giveBack(slot: Slot): void {
    this.taken = this.taken.filter((other) => other !== slot);
  }

  private forget(nowMs: number): void {
    this.taken = this.taken.filter((slot) => slot.freeAtMs > nowMs);
  }
}
