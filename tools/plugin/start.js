// The compile cache works for what is loaded after this. Node.js 20 has none.
require("node:module").enableCompileCache?.();
require("./dist/plugin/main.js");
