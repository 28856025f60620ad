import { CrashLane, type Served } from "./crash-lane";
import { nameOf, type Kill, type Point } from "./crash-points";
import { reportCrashes } from "./crash-report";

export const LONG = Boolean(process.env["LONG"]);

/** For all points of one kind of kill. */
export const CRASHES_LIMIT_MS = LONG ? 3_600_000 : 600_000;

/** How long a provider may go on after its CLI was killed. */
const GRACE_MS = 5_000;

/** Kills one stack at each of the points, and expects the recovery to lose nothing and to publish nothing twice. */
export async function crashAndRecover(killed: Kill, points: readonly Point[], served: Served): Promise<void> {
  const startedAtMs = Date.now();
  const results = await CrashLane.run(points, served);
  reportCrashes(`${killed}, ${served.name}`, results, Date.now() - startedAtMs);
  expect(results.map(({ point }) => nameOf(point))).toEqual(points.map(nameOf));
  for (const { point, rulesLost, rulesLeft, publishesSpentTwice, orphan } of results) {
    const name = nameOf(point);
    expect({ name, rulesLost, rulesLeft, publishesSpentTwice }).toEqual({
      name,
      rulesLost: [],
      rulesLeft: [],
      publishesSpentTwice: 0,
    });
    if (!orphan) continue;
    expect({ name, ...orphan }).toEqual({
      name,
      endedAfterMs: expect.any(Number) as number,
      begun: [],
      dark: [],
    });
    expect(orphan.endedAfterMs).toBeLessThan(GRACE_MS);
  }
}
