import timers, { setImmediate as nextTurn } from "node:timers/promises";
import { clock } from "../../provider/system/clock";

/** How much quicker time passes under {@link useQuickRetries}. */
const QUICKER = 50;
const TICK_MS = 2;
/** The most that one tick takes of the provider's time. A machine that stalls for longer makes no fault longer than it is. */
const LONGEST_TICK_MS = 3 * TICK_MS;

/** How long `ms` of the provider's milliseconds really take under {@link useQuickRetries}. */
export function quickMs(ms: number): number {
  return ms / QUICKER;
}

/** Lets the waits before a repetition take milliseconds; time-outs and the limiter keep their own time. */
export function useQuickRetries(): void {
  const sleep = timers.setTimeout;
  let stop: () => void;
  beforeEach(() => {
    const time = unstalledTime();
    stop = time.stop;
    jest.spyOn(Math, "random").mockReturnValue(0);
    jest.spyOn(clock, "now").mockImplementation(() => time.now() * QUICKER);
    jest.spyOn(timers, "setTimeout").mockImplementation((delayMs, ...rest) => sleep(quickMs(delayMs ?? 0), ...rest));
  });
  afterEach(() => {
    stop();
    jest.restoreAllMocks();
  });
}

/** Real time without the moments in which this process could do nothing. */
function unstalledTime(): { now: () => number; stop: () => void } {
  let tickedMs = performance.now();
  let nowMs = tickedMs;
  const sinceTick = (): number => Math.min(performance.now() - tickedMs, LONGEST_TICK_MS);
  const ticker = setInterval(() => {
    nowMs += sinceTick();
    tickedMs = performance.now();
  }, TICK_MS);
  return { now: () => nowMs + sinceTick(), stop: () => clearInterval(ticker) };
}

/** Lets time pass only where it is waited for. @returns what time it is. */
export function useTimeThatIsWaitedFor(): () => number {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 0;
    jest.spyOn(clock, "now").mockImplementation(() => nowMs);
    jest.spyOn(clock, "sleep").mockImplementation((forMs) => {
      nowMs += forMs;
      return Promise.resolve();
    });
    jest.spyOn(clock, "gather").mockImplementation(() => nextTurn());
  });
  afterEach(() => jest.restoreAllMocks());
  return () => nowMs;
}
