import { setFlagsFromString } from "node:v8";

/**
 * Keeps this process's memory close to what it uses: by itself, V8 first collects what is no longer used when the heap is twice as
 * large. Pulumi runs one plugin for each provider of a program. A flag that a Node.js does not know changes nothing there.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=20");
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** For work that uses much memory, which would take a fifth longer in so small a heap. */
export function letHeapGrow(): void {
  setFlagsFromString("--heap-growing-percent=60");
  setFlagsFromString("--semi-space-growth-factor=2");
}
