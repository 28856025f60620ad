/** Who goes first: swaps, which have a live code dark, and the few reads that others wait for; then publishes; then the rest. */
export type Priority = "first" | "publish" | "rest";

export interface Need {
  priority: Priority;
  /** The endpoints of all calls of the work, one entry a call. */
  calls: readonly string[];
  /** True for service-account rules, which also have a limit of calls a minute. */
  perMinute: boolean;
  /** Further calls that may become necessary and must not wait for the minute limit. */
  spare?: number;
}

/** The slots that a piece of work holds. */
export interface Turn {
  /** Sends one call, in a slot of the turn, or in the next free one when those are used up. */
  call<T>(endpoint: string, send: () => Promise<T>): Promise<T>;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Timers may fire a little early and clocks are read a little late. */
const MARGIN_MS = 10;
/** How much longer a "rest" call waits than a "publish" call that came at the same time. */
const HEAD_START_MS = { first: -Infinity, publish: 0, rest: 5_000 } as const;

/** A taken place in a window: until its call is answered nobody knows when WeChat counted it. */
interface Slot {
  freeAtMs: number;
}

/** At most `limit` calls in any `spanMs`, counted from when a call was answered, the latest moment WeChat can have counted it. */
class Window {
  private taken: Slot[] = [];

  constructor(
    public limit: number,
    private readonly spanMs: number,
  ) {}

  fits(count: number, nowMs: number): boolean {
    this.taken = this.taken.filter((slot) => slot.freeAtMs > nowMs);
    return this.taken.length + Math.min(count, this.limit) <= this.limit;
  }

  take(): Slot {
    const slot = { freeAtMs: Infinity };
    this.taken.push(slot);
    return slot;
  }

  nextFreeAtMs(): number {
    return Math.min(...this.taken.map((slot) => slot.freeAtMs));
  }

  answered(slot: Slot, nowMs: number): void {
    slot.freeAtMs = nowMs + this.spanMs + MARGIN_MS;
  }

  giveBack(slot: Slot): void {
    this.taken = this.taken.filter((other) => other !== slot);
  }
}

interface Job {
  need: Need;
  rank: number;
  start: () => void;
}

interface Reserved {
  endpoint: string;
  slots: [Window, Slot][];
}

/**
 * Keeps WeChat's limits (5 calls a second, and 200 a minute for service-account rules) as strict sliding windows and hands out
 * turns by priority. A turn gets the slots of all its calls before it sends the first. One for the whole process.
 *
 * Whether the 5 calls a second count for each endpoint or for the account is not documented: it starts with each endpoint, and
 * {@link tooFast} teaches it otherwise.
 */
export class RateLimiter {
  private readonly perEndpoint = new Map<string, Window>();
  private readonly account: Window;
  private readonly minute: Window;
  private readonly waiting: Job[] = [];
  private timer: NodeJS.Timeout | undefined;
  private learnedAtMs = -Infinity;

  constructor(
    private readonly callsPerSecond = 5,
    callsPerMinute = 200,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.account = new Window(Infinity, SECOND_MS);
    this.minute = new Window(callsPerMinute, MINUTE_MS);
  }

  /** Runs `work` when all the slots it needs are free at once. */
  async inOneGo<T>(need: Need, work: (turn: Turn) => Promise<T>): Promise<T> {
    const reserved = await this.reserve(need);
    const spare = need.perMinute ? Array.from({ length: need.spare ?? 0 }, () => this.minute.take()) : [];
    const next = async (endpoint: string): Promise<Reserved> => {
      const index = reserved.findIndex((place) => place.endpoint === endpoint);
      if (index >= 0) return reserved.splice(index, 1)[0] as Reserved;
      const minuteSlot = spare.pop();
      const [place] = await this.reserve({
        priority: need.priority,
        calls: [endpoint],
        perMinute: need.perMinute && !minuteSlot,
      });
      if (minuteSlot) place?.slots.push([this.minute, minuteSlot]);
      return place as Reserved;
    };
    try {
      return await work({ call: async (endpoint, send) => this.send(await next(endpoint), send) });
    } finally {
      for (const [window, slot] of reserved.flatMap(({ slots }) => slots)) window.giveBack(slot);
      for (const slot of spare) this.minute.giveBack(slot);
      this.handOut();
    }
  }

  /** Runs a single call when a slot for it is free, ahead of work that waits. */
  single<T>(endpoint: string, perMinute: boolean, send: () => Promise<T>): Promise<T> {
    return this.inOneGo({ priority: "first", calls: [endpoint], perMinute }, (turn) => turn.call(endpoint, send));
  }

  /**
   * WeChat answered 44990 to a call sent at `sentAtMs` (on this limiter's clock): from now on all endpoints share one window;
   * if they already did when it was sent, that window gets smaller.
   */
  tooFast(sentAtMs: number): void {
    if (sentAtMs <= this.learnedAtMs) return;
    this.learnedAtMs = this.now();
    this.account.limit = this.account.limit === Infinity ? this.callsPerSecond : Math.max(1, this.account.limit - 1);
  }

  clock(): number {
    return this.now();
  }

  private reserve(need: Need): Promise<Reserved[]> {
    return new Promise((resolve) => {
      const rank = this.now() + HEAD_START_MS[need.priority];
      const job = {
        need,
        rank,
        start: () => resolve(need.calls.map((endpoint) => this.take(endpoint, need.perMinute))),
      };
      const place = this.waiting.findIndex((other) => other.rank > rank);
      this.waiting.splice(place < 0 ? this.waiting.length : place, 0, job);
      this.handOut();
    });
  }

  private take(endpoint: string, perMinute: boolean): Reserved {
    const windows = [this.window(endpoint), this.account, ...(perMinute ? [this.minute] : [])];
    return { endpoint, slots: windows.map((window) => [window, window.take()]) };
  }

  private async send<T>(place: Reserved, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } finally {
      const nowMs = this.now();
      for (const [window, slot] of place.slots) window.answered(slot, nowMs);
      this.handOut();
    }
  }

  /** Starts every waiting job that fits, best rank first; a job that does not fit keeps those behind it out of its windows. */
  private handOut(): void {
    const nowMs = this.now();
    const claimed = new Set<Window>();
    for (const job of [...this.waiting]) {
      const needs = this.windowsOf(job.need);
      if (needs.every(([window, count]) => !claimed.has(window) && window.fits(count, nowMs))) {
        this.waiting.splice(this.waiting.indexOf(job), 1);
        job.start();
      } else {
        for (const [window] of needs) claimed.add(window);
      }
    }
    clearTimeout(this.timer);
    const next = Math.min(
      ...[...claimed].map((window) => window.nextFreeAtMs()).filter((freeAtMs) => freeAtMs > nowMs),
    );
    if (next !== Infinity) this.timer = setTimeout(() => this.handOut(), Math.ceil(next - nowMs));
  }

  private windowsOf({ calls, perMinute, spare = 0 }: Need): [Window, number][] {
    const counts = new Map<Window, number>();
    for (const endpoint of calls) counts.set(this.window(endpoint), (counts.get(this.window(endpoint)) ?? 0) + 1);
    return [
      ...counts,
      [this.account, calls.length],
      ...(perMinute ? [[this.minute, calls.length + spare] as [Window, number]] : []),
    ];
  }

  private window(endpoint: string): Window {
    let window = this.perEndpoint.get(endpoint);
    if (!window) this.perEndpoint.set(endpoint, (window = new Window(this.callsPerSecond, SECOND_MS)));
    return window;
  }
}
