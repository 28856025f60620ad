import type { Endpoint } from "./endpoints";
import type { Options } from "./options";
import { Refusal } from "./refusal";

/** Admits at most `limit` calls in any span of `spanMs`; a refused call does not count. */
export class SlidingWindow {
  private readonly admittedAt: number[] = [];

  constructor(private readonly spanMs: number) {}

  admits(at: number, limit: number): boolean {
    while (this.admittedAt[0] !== undefined && this.admittedAt[0] <= at - this.spanMs) this.admittedAt.shift();
    if (this.admittedAt.length >= limit) return false;
    this.admittedAt.push(at);
    return true;
  }
}

/** WeChat's two rate limits of rules, both per endpoint of an account or both for the whole account, and the one of codes. */
export class RateWindows {
  private readonly seconds = new Map<string, SlidingWindow>();
  private readonly minutes = new Map<string, SlidingWindow>();
  private readonly codes = new Map<string, SlidingWindow>();

  check(options: Options, account: string, endpoint: Endpoint, aboutServiceRules: boolean, at: number): void {
    if (options.limit === "off") return;
    const key = options.limit === "per-account" ? account : `${account} ${endpoint}`;
    if (!windowOf(this.seconds, key, 1_000).admits(at, options.secondLimit)) throw new Refusal(44990);
    if (!aboutServiceRules) return;
    if (!windowOf(this.minutes, key, 60_000).admits(at, options.minuteLimit)) throw new Refusal(45011);
  }

  /** Codes have a limit of their own, whose code is that of a day's quota. */
  checkCodes({ limit, codeLimit }: Options, account: string, at: number): void {
    if (limit !== "off" && !windowOf(this.codes, account, 60_000).admits(at, codeLimit)) throw new Refusal(45009);
  }
}

function windowOf(windows: Map<string, SlidingWindow>, key: string, spanMs: number): SlidingWindow {
  const window = windows.get(key) ?? new SlidingWindow(spanMs);
  windows.set(key, window);
  return window;
}
