/** The limits that bind every client. */
export interface Limits {
  callsPerSecond: number;
  /** @default none */
  callsPerMinute?: number;
  counted: "per-endpoint" | "per-account";
}

/** At most `limit` calls in any `spanMs`. */
class Window {
  private readonly sentAtMs: number[] = [];

  constructor(
    private readonly limit: number,
    private readonly spanMs: number,
  ) {}

  /** When the next call fits. */
  openAtMs(): number {
    const oldest = this.sentAtMs.at(-this.limit);
    return oldest === undefined ? 0 : oldest + this.spanMs;
  }

  send(nowMs: number): void {
    this.sentAtMs.push(nowMs);
  }
}

/**
 * The milliseconds from the first call to the last with a perfect scheduler and instant answers, by simulation: each call is sent
 * as soon as all windows allow it.
 *
 * @param chains endpoints to call; the calls of one chain follow each other, as a rule's add and publish do.
 */
export function physicalLimitMs(chains: readonly (readonly string[])[], limits: Limits): number {
  const windowsOf = windowsBy(limits);
  const waiting = chains.filter((chain) => chain.length > 0).map((chain) => ({ chain, next: 0 }));
  let nowMs = 0;
  for (;;) {
    let opensAtMs = Infinity;
    // In order: finish started chains before starting others, or the last calls of all chains would wait for one endpoint.
    for (const work of waiting) opensAtMs = Math.min(opensAtMs, advance(work, windowsOf, nowMs));
    remove(waiting, ({ chain, next }) => next === chain.length);
    if (waiting.length === 0) return nowMs;
    nowMs = opensAtMs;
  }
}

/** Sends what can be sent now. @returns when the chain's next call can be sent, as far as is known now. */
function advance(work: { chain: readonly string[]; next: number }, windowsOf: WindowsOf, nowMs: number): number {
  for (; ; work.next++) {
    const endpoint = work.chain[work.next];
    if (endpoint === undefined) return Infinity;
    const windows = windowsOf(endpoint);
    const opensAtMs = Math.max(...windows.map((window) => window.openAtMs()));
    if (opensAtMs > nowMs) return opensAtMs;
    for (const window of windows) window.send(nowMs);
  }
}

type WindowsOf = (endpoint: string) => Window[];

function windowsBy({ callsPerSecond, callsPerMinute, counted }: Limits): WindowsOf {
  const windows = new Map<string, Window[]>();
  return (endpoint) => {
    const key = counted === "per-account" ? "" : endpoint;
    const own = windows.get(key) ?? [
      new Window(callsPerSecond, 1_000),
      ...(callsPerMinute === undefined ? [] : [new Window(callsPerMinute, 60_000)]),
    ];
    windows.set(key, own);
    return own;
  };
}

function remove<T>(list: T[], isDone: (entry: T) => boolean): void {
  list.splice(0, list.length, ...list.filter((entry) => !isDone(entry)));
}
