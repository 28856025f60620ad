const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

const bundles = join(__dirname, "dist", "plugin");
// V8 takes back compiled code only under the flags that it was compiled with, so they are set first.
require(join(bundles, "small-heap.js")).keepHeapSmall();
if (enableCompileCache) {
  enableCompileCache();
  require(join(bundles, "main.js"));
} else {
  require("./compile-cache.js").run(join(bundles, "main.js"));
}
