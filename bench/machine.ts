import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import execa from "execa";
import { withPulumi } from "../tools/pulumi-cli";

/** Where the figures come from. */
export interface Machine {
  cores: number;
  processor: string;
  memoryGb: number;
  system: string;
  node: string;
  pulumiCli: string;
  pulumiSdk: string;
  /** Load average of the minute before the start: above about 0.5, other work was running. */
  loadAtStart: number;
}

export async function describeMachine(bin: string | undefined): Promise<Machine> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { stdout } = await execa("pulumi", ["version"], { env: withPulumi(bin, env), extendEnv: false });
  const sdk = require.resolve("@pulumi/pulumi/package.json");
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? "unknown",
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    pulumiCli: stdout.trim(),
    pulumiSdk: (JSON.parse(readFileSync(sdk, "utf8")) as { version: string }).version,
    loadAtStart: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
