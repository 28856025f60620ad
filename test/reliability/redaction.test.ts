import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { startEmulator } from "../../emulator";
import { ACCOUNT } from "../unit/support";
import { leaksIn, secretsIn } from "./leaks";

/** The runs wait for time-outs most of their time, so they go side by side. */
const runs = { usual: noisyRun(), platform: noisyRun("platform"), plant: noisyRun("plant") };
// The test that waits for it tells why it failed.
for (const run of Object.values(runs)) run.catch(() => undefined);

/** All that a run in a process of its own printed, and the secrets that it knew. */
async function noisyRun(...options: string[]): Promise<{ output: string; secrets: string[] }> {
  const file = join(mkdtempSync(join(tmpdir(), "noisy-run-")), "secrets.json");
  const { all = "" } = await execa(
    "node",
    ["-r", "ts-node/register", join(__dirname, "noisy-run.ts"), file, ...options],
    {
      all: true,
      env: { DEBUG: "*", PULUMI_DEBUG_COMMANDS: "true", TF_LOG: "TRACE" },
    },
  );
  return { output: all, secrets: JSON.parse(readFileSync(file, "utf8")) as string[] };
}

describe("what a run tells", () => {
  test("holds neither the app secret nor any token, whatever fails and with debugging on", async () => {
    const { output, secrets } = await runs.usual;
    expect(output).toMatch(/WechatError|Error:/);
    expect(secrets.length).toBeGreaterThan(2);
    expect(secretsIn(output, secrets)).toEqual([]);
  });

  test("holds nothing of a third-party platform's tokens either, nor of the list of refresh tokens", async () => {
    const { output, secrets } = await runs.platform;
    expect(output).toMatch(/read the authorizers/);
    expect(secrets.filter((secret) => secret.startsWith("refreshtoken@@@"))).not.toEqual([]);
    expect(secretsIn(output, secrets)).toEqual([]);
  });

  test("is searched by a search that finds a token that is told", async () => {
    const { output, secrets } = await runs.plant;
    expect(secretsIn(output, secrets)).toEqual(secrets.slice(-1));
  });

  test("is searched in causes, hidden properties and states too", async () => {
    const emulator = await startEmulator();
    const token = emulator.issueToken(ACCOUNT);
    const hidden = Object.defineProperty(new Error("x"), "config", { value: { url: `/?access_token=${token}` } });
    expect(leaksIn(emulator, new Error("x", { cause: hidden }))).toEqual([token]);
    expect(leaksIn(emulator, [["prefix", { props: { appSecret: emulator.options.secret } }]])).toHaveLength(1);
    expect(leaksIn(emulator, new Error("nothing"))).toEqual([]);
    await emulator.close();
  });
});
