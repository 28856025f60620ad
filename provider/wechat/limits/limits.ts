import { SlidingWindow } from "./sliding-window";

interface Windows {
  second: SlidingWindow;
  minute: SlidingWindow;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/**
 * WeChat's limits for an account: 5 calls a second, and 200 a minute for service-account rules. WeChat does not document
 * whether they apply to each endpoint or to all together. Both start out per endpoint; {@link tooFast} and
 * {@link minuteIsShared} correct that. Calls are counted for the account from the start, so that a correction takes effect at
 * once.
 */
export class Limits {
  readonly account: Readonly<Windows> = windows(Infinity, Infinity);
  private readonly endpoints = new Map<string, Windows>();
  private learnedAtMs = -Infinity;

  constructor(
    private readonly callsPerSecond: number,
    private readonly callsPerMinute: number,
  ) {}

  /** The windows in which a call to this endpoint takes a slot. */
  of(endpoint: string, perMinute: boolean): SlidingWindow[] {
    const { second, minute } = this.endpoint(endpoint);
    return perMinute ? [second, this.account.second, minute, this.account.minute] : [second, this.account.second];
  }

  /** True if a call takes a slot that a call to another endpoint could use. */
  areShared(perMinute: boolean): boolean {
    const minuteIsShort = this.account.minute.limit * SECOND_MS < this.callsPerSecond * MINUTE_MS;
    return this.account.second.limit !== Infinity || (perMinute && minuteIsShort);
  }

  /**
   * WeChat answered 44990 to a call sent at `sentAtMs`: from now on all endpoints share the limit per second. If they already
   * shared it when the call was sent, the limit is lowered.
   */
  tooFast(sentAtMs: number, nowMs: number): void {
    if (sentAtMs <= this.learnedAtMs) return;
    this.learnedAtMs = nowMs;
    const { second } = this.account;
    second.limit = second.limit === Infinity ? this.callsPerSecond : Math.max(1, second.limit - 1);
  }

  /** From now on all endpoints share the limit per minute. */
  minuteIsShared(): void {
    this.account.minute.limit = this.callsPerMinute;
  }

  endpoint(name: string): Readonly<Windows> {
    let own = this.endpoints.get(name);
    if (!own) this.endpoints.set(name, (own = windows(this.callsPerSecond, this.callsPerMinute)));
    return own;
  }
}

function windows(callsPerSecond: number, callsPerMinute: number): Windows {
  return {
    second: new SlidingWindow(callsPerSecond, SECOND_MS),
    minute: new SlidingWindow(callsPerMinute, MINUTE_MS),
  };
}
