import { setTimeout as sleep } from "node:timers/promises";
import { startEmulator, type Emulator } from "../../emulator";
import { Stack } from "./stack";
import { describeWithCli, live, publishesSpent, writes } from "./support";

const UP = ["up", "--yes", "--skip-preview"];

const prefixes = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `https://${name}.example.com/${n}`);
const yaml = (list: string[], path = "pages/index/index"): string =>
  list.map((prefix) => `- {prefix: "${prefix}", path: ${path}}`).join("\n");
const served = (list: string[], path = "pages/index/index"): Record<string, string> =>
  Object.fromEntries(list.map((prefix) => [prefix, path]));

/** Two checkouts that work on one account; the second is made from the first by `second`. */
async function withTwo(
  second: (first: Stack, emulator: Emulator) => Stack | Promise<Stack>,
  test: (one: Stack, other: Stack, emulator: Emulator) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator();
  const one = await Stack.create(emulator);
  const other = await second(one, emulator);
  try {
    await test(one, other, emulator);
    expect([...one.leaks(), ...other.leaks()]).toEqual([]);
  } finally {
    other.dispose();
    one.dispose();
    await emulator.close();
  }
}

describeWithCli("two pipelines at once on one account", () => {
  test("with a stack each end well within the account's limits, and lose none of each other's rules", () =>
    withTwo(
      (_first, emulator) => Stack.create(emulator),
      async (one, other, emulator) => {
        const [shops, buses] = [prefixes("shop", 10), prefixes("bus", 10)];
        one.writeRules(yaml(shops));
        other.writeRules(yaml(buses));
        await Promise.all([one.up(), other.up()]);
        expect(live(emulator)).toEqual(served([...shops, ...buses]));
        expect(publishesSpent(emulator)).toBe(20);

        const from = emulator.calls().length;
        one.writeRules(yaml(shops, "pages/new/index"));
        await Promise.all([one.up(), other.destroy()]);
        expect(live(emulator)).toEqual(served(shops, "pages/new/index"));
        expect(publishesSpent(emulator, from)).toBe(10);
      },
    ));

  test("with the same stack: the second is told that the stack is locked, and does nothing when it is run again", () =>
    withTwo(
      (first) => first.checkOutAgain(),
      async (one, other, emulator) => {
        const shops = prefixes("shop", 3);
        one.writeRules(yaml(shops));
        other.writeRules(yaml(shops));
        emulator.setOptions({ latencyMs: 300 });
        const first = one.start(UP);
        while (emulator.calls().length === 0) await sleep(10);
        expect(await other.fail(UP)).toContain("the stack is currently locked");
        expect((await first).exitCode).toBe(0);
        expect(live(emulator)).toEqual(served(shops));

        const from = emulator.calls().length;
        expect(await other.up()).toContain("4 unchanged");
        expect(writes(emulator, from)).toEqual([]);
        expect(live(emulator)).toEqual(served(shops));
      },
    ));
});
