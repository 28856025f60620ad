import { join } from "node:path";
import execa from "execa";

const MODULE = join(__dirname, "..", "..", "dist", "system", "small-heap.js");

/** Makes garbage that outlives some collections, as the answers of a long run do. Prints the peak memory in MB. */
const WORK = `
  const kept = [];
  for (let turn = 0; turn < 400; turn++) {
    kept[turn % 50] = Array.from({ length: 10_000 }, (_, index) => ({ turn, index }));
  }
  console.log(process.resourceUsage().maxRSS / 1024);`;

/**
 * @returns the lowest of a few peaks, in MB. V8 otherwise collects beside the work, on threads that a busy machine runs late.
 */
async function peakOf(code: string): Promise<number> {
  const peaks: number[] = [];
  for (let run = 0; run < 3; run++) {
    const { stdout, stderr } = await execa(process.execPath, ["--single-threaded-gc", "-e", code]);
    expect(stderr).toBe("");
    peaks.push(Number(stdout));
  }
  return Math.min(...peaks);
}

test("keeps the heap close to what is used until it may grow, by flags that this Node.js knows", async () => {
  const heap = `const heap = require(${JSON.stringify(MODULE)}); heap.keepHeapSmall();`;
  const small = await peakOf(heap + WORK);
  expect(await peakOf(WORK)).toBeGreaterThan(1.3 * small);
  expect(await peakOf(`${heap} heap.letHeapGrow();${WORK}`)).toBeGreaterThan(1.1 * small);
});
