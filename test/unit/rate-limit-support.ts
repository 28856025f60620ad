import { RateLimiter, type Need, type Turn } from "../../provider/wechat/limits/rate-limit";

/** A call as it was seen from outside: when it was sent, when it was answered. */
export interface Sent {
  endpoint: string;
  perMinute: boolean;
  job: string;
  sentAtMs: number;
  answeredAtMs: number;
}

/** Sends calls through a limiter and writes down when. Needs fake timers. */
export class Traffic {
  readonly sent: Sent[] = [];
  private readonly running = new Set<Promise<unknown>>();
  readonly startedAtMs = performance.now();

  constructor(readonly limiter: RateLimiter = new RateLimiter()) {}

  call(job: string, perMinute: boolean, endpoint: string, latencyMs: number): () => Promise<void> {
    return async () => {
      const record = { endpoint, perMinute, job, sentAtMs: this.nowMs(), answeredAtMs: Infinity };
      this.sent.push(record);
      if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
      record.answeredAtMs = this.nowMs();
    };
  }

  /** Starts a job that sends all the calls it asked for, one after the other. */
  job(job: string, need: Need, latencyMs = 0): Promise<void> {
    return this.run(need, async (turn) => {
      for (const endpoint of need.calls) await turn.call(endpoint, this.call(job, need.perMinute, endpoint, latencyMs));
    });
  }

  run(need: Need, work: (turn: Turn) => Promise<void>): Promise<void> {
    return this.watch(this.limiter.inOneGo(need, work));
  }

  single(job: string, endpoint: string, perMinute = false, latencyMs = 0): Promise<void> {
    return this.watch(this.limiter.single(endpoint, perMinute, this.call(job, perMinute, endpoint, latencyMs)));
  }

  /** When the calls of a job were sent, in ms since the beginning. */
  timesOf(job: string): number[] {
    return this.sent.filter((call) => call.job === job).map(({ sentAtMs }) => Math.round(sentAtMs));
  }

  /** Jobs that have not come to their end. */
  get unfinished(): number {
    return this.running.size;
  }

  /** Lets time pass until every job has ended. With one call a minute, twelve jobs need more than an hour. */
  async finish(maxMs = 120 * 60_000): Promise<void> {
    for (let ms = 0; ms < maxMs && this.running.size > 0; ms += 500) await jest.advanceTimersByTimeAsync(500);
  }

  private nowMs(): number {
    return performance.now() - this.startedAtMs;
  }

  private watch(work: Promise<void>): Promise<void> {
    this.running.add(work);
    const end = (): void => void this.running.delete(work);
    work.then(end, end);
    return work;
  }
}

/**
 * The most calls that a strict sliding window can have counted in any `spanMs`, where each call may have been counted at any
 * moment from when it was sent to when it was answered.
 */
export function mostInAnySpan(calls: Sent[], spanMs: number): number {
  // The worst span begins with the last moment of some call.
  const inSpanFrom = (startMs: number): number =>
    calls.filter(({ sentAtMs, answeredAtMs }) => answeredAtMs >= startMs && sentAtMs < startMs + spanMs).length;
  return Math.max(0, ...calls.map(({ answeredAtMs }) => inSpanFrom(answeredAtMs)));
}

export function mostPerEndpoint(calls: Sent[], spanMs = 1_000): number {
  const endpoints = [...new Set(calls.map(({ endpoint }) => endpoint))];
  return Math.max(
    ...endpoints.map((one) =>
      mostInAnySpan(
        calls.filter(({ endpoint }) => endpoint === one),
        spanMs,
      ),
    ),
  );
}
