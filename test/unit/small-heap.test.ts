import { join } from "node:path";
import execa from "execa";

const MODULE = join(__dirname, "..", "..", "dist", "system", "small-heap.js");

/** What V8 says of the flags that some code sets. */
async function complaintOf(code: string): Promise<string> {
  return (await execa(process.execPath, ["-e", code])).stderr;
}

// What they save, `npm run bench plugin` measures: how soon V8 collects depends on how busy the machine is.
test("the heap is kept small, and let grow, by flags that this Node.js knows", async () => {
  expect(await complaintOf(`require("node:v8").setFlagsFromString("--heap-growing-percentage=20")`)).toContain(
    "unrecognized flag --heap-growing-percentage",
  );
  const heap = `const heap = require(${JSON.stringify(MODULE)});`;
  expect(await complaintOf(`${heap} heap.keepHeapSmall(); heap.letHeapGrow();`)).toBe("");
});
