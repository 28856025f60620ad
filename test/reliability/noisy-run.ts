// A run of the provider in a process of its own, with all its output: commands under every kind of fault.
// Arguments: a file for the secrets that were about, and "plant" to tell one of them, or "platform" for a third-party platform.
import { writeFileSync } from "node:fs";
import { inspect } from "node:util";
import { startEmulator, type Emulator, type FaultEffect } from "../../emulator";
import { PLATFORM } from "../emulator/test-client";
import { ACCOUNT, linkRule, serviceRule } from "../unit/support";
import { EngineModel } from "./engine-model";
import { FAULTS, TIMEOUT_MS } from "./fault-kinds";
import { quickenRetries } from "./quick-time";

async function main(secretsFile: string, option: string | undefined): Promise<void> {
  const plant = option === "plant";
  const secret = "0123456789abcdef-noisy-secret";
  const emulator = await startEmulator({ limit: "off", secret });
  const credentials = option === "platform" ? { credentials: platformOn(emulator) } : {};
  const engine = new EngineModel(emulator, { timeoutSeconds: TIMEOUT_MS / 1000, ...credentials });
  const rules = [linkRule(), serviceRule()];
  for (const [index, { effects }] of Object.values(plant ? { busy: FAULTS.busy } : FAULTS).entries()) {
    const kinds: FaultEffect[] = [...effects];
    emulator.setFaults([{ random: { seed: index, probability: 0.9, kinds } }]);
    const changed = rules.map((rule) => ({ ...rule, path: `pages/${index}` }));
    const failures = [...(await engine.up(changed)), ...(await engine.refresh()), ...(await engine.destroy())];
    for (const { error } of failures)
      console.error(inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error));
  }
  emulator.setFaults([]);
  // A secret that WeChat does not take is the likeliest to be told.
  emulator.setOptions({ secret: "another-secret" });
  emulator.expireTokens(40001);
  emulator.setOptions({ ipAllowList: [] });
  for (const { error } of await engine.up(rules)) console.error(error);
  const secrets = [secret, ...emulator.tokens()];
  writeFileSync(secretsFile, JSON.stringify(secrets));
  if (plant) console.log(`access_token=${secrets.at(-1)}`);
  await emulator.close();
}

/** Its refresh token comes from the list. */
function platformOn(emulator: Emulator): Record<string, string> {
  emulator.authorize(ACCOUNT);
  const componentAccessToken = emulator.issueComponentToken(PLATFORM);
  return { componentAppId: PLATFORM, authorizerAppId: ACCOUNT, componentAccessToken };
}

quickenRetries();
void main(process.argv[2] ?? "", process.argv[3]);
