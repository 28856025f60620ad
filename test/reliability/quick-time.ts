import timers from "node:timers/promises";
import { clock } from "../../provider/system/clock";

/** Lets the waits before a repetition take milliseconds; time-outs and the limiter keep their own time. @returns the way back. */
export function quickenRetries(): () => void {
  const { setTimeout: sleep } = timers;
  const { random } = Math;
  const { now } = clock;
  // The provider's waits between tries grow from 200 ms; those of its back-off are a random part of their length.
  timers.setTimeout = (delayMs, ...rest) => sleep((delayMs ?? 0) / 50, ...rest);
  clock.now = () => performance.now() * 50;
  Math.random = () => 0;
  return () => {
    timers.setTimeout = sleep;
    clock.now = now;
    Math.random = random;
  };
}
