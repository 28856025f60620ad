import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import obtainCli from "../engine/global-setup";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Finds the CLI and a browser for these tests, and tells the workers where they are. */
export default async function setUp(): Promise<void> {
  await obtainCli();
  if (process.env["CHROMIUM"]) return;
  if (!onPath() && process.env["CI"]) install();
  const found = onPath();
  if (found) {
    process.env["CHROMIUM"] = found;
    return;
  }
  const hint = "There is no Chromium on PATH: run .ci/install-chromium as root, or set CHROMIUM to its program file.";
  if (process.env["CI"]) throw new Error(hint);
  console.error(
    `\n${"!".repeat(78)}\nThe browser tests of the report and of exported codes are SKIPPED. ${hint}\n${"!".repeat(78)}\n`,
  );
}

function onPath(): string | undefined {
  const files = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return files.find((file) => existsSync(file));
}

function install(): void {
  spawnSync(join(__dirname, "..", "..", ".ci", "install-chromium"), { stdio: ["ignore", 2, 2], timeout: 600_000 });
}
