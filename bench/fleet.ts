import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { measured, type Usage } from "./process-tree";

const COMMAND = join(__dirname, "..", "dist", "cli", "main.js");
const RULES_EACH = 10;
export const FEW_STACKS = 100;
export const MANY_STACKS = 1_000;

/** `wechat-qr-jump stacks` in a project with few stacks, and in one with many. */
export interface Fleet {
  few: Usage;
  many: Usage;
}

export async function measureFleet(): Promise<Fleet> {
  return { few: await measureStacks(FEW_STACKS), many: await measureStacks(MANY_STACKS) };
}

async function measureStacks(count: number): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-fleet-"));
  try {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: qr-codes\nruntime: nodejs\n");
    for (let n = 0; n < count; n++) layStack(folder, `group-${n}`);
    return await measured(execa(process.execPath, [COMMAND, "stacks"], { cwd: folder }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function layStack(folder: string, name: string): void {
  const rule = (_: unknown, n: number) => `- prefix: https://${name}.example.com/${n}/\n  path: pages/index\n`;
  mkdirSync(join(folder, "merchants", name), { recursive: true });
  writeFileSync(join(folder, "merchants", name, "rules.yaml"), Array.from({ length: RULES_EACH }, rule).join(""));
  const config = `config:\n  wechat-qr-jump:rulesFiles: [merchants/${name}/*.yaml]\n`;
  writeFileSync(join(folder, `Pulumi.${name}.yaml`), config);
}
