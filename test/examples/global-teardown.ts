import { rmSync } from "node:fs";

export default function tearDown(): void {
  const folder = process.env["WECHAT_QR_JUMP_PACKED"];
  if (folder) rmSync(folder, { recursive: true, force: true });
}
