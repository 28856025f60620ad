// npm run pulumi -- ARGS: the real CLI, from wherever it is, with the arguments and the exit code passed through.
import execa from "execa";
import { NoPulumiError, obtainPulumi, withPulumi } from "./pulumi-cli";

async function main(): Promise<void> {
  const bin = await obtainPulumi((line) => console.error(line));
  const { exitCode, signal } = await execa("pulumi", process.argv.slice(2), {
    env: withPulumi(bin, process.env),
    extendEnv: false,
    stdio: "inherit",
    reject: false,
    cleanup: false,
  });
  process.exitCode = signal ? 1 : exitCode;
}

// Ctrl-C reaches pulumi through the terminal; this process waits for it to end in order.
process.on("SIGINT", () => undefined);

main().catch((error: Error) => {
  console.error(error instanceof NoPulumiError ? error.message : error);
  process.exitCode = 1;
});
