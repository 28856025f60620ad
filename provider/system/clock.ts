import { setTimeout as sleep } from "node:timers/promises";

/** Time as those see it who wait between tries, in milliseconds; tests let it pass more quickly. */
export const clock = {
  now: (): number => performance.now(),
  sleep: (forMs: number): Promise<void> => sleep(forMs),
};

/** The time of day for messages, e.g. `14:03:12 UTC`. */
export function timeOfDay(atMs: number = Date.now()): string {
  return `${new Date(atMs).toISOString().slice(11, 19)} UTC`;
}
