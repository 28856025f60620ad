// What Node.js 22 and newer do by themselves, for Node.js 20: compiled code is kept, so that the next start takes a quarter less time.
const { Buffer } = require("node:buffer");
const { createHash, randomUUID } = require("node:crypto");
const { readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname } = require("node:path");
const { Script } = require("node:vm");

const DIGEST_LENGTH = 32;

/** Runs a file as `require` does. Its compiled code is kept beside it, where the folder can be written to. */
exports.run = function run(filename) {
  const source = readFileSync(filename);
  const cacheFile = `${filename}.cache`;
  const cachedData = read(cacheFile, source);
  const script = new Script(Module.wrap(source.toString()), { filename, cachedData });
  // Functions that the run has used are in it as well.
  if (cachedData === undefined || script.cachedDataRejected) {
    process.once("exit", () => write(cacheFile, source, script));
  }
  const main = new Module(filename);
  main.filename = filename;
  main.paths = module.paths;
  script.runInThisContext()(main.exports, Module.createRequire(filename), main, filename, dirname(filename));
};

/** V8 itself compares no more than the length of the source, and trusts what it reads. */
function digestOf(source, code) {
  return createHash("sha256").update(process.version).update(source).update(code).digest();
}

function read(file, source) {
  try {
    // A pipe of this name would be waited for without end.
    if (!statSync(file).isFile()) return undefined;
    const content = readFileSync(file);
    const code = content.subarray(DIGEST_LENGTH);
    return digestOf(source, code).equals(content.subarray(0, DIGEST_LENGTH)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Another plugin may start or end at this moment. */
function write(file, source, script) {
  const part = `${file}.${randomUUID()}`;
  try {
    const code = script.createCachedData();
    writeFileSync(part, Buffer.concat([digestOf(source, code), code]));
    renameSync(part, file);
  } catch {
    rmSync(part, { force: true });
  }
}
