import { setTimeout as sleep } from "node:timers/promises";

/** Pulumi's words where a state cannot be read or is not whole. */
const NOT_LOADED = /failed to load checkpoint/;
const WAITS_MS = [50, 100, 200, 400, 800];

/**
 * Reads a state that the engine may be writing: in a folder as backend, a reader may then see a part of the file.
 *
 * @param failure the message of a read that failed; undefined if it did not.
 * @returns what the last read gave.
 */
export async function readWhole<T>(read: () => Promise<T>, failure: (result: T) => string | undefined): Promise<T> {
  for (const waitMs of WAITS_MS) {
    const result = await read();
    if (!NOT_LOADED.test(failure(result) ?? "")) return result;
    await sleep(waitMs);
  }
  return read();
}
