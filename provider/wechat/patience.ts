import { clock } from "../system/clock";
import { WechatError } from "./errors";

/** Decides whether failed work is tried again, and waits before the next try. */
export interface Patience {
  again(failure: unknown): Promise<boolean>;
}

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/** Growing waits. Part of each is random, so that clients that failed together do not all come back together. */
export class BackOff {
  private nextMs = FIRST_WAIT_MS;

  async wait(): Promise<void> {
    const waitMs = this.nextMs * (0.5 + Math.random() / 2);
    this.nextMs = Math.min(2 * this.nextMs, LONGEST_WAIT_MS);
    await clock.sleep(waitMs);
  }

  reset(): void {
    this.nextMs = FIRST_WAIT_MS;
  }
}

const TRIES = 5;
/** Two minutes: by then a minute that someone else used up is over, whenever it started. */
const PACE_MS = 125_000;

/**
 * For one call while nothing is dark. Retries for two minutes if WeChat asks for a slower pace, once with a fresh token, and a
 * few times after any other failure that is not final.
 */
export class UsualPatience implements Patience {
  private tries = 0;
  private renewed = false;
  private pacedSinceMs: number | undefined;
  private readonly backOff = new BackOff();

  async again(failure: unknown): Promise<boolean> {
    this.tries += 1;
    if (!(failure instanceof WechatError) || !this.allows(failure)) return false;
    await this.backOff.wait();
    return true;
  }

  private allows(failure: WechatError): boolean {
    if (failure.retry === undefined) return !failure.isFinal && this.tries < TRIES;
    if (failure.retry === "freshToken") {
      const first = !this.renewed;
      this.renewed = true;
      return first;
    }
    this.pacedSinceMs ??= clock.now();
    return clock.now() < this.pacedSinceMs + PACE_MS;
  }
}
