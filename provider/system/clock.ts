import { setTimeout as sleep } from "node:timers/promises";

/** The time that waits between tries use, in milliseconds. Tests make it pass faster. */
export const clock = {
  now: (): number => performance.now(),
  sleep: (forMs: number): Promise<void> => sleep(forMs),
  /** A moment in which calls are gathered. */
  gather: (forMs: number): Promise<void> => sleep(forMs),
};

/** The time of day for messages, e.g. `14:03:12 UTC`. */
export function timeOfDay(atMs: number = Date.now()): string {
  return `${new Date(atMs).toISOString().slice(11, 19)} UTC`;
}
