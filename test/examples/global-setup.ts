import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import obtainCli from "../engine/global-setup";

/**
 * Packs this project and installs the tarball as users do, once for all tests of the examples. The folder in
 * `WECHAT_QR_JUMP_PACKED` then holds the tarball, `package.json`, the lockfile and `node_modules`.
 */
export default async function setUp(): Promise<void> {
  await obtainCli();
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-packed-"));
  const npm = (...args: string[]) => execa("npm", args, { cwd: folder });
  const { stdout } = await npm("pack", "--silent", join(__dirname, "..", ".."));
  const tarball = stdout.trim().split("\n").pop() ?? "";
  const dependencies = { "pulumi-wechat-qr-jump": `file:${tarball}` };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  await npm("install", "--prefer-offline", "--no-audit", "--no-fund");
  process.env["WECHAT_QR_JUMP_PACKED"] = folder;
  process.env["WECHAT_QR_JUMP_TARBALL"] = join(folder, tarball);
}
