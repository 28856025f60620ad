import { Limits } from "./limits";
import type { SlidingWindow, Slot } from "./sliding-window";
import { SlotQueue } from "./slot-queue";

/** The order: swaps first, since a live code is dark meanwhile; then publishes; then the rest. */
export type Priority = "first" | "publish" | "rest";

export interface Need {
  priority: Priority;
  /** The endpoints of all calls of the work, one entry per call. */
  calls: readonly string[];
  /** True for service-account rules, which also have a limit per minute. */
  perMinute: boolean;
  /** Further calls that may become necessary and must not wait for the limit per minute. */
  spare?: number;
}

/** The slots that a piece of work holds. */
export interface Turn {
  /** Sends one call in a slot of the turn, or in the next free slot once those are used up. */
  call<T>(endpoint: string, send: () => Promise<T>): Promise<T>;
  /** Counts the turn as begun, so that its calls are sent even after the limiter was closed. @throws if it is closed already. */
  begin(): void;
}

/** How long a turn's later calls may wait for the account's limit. Swaps do not wait: the code is dark meanwhile. */
const SHORT_WAIT_MS = 1_100;
/** The same for an endpoint's limit: the slot of a publish becomes free about as long after that of its add as an answer takes. */
const ANSWER_MS = 100;
/** How much longer a "rest" call waits than a "publish" call that came at the same time. "first" goes before all of these. */
const HEAD_START_MS = { first: -1e9, publish: 0, rest: 5_000 } as const;
/** Calls that work under way waits for go before all of these. Calls that already have their slots go before those. */
const URGENT = -1e12;
const UNDER_WAY = -Infinity;

interface Reserved {
  endpoint: string;
  slots: [SlidingWindow, Slot][];
}

/** What a turn starts with. */
interface Held {
  reserved: Reserved[];
  spare: Slot[];
}

/**
 * Keeps WeChat's {@link Limits} as strict sliding windows and hands out turns by priority. A turn gets the slots of all its
 * calls before it sends the first. For a limit of the whole account it is enough that the slots of the later calls are about to
 * be free, except for a swap. One limiter serves the whole process.
 */
export class RateLimiter {
  private readonly limits: Limits;
  private readonly queue: SlotQueue;
  private underWay = 0;
  private closed: Error | undefined;
  private drained: () => void = () => undefined;

  constructor(
    callsPerSecond = 5,
    callsPerMinute = 200,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.limits = new Limits(callsPerSecond, callsPerMinute);
    this.queue = new SlotQueue(now);
  }

  /** Runs `work` when all slots it needs are free. For an account-wide limit "about to be free" is enough, unless a code is dark. */
  async inOneGo<T>(need: Need, work: (turn: Turn) => Promise<T>): Promise<T> {
    const { reserved, spare } = await this.reserve(need);
    this.underWay += 1;
    let begun = false;
    const begin = (): void => {
      if (this.closed && !begun) throw this.closed;
      begun = true;
    };
    const next = async (endpoint: string): Promise<Reserved> => {
      begin();
      const index = reserved.findIndex((place) => place.endpoint === endpoint);
      if (index >= 0) return reserved.splice(index, 1)[0] as Reserved;
      const held = spare.pop();
      const windows = this.limits.of(endpoint, need.perMinute);
      if (!held) return this.reserveUrgent(endpoint, windows);
      const { minute } = this.limits.account;
      const place = await this.reserveUrgent(
        endpoint,
        windows.filter((window) => window !== minute),
      );
      place.slots.push([minute, held]);
      return place;
    };
    try {
      return await work({ call: async (endpoint, send) => this.send(await next(endpoint), send), begin });
    } finally {
      for (const [window, slot] of reserved.flatMap(({ slots }) => slots)) window.giveBack(slot);
      for (const slot of spare) this.limits.account.minute.giveBack(slot);
      this.underWay -= 1;
      if (this.closed && this.underWay === 0) this.drained();
      this.queue.handOut();
    }
  }

  /**
   * Starts no further work. Work that has not started or sent a call fails with `reason`. @returns when all work under way has
   * ended.
   */
  close(reason: Error): Promise<void> {
    this.closed = reason;
    this.queue.abandonBehind(URGENT, reason);
    return new Promise((resolve) => {
      this.drained = resolve;
      if (this.underWay === 0) resolve();
    });
  }

  /** Runs a single call when a slot for it is free, ahead of work that has not started: work under way may be waiting for it. */
  async single<T>(endpoint: string, perMinute: boolean, send: () => Promise<T>): Promise<T> {
    return this.send(await this.reserveUrgent(endpoint, this.limits.of(endpoint, perMinute)), send);
  }

  /** Resolves when a {@link single} call could be sent. */
  untilFree(endpoint: string, perMinute: boolean): Promise<void> {
    return this.whenUrgent(this.limits.of(endpoint, perMinute), () => undefined);
  }

  /** WeChat answered 44990 to a call sent at `sentAtMs` (on this limiter's clock); see {@link Limits.tooFast}. */
  tooFast(sentAtMs: number): void {
    this.limits.tooFast(sentAtMs, this.now());
  }

  /** WeChat answered 45011 although no endpoint had used up its minute; see {@link Limits.minuteIsShared}. */
  minuteIsShared(): void {
    this.limits.minuteIsShared();
  }

  /** True if a call is known to take a slot that a call to another endpoint could use. */
  isShared(perMinute: boolean): boolean {
    return this.limits.areShared(perMinute);
  }

  clock(): number {
    return this.now();
  }

  private async reserve({ priority, calls, perMinute, spare = 0 }: Need): Promise<Held> {
    if (this.closed) throw this.closed;
    // If WeChat refuses a call for the minute, the code stays dark that long. So a swap assumes that the minute is shared.
    if (perMinute && priority === "first") this.limits.minuteIsShared();
    const { account } = this.limits;
    const counts = new Map<SlidingWindow, number>(spare > 0 && perMinute ? [[account.minute, spare]] : []);
    const count = (window: SlidingWindow): number => counts.get(window) ?? 0;
    const wanted = calls.map((endpoint) => ({ endpoint, windows: this.limits.of(endpoint, perMinute) }));
    for (const window of wanted.flatMap(({ windows }) => windows)) counts.set(window, count(window) + 1);
    const [first] = wanted;
    const waitMs = (window: SlidingWindow): number =>
      priority === "first" || window === account.minute || first?.windows.includes(window) ? 0 : ANSWER_MS;
    return this.queue.when({
      rank: this.now() + HEAD_START_MS[priority],
      windows: [...counts.keys()],
      fits: (nowMs) =>
        [...counts].every(([window, count]) => {
          // Two pairs would leave every second's fifth call unused. A swap does not wait between its calls: its code is dark.
          if (window === account.second && priority !== "first")
            return window.fits(1, nowMs) && window.fits(count, nowMs, SHORT_WAIT_MS);
          return window.fits(count, nowMs, waitMs(window));
        }),
      take: () => ({
        reserved: wanted.map(({ endpoint, windows }) => take(endpoint, windows)),
        spare: Array.from({ length: perMinute ? spare : 0 }, () => account.minute.take()),
      }),
    });
  }

  private reserveUrgent(endpoint: string, windows: SlidingWindow[]): Promise<Reserved> {
    return this.whenUrgent(windows, () => take(endpoint, windows, true));
  }

  private whenUrgent<T>(windows: SlidingWindow[], take: () => T): Promise<T> {
    const fits = (nowMs: number): boolean => windows.every((window) => window.fitsUrgent(nowMs));
    return this.queue.when({ rank: URGENT, windows, fits, take });
  }

  private async send<T>({ slots }: Reserved, send: () => Promise<T>): Promise<T> {
    const held = slots.filter(([, slot]) => !slot.used);
    await this.queue.when({
      rank: UNDER_WAY,
      windows: held.map(([window]) => window),
      fits: (nowMs) => held.every(([window]) => window.isOpen(nowMs)),
      take: () => held.forEach(([, slot]) => (slot.used = true)),
    });
    try {
      return await send();
    } finally {
      const nowMs = this.now();
      for (const [window, slot] of slots) window.answered(slot, nowMs);
      this.queue.handOut();
    }
  }
}

function take(endpoint: string, windows: SlidingWindow[], used = false): Reserved {
  return { endpoint, slots: windows.map((window) => [window, window.take(used)]) };
}
