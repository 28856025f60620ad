import { setTimeout as sleep } from "node:timers/promises";
import { crashAndRecover, CRASHES_LIMIT_MS, LONG } from "./crash-cases";
import type { DeclaredRule } from "./crash-lane";
import { fewPoints, manyPoints, type Kill } from "./crash-points";
import { kill, processesOf, timeToEnd } from "./process-tree";
import type { Stack } from "./stack";
import { describeWithCli, live, withStack, writeCalls } from "./support";

const pointsOf = LONG ? manyPoints : fewPoints;

/** How long a provider may go on after its CLI was killed. */
const GRACE_MS = 5_000;

const dynamic = {
  name: "dynamic resources",
  withStack,
  declare: (stack: Stack, rules: DeclaredRule[]) => stack.set("wechat-qr-jump:rules", rules),
  script: "dynamic-provider/index.js",
};

describeWithCli(
  "after a kill in the middle of creates, swaps and deletes, Pulumi's own recovery and one command",
  () => {
    // Side by side: most of a run is waiting.
    it.concurrent.each<[Kill]>([["the CLI alone"], ["all processes"]])(
      "bring every rule to what is wanted and publish none twice, when the kill hits %s",
      (killed) => crashAndRecover(killed, pointsOf(killed), dynamic),
      CRASHES_LIMIT_MS,
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
