import { readFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { describeWithCli } from "./support";

const checkout = join(__dirname, "..", "..");

/** Lines without their margins; how long something took is another time each time. */
function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/\(\d+(\.\d+)?s\)/g, "(…s)").trim())
    .filter((line) => line !== "");
}

describeWithCli("npm run demo", () => {
  test("does what it says, and prints what both READMEs show of it", async () => {
    const { exitCode, all } = await execa(process.execPath, ["-r", "ts-node/register", "tools/demo.ts"], {
      cwd: checkout,
      all: true,
      reject: false,
    });
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: expect.stringContaining("Each step was checked") as string });
    const printed = new Set(linesOf(all ?? ""));
    for (const page of ["README.md", "README.zh-CN.md"]) {
      const [, shown = ""] = /```\n(── 2 of 4[^]*?)```/.exec(readFileSync(join(checkout, page), "utf8")) ?? [];
      expect(linesOf(shown).length).toBeGreaterThan(5);
      expect(linesOf(shown).filter((line) => !printed.has(line))).toEqual([]);
    }
  });
});
