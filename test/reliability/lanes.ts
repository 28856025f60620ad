import fc from "fast-check";
import { startEmulator, type Emulator } from "../../emulator";
import { closeNetworkBefore } from "./network";
import { closePluginFor } from "./plugin-process";

/** Most of a case's time is waiting, so cases run side by side, each lane with an emulator of its own. */
const LANES = 12;
/** Some time-outs, one after another, take half a minute; what takes longer than this hangs. */
const CASE_LIMIT_MS = 240_000;
/** A smaller case is looked for so long: each try may take its time-outs. */
const SHRINK_LIMIT_MS = 180_000;

/** Cases of a usual run; `npm run test:long` sets more. */
export const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 2_000);
/** Whether this is a run of `npm run test:long`. */
export const LONG = process.env["LONG"] !== undefined;
/** All randomness comes from it. */
export const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** For all the cases of one property, which take some minutes in a usual run. */
export const LIMIT_MS = 25 * 60_000 * Math.max(1, RUNS / 2_000);

/** Checks a property with so many cases. A case that fails is told at once, as it is, before a smaller one is looked for. */
export async function checkInLanes<T>(
  name: string,
  runs: number,
  cases: fc.Arbitrary<T>,
  property: (one: T, emulator: Emulator) => Promise<void>,
  lanes = LANES,
): Promise<void> {
  process.stdout.write(`${name}: ${runs} cases from seed ${SEED}; repeat with SEED=${SEED} PROPERTY_RUNS=${RUNS}\n`);
  const perLane = Math.ceil(runs / lanes);
  let failed: { index: number; at: number } | undefined;
  let count = 0;
  let spoilt = 0;
  const lane = async (index: number): Promise<void> => {
    const emulator = await startEmulator({ limit: "off" });
    const attempt = async (one: T): Promise<void> => {
      if (failed && (failed.index !== index || Date.now() > failed.at + SHRINK_LIMIT_MS)) return;
      try {
        await inTime(property(one, emulator));
        count += 1;
      } catch (error) {
        if (error instanceof fc.PreconditionFailure) spoilt += 1;
        else if (!failed) {
          failed = { index, at: Date.now() };
          const calls = emulator.calls().map((call) => JSON.stringify(call));
          process.stdout.write(
            `${name}: ${(error as Error).message}\nfailed with ${fc.stringify(one)}\n${calls.join("\n")}\n`,
          );
        }
        throw error;
      }
    };
    try {
      await fc.assert(fc.asyncProperty(cases, attempt), { seed: (SEED + index) | 0, numRuns: perLane });
    } finally {
      await closePluginFor(emulator);
      await closeNetworkBefore(emulator);
      await emulator.close();
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, (_, index) => lane(index)));
  const rejected = ends.find((end) => end.status === "rejected");
  if (rejected) throw rejected.reason;
  process.stdout.write(`${name}: ${count} cases held (${spoilt} more were spoilt by a slow machine and replaced)\n`);
}

async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the case hangs: not done in ${CASE_LIMIT_MS / 1000} s`)), CASE_LIMIT_MS);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
