import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { startEmulator } from "../../emulator";
import { SECRET } from "../../test/engine/stack";
import { measured, type Usage } from "../process-tree";
import { emulatorOptions, makeRules, type Scenario } from "../scenarios";

const AT_ONCE = 32;
const bench = join(__dirname, "..");

/** A token and a read for each account, as the shortest script does it. */
export async function measureBareReads(scenario: Scenario, count: number): Promise<Usage> {
  const rules = makeRules(scenario, count);
  const ofEach = [...new Map(rules.map((rule) => [rule.account, rule])).values()];
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-reads-"));
  const emulator = await startEmulator(emulatorOptions(scenario));
  try {
    emulator.putRules(rules.map((rule) => ({ ...rule, account: rule.account ?? "", state: 2 })));
    cpSync(join(bench, "contestants", "script", "reads.js"), join(folder, "reads.js"));
    symlinkSync(join(bench, "..", "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "accounts.json"), JSON.stringify(ofEach));
    const env = { WECHAT_ENDPOINT: emulator.url, WECHAT_APP_SECRET: SECRET };
    const args = ["reads.js", "accounts.json", String(AT_ONCE)];
    return await measured(execa(process.execPath, args, { cwd: folder, env }));
  } finally {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
