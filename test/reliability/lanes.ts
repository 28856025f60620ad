import fc from "fast-check";
import { startEmulator, type Emulator } from "../emulator";

/** Most of a case's time is waiting, so cases run side by side, each lane with an emulator of its own. */
const LANES = 12;

/** Cases of a usual run; `npm run test:long` sets more. */
export const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 2_000);
/** All randomness comes from it. */
export const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Checks a property with so many cases. */
export async function checkInLanes<T>(
  name: string,
  runs: number,
  cases: fc.Arbitrary<T>,
  property: (one: T, emulator: Emulator) => Promise<void>,
): Promise<void> {
  process.stdout.write(`${name}: ${runs} cases from seed ${SEED}; repeat with SEED=${SEED} PROPERTY_RUNS=${RUNS}\n`);
  const perLane = Math.ceil(runs / LANES);
  let failed: number | undefined;
  let count = 0;
  let spoilt = 0;
  const lane = async (index: number): Promise<void> => {
    const emulator = await startEmulator({ limit: "off" });
    const attempt = async (one: T): Promise<void> => {
      if (failed !== undefined && failed !== index) return;
      try {
        await property(one, emulator);
        count += 1;
      } catch (error) {
        if (!(error instanceof fc.PreconditionFailure)) failed ??= index;
        else spoilt += 1;
        throw error;
      }
    };
    try {
      await fc.assert(fc.asyncProperty(cases, attempt), { seed: (SEED + index) | 0, numRuns: perLane });
    } finally {
      await emulator.close();
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: LANES }, (_, index) => lane(index)));
  const rejected = ends.find((end) => end.status === "rejected");
  if (rejected) throw rejected.reason;
  process.stdout.write(`${name}: ${count} cases held (${spoilt} more were spoilt by a slow machine and replaced)\n`);
}
