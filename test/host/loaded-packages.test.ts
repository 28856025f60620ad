import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { heavyPackages } from "../../bench/loaded-packages";

const checkout = join(__dirname, "..", "..");

test("neither the stack program nor the provider loads TypeScript, a development tool or a library of the command line", async () => {
  expect(await heavyPackages()).toEqual([]);
});

test.each([
  ["resource-provider/rule-provider", 0],
  ["lifecycle", 1],
])("%s installs so many handlers of signals when it is imported: %i", (module, count) => {
  const code = `require("./dist/${module}.js"); console.log(process.listenerCount("SIGTERM")); process.exit()`;
  const printed = execFileSync(process.execPath, ["-e", code], { cwd: checkout, encoding: "utf8" });
  expect(Number(printed)).toBe(count);
});
