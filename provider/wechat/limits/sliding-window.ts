/**
 * Two clocks may drift apart by a thousandth while they are being corrected. Reading them in whole milliseconds needs no
 * allowance: WeChat counts a call before its answer arrives, by more than a millisecond.
 */
const DRIFT = 0.001;

/** A taken slot in a window, held for a call or used by one. Until the call is answered, nobody knows when WeChat counted it. */
export interface Slot {
  used: boolean;
  freeAtMs: number;
}

/** At most `limit` calls in any `spanMs`. A call counts from its answer, the latest moment at which WeChat can have counted it. */
export class SlidingWindow {
  private taken: Slot[] = [];

  constructor(
    public limit: number,
    private readonly spanMs: number,
  ) {}

  /** True if `count` slots will be free in `leadMs`, provided that none is taken until then. */
  fits(count: number, nowMs: number, leadMs = 0): boolean {
    this.forget(nowMs);
    const taken = this.taken.filter((slot) => slot.freeAtMs > nowMs + leadMs).length;
    return taken + Math.min(count, this.limit) <= this.limit;
  }

  /** True if there is a slot for a call that work under way waits for. That may be the very work that holds all the slots. */
  fitsUrgent(nowMs: number): boolean {
    return this.fits(1, nowMs) || this.taken.every((slot) => !slot.used);
  }

  /** True if a call may be sent in the slot that it holds: more than `limit` slots can be held, but not used. */
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
