// An old Node.js must get as far as the sentence that names it.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  const found = `Node.js ${process.versions.node} at ${process.execPath}`;
  console.error(`pulumi-resource-wechat-qr-jump: ${found} is too old; install Node.js 20.19 or newer`);
  process.exit(1);
}

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
