import { startEmulator, TOKEN_ENDPOINTS, type CallRecord, type Emulator, type OptionsInput } from "../../emulator";
import { Stack } from "./stack";

/** As `describe`, but skipped (loudly, by the set-up) on a machine where no CLI can be had; never in CI. */
export const describeWithCli = process.env["WECHAT_QR_JUMP_NO_PULUMI"] ? describe.skip : describe;

const READS = new Set<string>([...TOKEN_ENDPOINTS, "qrcodejumpget", "qrcodejumpdownload", "getwxacodeunlimit"]);

/** Runs a test with a fresh emulator and a fresh stack. */
export type WithStack<S extends Stack> = (
  test: (stack: S, emulator: Emulator) => Promise<void>,
  options?: OptionsInput,
) => Promise<void>;

/** Runs `test` with a fresh emulator and a fresh stack, and cleans up after it whatever happens. */
export async function withStack(
  test: (stack: Stack, emulator: Emulator) => Promise<void>,
  options: OptionsInput = {},
): Promise<void> {
  const emulator = await startEmulator(options);
  const stack = await Stack.create(emulator);
  try {
    await test(stack, emulator);
    expect(stack.leaks()).toEqual([]);
  } finally {
    stack.dispose();
    await emulator.close();
  }
}

/** The calls since `from` that could change something, as `[endpoint, body]`. */
export function writes(emulator: Emulator, from = 0): [string, unknown][] {
  return writeCalls(emulator, from).map(({ endpoint, body }) => [endpoint, body]);
}

/** The same with all that the emulator has noted of them. */
export function writeCalls(emulator: Emulator, from = 0): CallRecord[] {
  return emulator
    .calls()
    .slice(from)
    .filter(({ endpoint }) => !READS.has(endpoint));
}

/** How many publishes WeChat has counted since `from`. */
export function publishesSpent(emulator: Emulator, from = 0): number {
  return writeCalls(emulator, from).filter(({ endpoint, applied }) => endpoint === "qrcodejumppublish" && applied)
    .length;
}

/** What is live: prefix → path, with a mark at rules that are not published. */
export function live(emulator: Emulator): Record<string, string> {
  return Object.fromEntries(
    emulator.state().rules.map(({ prefix, path, state }) => [prefix, state === 2 ? path : `${path} (unpublished)`]),
  );
}
