import { setTimeout as sleep } from "node:timers/promises";
import { CrashLane } from "./crash-lane";
import { fewPoints, manyPoints, nameOf, type Kill } from "./crash-points";
import { reportCrashes } from "./crash-report";
import { kill, processesOf, timeToEnd } from "./process-tree";
import { describeWithCli, live, withStack, writeCalls } from "./support";

const long = Boolean(process.env["LONG"]);
const pointsOf = long ? manyPoints : fewPoints;

/** How long a provider may go on after its CLI was killed. */
const GRACE_MS = 5_000;
const LIMIT_MS = long ? 3_600_000 : 600_000;

describeWithCli(
  "after a kill in the middle of creates, swaps and deletes, Pulumi's own recovery and one command",
  () => {
    // Side by side: most of a run is waiting.
    it.concurrent.each<[Kill]>([["the CLI alone"], ["all processes"]])(
      "bring every rule to what is wanted and publish none twice, when the kill hits %s",
      async (killed) => {
        const points = pointsOf(killed);
        const startedAtMs = Date.now();
        const results = await CrashLane.run(points);
        reportCrashes(killed, results, Date.now() - startedAtMs);
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

    test("change nothing in a swap that has only read so far when the CLI alone is killed", () =>
      withStack(async (stack, emulator) => {
        const rule = (path: string): string => `- {prefix: "https://qr.example.com/shop/", path: ${path}}`;
        stack.writeRules(rule("pages/old/index"));
        await stack.up();
        const before = writeCalls(emulator).length;
        stack.writeRules(rule("pages/new/index"));
        // Reads: of the stack program, of the update, and of the swap, for the publishes that are left.
        emulator.setFaults([
          { kind: "hang", when: "before", latencyMs: 1_500, match: { endpoint: "qrcodejumpget", nth: 3 } },
        ]);
        const cli = stack.start(["up", "--yes", "--skip-preview"]);
        const processes = await processesOf(cli.pid ?? 0);
        while (emulator.faultsPlayed().played === 0) await sleep(5);
        kill([processes.cli], "SIGKILL");
        expect(await timeToEnd(processes.provider, GRACE_MS)).toBeDefined();
        expect(writeCalls(emulator)).toHaveLength(before);
        expect(Object.values(live(emulator))).toEqual(["pages/old/index"]);
      }));
  },
);
