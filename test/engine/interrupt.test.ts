import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../emulator";
import { descendantsOf, kill, processesOf, timeToEnd, type RunProcesses } from "./process-tree";
import type { Stack } from "./stack";
import { describeWithCli, live, publishesSpent, withStack, writeCalls } from "./support";

const PREFIXES = [1, 2, 3, 4].map((n) => `https://qr.example.com/${n}`);
/** The provider ends by itself within this time, whatever ended the CLI. */
const GRACE_MS = 5_000;
/** A run that gives up its reads ends within this time. The reads' own tries would take more than a minute. */
const AT_ONCE_MS = 20_000;

const yaml = (path: string, prefixes = PREFIXES): string =>
  prefixes.map((prefix) => `- {prefix: "${prefix}", path: ${path}}`).join("\n");
const all = (path: string): Record<string, string> => Object.fromEntries(PREFIXES.map((prefix) => [prefix, path]));
const toGroup = ({ cli }: RunProcesses): number[] => [-cli];
const toCli = ({ cli }: RunProcesses): number[] => [cli];
const toEach = (processes: RunProcesses): number[] => processes.all;

interface Signal {
  to: (processes: RunProcesses) => number[];
  name: NodeJS.Signals;
  times?: number;
}

/**
 * Runs `up`, two rules at a time, and sends it signals while WeChat takes its time over the first call to `endpoint`.
 * @returns the run's exit code and output, once its provider has ended as well.
 */
async function interruptedUp(
  stack: Stack,
  emulator: Emulator,
  endpoint: "qrcodejumpadd" | "qrcodejumpdelete",
  { to, name, times = 1 }: Signal,
): Promise<{ exitCode: number; output: string }> {
  emulator.setFaults([{ kind: "hang", when: "after", latencyMs: 1_500, match: { endpoint, nth: 1 } }]);
  const cli = stack.start(["up", "--yes", "--skip-preview", "--parallel", "2"], { ownGroup: true });
  const processes = await processesOf(cli.pid ?? 0);
  while (emulator.faultsPlayed().played === 0) await sleep(5);
  for (let sent = 0; sent < times; sent++) {
    kill(to(processes), name);
    await sleep(200);
  }
  const { exitCode, all: output = "" } = await cli;
  expect(await timeToEnd(processes.provider, GRACE_MS)).toBeDefined();
  emulator.setFaults([]);
  return { exitCode, output };
}

/** What the state says of each rule, as {@link live} says it of WeChat. */
async function recorded(stack: Stack): Promise<Record<string, string>> {
  const rules = (await stack.resources()).map(({ outputs }) => outputs as { prefix: string; path: string });
  return Object.fromEntries(rules.map(({ prefix, path }) => [prefix, path]));
}

/** The rules that a run has begun to write. */
function begun(emulator: Emulator, from: number): string[] {
  const bodies = writeCalls(emulator, from).map(({ body }) => body as { prefix: string });
  return [...new Set(bodies.map(({ prefix }) => prefix))];
}

describeWithCli("a run that is interrupted", () => {
  test.each<[string, Signal]>([
    ["Ctrl-C in a terminal", { to: toGroup, name: "SIGINT" }],
    ["SIGTERM, as a pipeline's runner sends it", { to: toCli, name: "SIGTERM" }],
  ])("by %s ends the swaps in hand, begins no other, and records what is live", (_name, signal) =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml("pages/old/index"));
      await stack.up();
      const from = emulator.calls().length;
      stack.writeRules(yaml("pages/new/index"));
      const { exitCode, output } = await interruptedUp(stack, emulator, "qrcodejumpdelete", signal);
      expect(exitCode).not.toBe(0);
      expect(output).toContain("update canceled");
      expect(begun(emulator, from).length).toBeLessThanOrEqual(3);
      expect(await recorded(stack)).toEqual(live(emulator));

      await stack.up();
      expect(live(emulator)).toEqual(all("pages/new/index"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }),
  );

  test("in the middle of creates publishes what it has added, and the next up makes the rest", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml("pages/index/index"));
      await interruptedUp(stack, emulator, "qrcodejumpadd", { to: toCli, name: "SIGINT" });
      expect(begun(emulator, 0).length).toBeLessThanOrEqual(3);
      expect(await recorded(stack)).toEqual(live(emulator));
      await stack.up();
      expect(live(emulator)).toEqual(all("pages/index/index"));
      expect(publishesSpent(emulator)).toBe(PREFIXES.length);
    }));

  test.each<[string, Signal]>([
    ["a second Ctrl-C", { to: toGroup, name: "SIGINT", times: 2 }],
    ["SIGTERM to each of its processes", { to: toEach, name: "SIGTERM" }],
    ["SIGTERM to each of its processes, twice", { to: toEach, name: "SIGTERM", times: 2 }],
  ])("by %s still ends the swaps in hand, so that no code stays dark", (_name, signal) =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml("pages/old/index"));
      await stack.up();
      const from = emulator.calls().length;
      stack.writeRules(yaml("pages/new/index"));
      const { exitCode } = await interruptedUp(stack, emulator, "qrcodejumpdelete", signal);
      expect(exitCode).not.toBe(0);
      expect(begun(emulator, from).length).toBeLessThanOrEqual(3);
      expect(Object.keys(live(emulator)).sort()).toEqual(PREFIXES);
      expect(Object.values(live(emulator)).join()).not.toContain("unpublished");

      await stack.succeed("cancel", "--yes");
      await stack.succeed("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
      await stack.up();
      expect(live(emulator)).toEqual(all("pages/new/index"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }),
  );

  test("by a kill of its CLI leaves no provider behind that has a dark code and nobody to tell of it", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml("pages/old/index"));
      await stack.up();
      const from = emulator.calls().length;
      stack.writeRules(yaml("pages/new/index"));
      emulator.setFaults([{ kind: "reset", lastsMs: 600_000, match: { endpoint: "qrcodejumpadd" } }]);
      const cli = stack.start(["up", "--yes", "--skip-preview"], { ownGroup: true });
      const processes = await processesOf(cli.pid ?? 0);
      while (emulator.faultsPlayed().played === 0) await sleep(5);
      // A line is said after five seconds.
      await sleep(4_000);
      kill([processes.cli], "SIGKILL");
      await cli;
      expect(await timeToEnd(processes.provider, 6 * GRACE_MS)).toBeDefined();

      emulator.setFaults([]);
      await stack.succeed("cancel", "--yes");
      await stack.up();
      expect(live(emulator)).toEqual(all("pages/new/index"));
      expect(publishesSpent(emulator, from)).toBe(PREFIXES.length);
    }));

  test.each([
    ["a preview", ["preview"]],
    ["an up before it has begun", ["up", "--yes", "--skip-preview"]],
  ])("by Ctrl-C in %s ends at once, although WeChat never answers its reads", (_what, command) =>
    withStack(async (stack, emulator) => {
      stack.writeRules(yaml("pages/old/index"));
      await stack.up();
      stack.writeRules(yaml("pages/new/index"));
      const from = emulator.calls().length;
      emulator.setFaults([{ kind: "timeout", match: { endpoint: "qrcodejumpget", every: 1 } }]);
      const cli = stack.start(command, { ownGroup: true });
      const pid = cli.pid ?? 0;
      while (emulator.faultsPlayed().played === 0) await sleep(5);
      const processes = descendantsOf(pid);
      kill([-pid], "SIGINT");
      for (const one of processes) expect(await timeToEnd(one, AT_ONCE_MS)).toBeDefined();
      expect((await cli).exitCode).not.toBe(0);
      emulator.setFaults([]);
      expect(writeCalls(emulator, from)).toEqual([]);
      expect(Object.values(await recorded(stack))).toEqual(PREFIXES.map(() => "pages/old/index"));
    }),
  );
});
