import type { SlidingWindow } from "./sliding-window";

interface Place {
  /** The lowest goes first; equal ranks go in order of arrival. */
  rank: number;
  /** The windows in which it needs slots. */
  windows: SlidingWindow[];
  fits: (nowMs: number) => boolean;
}

/** A job that waits until it fits and then takes its slots at once. */
export interface Job<T> extends Place {
  take: () => T;
}

interface Waiting extends Place {
  start: () => void;
  abandon: (reason: Error) => void;
}

/** Jobs that wait for slots, ordered by rank. A job that does not fit blocks later jobs from its windows. */
export class SlotQueue {
  private readonly waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly now: () => number) {}

  /** Waits until it is the job's turn and it fits. */
  when<T>({ take, ...job }: Job<T>): Promise<T> {
    return new Promise((resolve, abandon) => {
      const place = this.waiting.findIndex((other) => other.rank > job.rank);
      const start = (): void => resolve(take());
      this.waiting.splice(place < 0 ? this.waiting.length : place, 0, { ...job, start, abandon });
      this.handOut();
    });
  }

  /** Starts every job that fits. Call it when slots may have become free. */
  handOut(): void {
    const nowMs = this.now();
    const claimed = new Set<SlidingWindow>();
    for (const job of [...this.waiting]) {
      if (!job.windows.some((window) => claimed.has(window)) && job.fits(nowMs)) {
        this.remove(job);
        job.start();
      } else {
        for (const window of job.windows) if (window.limit !== Infinity) claimed.add(window);
      }
    }
    clearTimeout(this.timer);
    const next = Math.min(...[...claimed].map((window) => window.nextFreeAtMs()).filter((atMs) => atMs > nowMs));
    if (next !== Infinity) this.timer = setTimeout(() => this.handOut(), Math.ceil(next - nowMs));
  }

  /** Fails all jobs behind a rank. */
  abandonBehind(rank: number, reason: Error): void {
    for (const job of this.waiting.filter((each) => each.rank > rank)) {
      this.remove(job);
      job.abandon(reason);
    }
  }

  private remove(job: Waiting): void {
    this.waiting.splice(this.waiting.indexOf(job), 1);
  }
}
