import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../emulator";
import { describeWithCli, live, withStack, writes } from "./support";

const RULES = Array.from({ length: 12 }, (_, n) => ({
  prefix: `https://qr.example.com/${n}`,
  path: "pages/index/index",
}));
const yaml = (rules: typeof RULES): string =>
  rules.map(({ prefix, path }) => `- {prefix: "${prefix}", path: ${path}}`).join("\n");
const wanted = Object.fromEntries(RULES.map(({ prefix, path }) => [prefix, path]));

/** How long a provider process may go on after its CLI was killed. */
const GRACE_MS = 5_000;

describeWithCli("after the CLI was killed", () => {
  it.each([1, 4, 7])(
    "in the middle of creates (at write %i) the provider ends the pairs in hand and stops; the recovery publishes nothing twice",
    (point) =>
      withStack(
        async (stack, emulator) => {
          stack.writeRules(yaml(RULES));
          // So slow that what the engine has asked for at once would take the provider longer than the grace.
          stack.set("wechat-qr-jump:callsPerSecond", 1);
          const cli = stack.start("up", "--yes", "--skip-preview");
          await writesReach(emulator, point);
          cli.kill("SIGKILL");
          await sleep(GRACE_MS);
          // At most the pair in hand and the one that began before the provider looked for its CLI.
          expect(writes(emulator).length).toBeLessThanOrEqual(point + 5);
          const after = emulator.calls().length;
          await sleep(1_000);
          expect(emulator.calls()).toHaveLength(after);
          expect(Object.values(live(emulator)).filter((path) => path.includes("unpublished"))).toEqual([]);

          stack.unset("wechat-qr-jump:callsPerSecond");
          await stack.succeed("cancel", "--yes");
          await stack.succeed("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
          await stack.up();
          expect(live(emulator)).toEqual(wanted);
          expect(emulator.state().publishQuotaLeft).toBe(100 - RULES.length);
          await stack.destroy();
          expect(live(emulator)).toEqual({});
        },
        { latencyMs: 150 },
      ),
  );

  it("in the middle of a swap the code is live again before the provider stops", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml(RULES.slice(0, 1)));
      await stack.up();
      emulator.setOptions({ latencyMs: 400 });
      const before = writes(emulator).length;
      stack.writeRules(yaml(RULES.slice(0, 1)).replace("pages/index/index", "pages/index/new"));
      const cli = stack.start("up", "--yes", "--skip-preview");
      await writesReach(emulator, before + 1);
      cli.kill("SIGKILL");
      await sleep(GRACE_MS);
      expect(live(emulator)).toEqual({ [RULES[0]?.prefix ?? ""]: "pages/index/new" });

      emulator.setOptions({ latencyMs: 0 });
      await stack.succeed("cancel", "--yes");
      await stack.up();
      expect(emulator.state().publishQuotaLeft).toBe(98);
    }));
});

async function writesReach(emulator: Emulator, count: number): Promise<void> {
  while (writes(emulator).length < count) await sleep(10);
}
