import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../emulator";
import { builtPlugin, withPluginStack, type Declared, type PluginStack } from "./plugin-stack";
import { kill, processesOf, timeToEnd, type RunProcesses } from "./process-tree";
import { describeWithCli, live, publishesSpent, writeCalls } from "./support";

const PREFIXES = [1, 2, 3, 4].map((n) => `https://qr.example.com/${n}`);
/** The plugin ends by itself within this time, whatever ended the CLI. */
const GRACE_MS = 5_000;
/** A run that gives up its reads ends within this time. The reads' own tries would take more than a minute. */
const AT_ONCE_MS = 20_000;
const UP = ["up", "--yes", "--skip-preview", "--parallel", "2"];

const NEW_RULE = { prefix: "https://qr.example.com/new", path: "pages/new" };

const declared = (path: string): Declared[] => PREFIXES.map((prefix) => ({ name: prefix, args: { prefix, path } }));
const all = (path: string): Record<string, string> => Object.fromEntries(PREFIXES.map((prefix) => [prefix, path]));
const toGroup = ({ cli }: RunProcesses): number[] => [-cli];
const toCli = ({ cli }: RunProcesses): number[] => [cli];
const toPlugin = ({ provider }: RunProcesses): number[] => [provider];
const toEach = (processes: RunProcesses): number[] => processes.all;

interface Signal {
  to: (processes: RunProcesses) => number[];
  name: NodeJS.Signals;
  times?: number;
}

let plugin: string;

beforeAll(async () => {
  plugin = await builtPlugin();
});

afterAll(() => rmSync(plugin, { recursive: true, force: true }));

/** Sends signals to an `up` while WeChat takes its time over the first call to `endpoint`. @returns once the plugin has ended too. */
async function interruptedUp(
  stack: PluginStack,
  emulator: Emulator,
  endpoint: "qrcodejumpadd" | "qrcodejumpdelete",
  { to, name, times = 1 }: Signal,
): Promise<void> {
  emulator.setFaults([{ kind: "hang", when: "after", latencyMs: 1_500, match: { endpoint, nth: 1 } }]);
  const cli = stack.start(UP, { ownGroup: true });
  const processes = await processesOf(cli.pid ?? 0, "start.js");
  while (emulator.faultsPlayed().played === 0) await sleep(5);
  for (let sent = 0; sent < times; sent++) {
    kill(to(processes), name);
    await sleep(200);
  }
  expect((await cli).exitCode).not.toBe(0);
  expect(await timeToEnd(processes.provider, GRACE_MS)).toBeDefined();
  emulator.setFaults([]);
}

/** Interrupts an `up` of four changed rules in its first swap, while the code is dark. @returns the calls before it. */
async function interruptedSwaps(stack: PluginStack, emulator: Emulator, signal: Signal): Promise<number> {
  stack.declare(declared("pages/old"));
  await stack.up();
  const from = emulator.calls().length;
  stack.declare(declared("pages/new"));
  await interruptedUp(stack, emulator, "qrcodejumpdelete", signal);
  return from;
}

/** The rules that a run has begun to write. */
function begun(emulator: Emulator, from: number): number {
  return new Set(writeCalls(emulator, from).map(({ body }) => (body as { prefix: string }).prefix)).size;
}

async function recorded(stack: PluginStack): Promise<Record<string, string>> {
  const rules = (await stack.resources()).map(({ outputs }) => outputs as { prefix: string; path: string });
  return Object.fromEntries(rules.map(({ prefix, path }) => [prefix, path]));
}

/** As docs/errors.md says under "After a crash". */
async function recover(stack: PluginStack): Promise<void> {
  await stack.succeed("cancel", "--yes");
  await stack.succeed("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  await stack.up();
}

describeWithCli("a run with the plugin that is interrupted", () => {
  test.each<[string, Signal]>([
    ["Ctrl-C in a terminal", { to: toGroup, name: "SIGINT" }],
    ["SIGTERM, as a pipeline's runner sends it", { to: toCli, name: "SIGTERM" }],
  ])("by %s ends the swaps in hand, begins no other, and records what is live", (_name, signal) =>
    withPluginStack(plugin, async (stack, emulator) => {
      const from = await interruptedSwaps(stack, emulator, signal);
      expect(begun(emulator, from)).toBeLessThanOrEqual(3);
      expect(Object.keys(live(emulator)).sort()).toEqual(PREFIXES);
      expect(await recorded(stack)).toEqual(live(emulator));
      await stack.up();
      expect(live(emulator)).toEqual(all("pages/new"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }),
  );

  test("by Ctrl-C in the middle of a rule set ends the swaps in hand, and records what is live", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      const set = (path: string) => ({ sets: [{ name: "set", rules: PREFIXES.map((prefix) => ({ prefix, path })) }] });
      stack.declareAll(set("pages/old"));
      await stack.up();
      const from = emulator.calls().length;
      stack.declareAll(set("pages/new"));
      await interruptedUp(stack, emulator, "qrcodejumpdelete", { to: toGroup, name: "SIGINT" });
      expect(Object.keys(live(emulator)).sort()).toEqual(PREFIXES);
      expect(await recorded(stack)).toEqual(live(emulator));
      await stack.up();
      expect(live(emulator)).toEqual(all("pages/new"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }));

  test("in the middle of creates publishes what it has added, and the next up makes the rest", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declare(declared("pages/index"));
      await interruptedUp(stack, emulator, "qrcodejumpadd", { to: toCli, name: "SIGINT" });
      expect(begun(emulator, 0)).toBeLessThanOrEqual(3);
      expect(await recorded(stack)).toEqual(live(emulator));
      await stack.up();
      expect(live(emulator)).toEqual(all("pages/index"));
      expect(publishesSpent(emulator)).toBe(PREFIXES.length);
    }));

  test.each<[string, Signal]>([
    ["a second Ctrl-C", { to: toGroup, name: "SIGINT", times: 2 }],
    ["SIGTERM to each of its processes", { to: toEach, name: "SIGTERM" }],
    ["SIGTERM to the plugin alone", { to: toPlugin, name: "SIGTERM" }],
    ["a kill of the CLI", { to: toCli, name: "SIGKILL" }],
  ])("by %s still ends the swaps in hand, so that no code stays dark", (_name, signal) =>
    withPluginStack(plugin, async (stack, emulator) => {
      const from = await interruptedSwaps(stack, emulator, signal);
      expect(begun(emulator, from)).toBeLessThanOrEqual(3);
      expect(Object.keys(live(emulator)).sort()).toEqual(PREFIXES);
      expect(Object.values(live(emulator)).join()).not.toContain("unpublished");
      await recover(stack);
      expect(live(emulator)).toEqual(all("pages/new"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }),
  );

  test.each<[string, string[], (stack: PluginStack) => void]>([
    ["a preview", ["preview"], (stack) => stack.declare(declared("pages/new"))],
    [
      "a preview of a rule set",
      ["preview"],
      (stack) => stack.declareAll({ sets: [{ name: "set", rules: [NEW_RULE] }] }),
    ],
    ["a refresh", ["refresh", "--yes", "--skip-preview"], () => undefined],
    ["a function", ["preview"], (stack) => stack.declare([], {}, { name: "getRules", args: {} })],
  ])("by Ctrl-C in %s ends at once, although WeChat never answers its reads", async (_what, command, declare) =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declare(declared("pages/old"));
      await stack.up();
      declare(stack);
      const from = emulator.calls().length;
      emulator.setFaults([{ kind: "timeout", match: { endpoint: "qrcodejumpget", every: 1 } }]);
      const cli = stack.start(command, { ownGroup: true });
      const processes = await processesOf(cli.pid ?? 0, "start.js");
      while (emulator.faultsPlayed().played === 0) await sleep(5);
      kill([-processes.cli], "SIGINT");
      expect(await timeToEnd(processes.cli, AT_ONCE_MS)).toBeDefined();
      expect((await cli).exitCode).not.toBe(0);
      expect(await timeToEnd(processes.provider, GRACE_MS)).toBeDefined();
      emulator.setFaults([]);
      expect(writeCalls(emulator, from)).toEqual([]);
      expect(await recorded(stack)).toEqual(all("pages/old"));
    }),
  );

  test("by a kill of its CLI in an outage leaves no plugin behind that has a dark code and nobody to tell of it", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      stack.declare(declared("pages/old"));
      await stack.up();
      const from = emulator.calls().length;
      stack.declare(declared("pages/new"));
      emulator.setFaults([{ kind: "reset", lastsMs: 600_000, match: { endpoint: "qrcodejumpadd" } }]);
      const cli = stack.start(UP, { ownGroup: true });
      const processes = await processesOf(cli.pid ?? 0, "start.js");
      while (emulator.faultsPlayed().played === 0) await sleep(5);
      // A line is said after five seconds.
      await sleep(4_000);
      kill([processes.cli], "SIGKILL");
      await cli;
      expect(await timeToEnd(processes.provider, 6 * GRACE_MS)).toBeDefined();

      emulator.setFaults([]);
      await recover(stack);
      expect(live(emulator)).toEqual(all("pages/new"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }));

  test("by a kill of the plugin alone, while a code is dark, ends with an error, and its recovery loses nothing", () =>
    withPluginStack(plugin, async (stack, emulator) => {
      const from = await interruptedSwaps(stack, emulator, { to: toPlugin, name: "SIGKILL" });
      expect(Object.keys(live(emulator)).length).toBeLessThan(PREFIXES.length);
      await recover(stack);
      expect(live(emulator)).toEqual(all("pages/new"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }));
});
