import { Gathering } from "../../provider/gathering";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const after = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** When `settled` lets work go on that is over after each of these times. */
async function goneOnAt(gathering: Gathering, ...lengthsMs: number[]): Promise<number[]> {
  const began = performance.now();
  const times = lengthsMs.map(async (ms) => {
    await gathering.track(after(ms)).catch(() => undefined);
    await gathering.settled();
    return Math.round(performance.now() - began);
  });
  await jest.advanceTimersByTimeAsync(60_000);
  return Promise.all(times);
}

test("work that ends waits for the other that is under way", async () => {
  expect(await goneOnAt(new Gathering(4_000), 100, 1_000, 2_000)).toEqual([2_000, 2_000, 2_000]);
});

test("it waits no longer than it may", async () => {
  expect(await goneOnAt(new Gathering(4_000), 100, 9_000)).toEqual([4_100, 9_000]);
});

test("alone it does not wait", async () => {
  expect(await goneOnAt(new Gathering(4_000), 100)).toEqual([100]);
});

test("work that fails holds nothing back", async () => {
  const gathering = new Gathering(4_000);
  const failing = gathering.track(() => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await goneOnAt(gathering, 100)).toEqual([100]);
});
