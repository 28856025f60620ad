import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../emulator";
import { builtPlugin, withPluginStack, type Declared, type PluginStack } from "./plugin-stack";
import { kill, processesOf, timeToEnd, type RunProcesses } from "./process-tree";
import { describeWithCli, live, publishesSpent, writeCalls } from "./support";

const PREFIXES = [1, 2, 3, 4].map((n) => `https://qr.example.com/${n}`);
/** The plugin ends by itself within this time, whatever ended the CLI. */
const GRACE_MS = 5_000;

const declared = (path: string): Declared[] => PREFIXES.map((prefix) => ({ name: prefix, args: { prefix, path } }));
const all = (path: string): Record<string, string> => Object.fromEntries(PREFIXES.map((prefix) => [prefix, path]));

let plugin: string;

beforeAll(async () => {
  plugin = await builtPlugin();
});

afterAll(() => rmSync(plugin, { recursive: true, force: true }));

/** Interrupts an `up` of four changed rules in its first swap, while the code is dark. @returns the calls before it. */
async function interruptedUp(
  stack: PluginStack,
  emulator: Emulator,
  signal: NodeJS.Signals,
  to: (processes: RunProcesses) => number[],
): Promise<number> {
  stack.declare(declared("pages/old"));
  await stack.up();
  const from = emulator.calls().length;
  stack.declare(declared("pages/new"));
  emulator.setFaults([
    { kind: "hang", when: "after", latencyMs: 1_500, match: { endpoint: "qrcodejumpdelete", nth: 1 } },
  ]);
  const cli = stack.start(["up", "--yes", "--skip-preview", "--parallel", "2"], { ownGroup: true });
  const processes = await processesOf(cli.pid ?? 0, "start.js");
  while (emulator.faultsPlayed().played === 0) await sleep(5);
  kill(to(processes), signal);
  expect((await cli).exitCode).not.toBe(0);
  expect(await timeToEnd(processes.provider, GRACE_MS)).toBeDefined();
  emulator.setFaults([]);
  return from;
}

/** The rules that a run has begun to write. */
function begun(emulator: Emulator, from: number): number {
  return new Set(writeCalls(emulator, from).map(({ body }) => (body as { prefix: string }).prefix)).size;
}

describeWithCli("a run with the plugin", () => {
  test("by Ctrl-C ends the swaps in hand, begins no other, and records what is live", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      const from = await interruptedUp(stack, emulator, "SIGINT", ({ cli }) => [-cli]);
      expect(begun(emulator, from)).toBeLessThanOrEqual(3);
      expect(Object.keys(live(emulator)).sort()).toEqual(PREFIXES);
      const recorded = (await stack.resources()).map(({ outputs }) => [outputs["prefix"], outputs["path"]] as const);
      expect(Object.fromEntries(recorded)).toEqual(live(emulator));
      await stack.up();
      expect(live(emulator)).toEqual(all("pages/new"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }));

  test("by a kill of the CLI leaves no plugin behind and no code dark", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      const from = await interruptedUp(stack, emulator, "SIGKILL", ({ cli }) => [cli]);
      expect(begun(emulator, from)).toBeLessThanOrEqual(3);
      expect(Object.keys(live(emulator)).sort()).toEqual(PREFIXES);
      expect(Object.values(live(emulator)).join()).not.toContain("unpublished");
      await stack.succeed("cancel", "--yes");
      await stack.succeed("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
      await stack.up();
      expect(live(emulator)).toEqual(all("pages/new"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }));
});
