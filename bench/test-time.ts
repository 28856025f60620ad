import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import execa from "execa";
import type { TestTime } from "./results";

const checkout = join(__dirname, "..");
const SHOWN = 8;

/** Runs `npm test` as it is run otherwise, and reads from Jest's report which files took longest. */
export async function measureTests(say: (line: string) => void): Promise<TestTime> {
  say("npm test ...");
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-bench-"));
  const report = join(folder, "report.json");
  try {
    const beganAtMs = performance.now();
    await execa("npm", ["test", "--", "--json", `--outputFile=${report}`], {
      cwd: checkout,
      reject: false,
      buffer: false,
    });
    const wallMs = performance.now() - beganAtMs;
    return { wallMs, slowest: slowestFiles(readFileSync(report, "utf8")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function slowestFiles(report: string): TestTime["slowest"] {
  const { testResults } = JSON.parse(report) as {
    testResults: { name: string; startTime: number; endTime: number }[];
  };
  return testResults
    .map(({ name, startTime, endTime }) => ({ file: relative(checkout, name), wallMs: endTime - startTime }))
    .sort((a, b) => b.wallMs - a.wallMs)
    .slice(0, SHOWN);
}
