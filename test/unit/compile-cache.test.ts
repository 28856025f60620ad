import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";

const COMPILE_CACHE = join(__dirname, "..", "..", "tools", "plugin", "compile-cache.js");

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-start-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cacheFile = (): string => join(folder, "main.js.cache");
const main = (source: string): void => writeFileSync(join(folder, "main.js"), source);
/** Of the kept code: another each time that it is written. */
const kept = (): number => statSync(cacheFile()).ino;
async function run(): Promise<string> {
  const code = `require(${JSON.stringify(COMPILE_CACHE)}).run(${JSON.stringify(join(folder, "main.js"))})`;
  const { stdout, stderr } = await execa(process.execPath, ["-e", code], { cwd: tmpdir(), timeout: 10_000 });
  expect(stderr).toBe("");
  return stdout;
}
beforeEach(() => main(`const { join } = require("node:path"); console.log(join("a", "1"));`));

test("compiled code is kept beside its file, and used until that changes, if only in a letter", async () => {
  expect(await run()).toBe("a/1");
  const first = kept();
  expect(await run()).toBe("a/1");
  expect(kept()).toBe(first);
  main(readFileSync(join(folder, "main.js"), "utf8").replace("1", "2"));
  expect(await run()).toBe("a/2");
  expect(kept()).not.toBe(first);
  expect(readdirSync(folder).sort()).toEqual(["main.js", "main.js.cache"]);
});

test.each(["", "cut off", "spoilt"])("compiled code is made anew where the file is %p", async (content) => {
  await run();
  const good = readFileSync(cacheFile());
  const spoilt = Buffer.from(good).fill(0, 100, 200);
  writeFileSync(cacheFile(), content === "spoilt" ? spoilt : content === "" ? "" : good.subarray(0, good.length - 9));
  expect(await run()).toBe("a/1");
  expect(readFileSync(cacheFile()).length).toBe(good.length);
  const second = kept();
  await run();
  expect(kept()).toBe(second);
});

test("compiled code is not waited for where a pipe has the name of its file", async () => {
  await execa("mkfifo", [cacheFile()]);
  expect(await run()).toBe("a/1");
  expect(statSync(cacheFile()).isFile()).toBe(true);
});

test("compiled code is not kept where it cannot be written, and nothing is left behind", async () => {
  mkdirSync(cacheFile());
  expect(await run()).toBe("a/1");
  expect(readdirSync(folder).sort()).toEqual(["main.js", "main.js.cache"]);
  expect(readdirSync(cacheFile())).toEqual([]);
});
