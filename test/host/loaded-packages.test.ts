import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { heavyPackages } from "../../bench/loaded-packages";

const checkout = join(__dirname, "..", "..");

test("neither the stack program nor the provider loads TypeScript, a development tool, a library of the command line or all of zod", async () => {
  expect(await heavyPackages()).toEqual([]);
});

test("the build has the license of what it includes", () => {
  expect(readFileSync(join(checkout, "dist", "LICENSES-OF-OTHERS"), "utf8")).toMatch(/^zod\n\nMIT License/);
});

test.each([
  ["resource-provider/rule-provider", 0],
  ["lifecycle", 1],
])("%s installs so many handlers of signals when it is imported: %i", (module, count) => {
  const code = `require("./dist/${module}.js"); console.log(process.listenerCount("SIGTERM")); process.exit()`;
  const printed = execFileSync(process.execPath, ["-e", code], { cwd: checkout, encoding: "utf8" });
  expect(Number(printed)).toBe(count);
});

// Node.js 20 has no such cache.
test.each(["lifecycle", "program"])("%s lets Node.js keep compiled code, where it can", (module) => {
  const code = `
    const node = require("node:module");
    require("./dist/${module}.js");
    console.log(node.getCompileCacheDir?.() !== undefined, node.enableCompileCache !== undefined);
    process.reallyExit(0);`;
  const printed = execFileSync(process.execPath, ["-e", code], { cwd: checkout, encoding: "utf8" });
  expect(["true true\n", "false false\n"]).toContain(printed);
});
