import { startEmulator, type StartOptions } from ".";
import { readFlags, USAGE } from "./flags";

async function run(options: StartOptions): Promise<void> {
  const emulator = await startEmulator(options);
  const stop = (): void => void emulator.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.stdout.write(`WeChat emulator listening on ${emulator.url}\n`);
}

function fail(error: unknown, exitCode: number): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(exitCode);
}

function main(): void {
  let options: StartOptions | "help";
  try {
    options = readFlags(process.argv.slice(2));
  } catch (error) {
    fail(error, 2);
  }
  if (options === "help") process.stdout.write(USAGE);
  else run(options).catch((error: unknown) => fail(error, 1));
}

main();
