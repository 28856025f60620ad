import module from "node:module";

// What is loaded after this is compiled once and kept in Node's own folder for it, so that the next run starts sooner. Node.js 20 has
// no such cache.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
