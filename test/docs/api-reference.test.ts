import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";

const checkout = join(__dirname, "..", "..");

test("docs/api says what the doc comments say; npm run docs:api writes it anew", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-api-"));
  try {
    await execa("npm", ["run", "--silent", "docs:api", "--", "--out", folder], { cwd: checkout });
    const written = readFileSync(join(folder, "README.md"), "utf8");
    expect(readFileSync(join(checkout, "docs", "api", "README.md"), "utf8")).toBe(written);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
