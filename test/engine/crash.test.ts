import { CrashLane } from "./crash-lane";
import { fewPoints, manyPoints, nameOf, type Kill } from "./crash-points";
import { reportCrashes } from "./crash-report";
import { describeWithCli } from "./support";

const long = Boolean(process.env["LONG"]);
const pointsOf = long ? manyPoints : fewPoints;

/** How long a provider may go on after its CLI was killed. */
const GRACE_MS = 5_000;
const LIMIT_MS = long ? 3_600_000 : 300_000;

describeWithCli(
  "after a kill in the middle of creates, swaps and deletes, Pulumi's own recovery and one command",
  () => {
    // Side by side: most of a run is waiting.
    it.concurrent.each<[Kill]>([["the CLI alone"], ["all processes"]])(
      "bring every rule to what is wanted and publish none twice, when the kill hits %s",
      async (kill) => {
        const points = pointsOf(kill);
        const startedAtMs = Date.now();
        const results = await CrashLane.run(points);
        reportCrashes(kill, results, Date.now() - startedAtMs);
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
      },
      LIMIT_MS,
    );
  },
);
