// Runs a command with the real Pulumi CLI on its PATH, from wherever that is, and passes the exit code through:
// npm run pulumi -- ARGS, npm run wechat-qr-jump -- ARGS
import execa from "execa";
import { NoPulumiError, obtainPulumi, RUN_DEFAULTS, withPulumi } from "./pulumi-cli";

async function main(): Promise<void> {
  const bin = await obtainPulumi((line) => console.error(line));
  const [command = "pulumi", ...args] = process.argv.slice(2);
  const { exitCode, signal } = await execa(command, args, {
    env: { ...RUN_DEFAULTS, ...withPulumi(bin, process.env) },
    extendEnv: false,
    stdio: "inherit",
    reject: false,
    cleanup: false,
  });
  process.exitCode = signal ? 1 : exitCode;
}

// Ctrl-C reaches the command through the terminal; this process waits for it to end in order.
process.on("SIGINT", () => undefined);

main().catch((error: Error) => {
  console.error(error instanceof NoPulumiError ? error.message : error);
  process.exitCode = 1;
});
