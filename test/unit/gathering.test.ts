import timers from "node:timers/promises";
import { Gathering } from "../../provider/reconcile/gathering";

beforeEach(() => {
  jest.useFakeTimers();
  jest.spyOn(timers, "setTimeout").mockImplementation((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

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
  expect(await goneOnAt(new Gathering(200, 4_000, 25), 100, 1_000, 2_000)).toEqual([2_200, 2_200, 2_200]);
});

test("it waits no longer than it may", async () => {
  expect(await goneOnAt(new Gathering(200, 4_000, 25), 100, 9_000)).toEqual([4_100, 9_200]);
});

test("work that begins shortly after the last has ended is waited for too", async () => {
  const gathering = new Gathering(200, 4_000, 25);
  const later = after(250)().then(() => goneOnAt(gathering, 500));
  expect(await goneOnAt(gathering, 100)).toEqual([950]);
  expect(await later).toEqual([700]);
});

test("alone it waits only for others that may be about to begin", async () => {
  expect(await goneOnAt(new Gathering(200, 4_000, 25), 100)).toEqual([300]);
});

test("work that fails holds nothing back", async () => {
  const gathering = new Gathering(200, 4_000, 25);
  const failing = gathering.track(() => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await goneOnAt(gathering, 100)).toEqual([300]);
});

test("work that begins while other is under way is waited for together with it", async () => {
  const gathering = new Gathering(200, 4_000, 25);
  const later = after(500)().then(() => goneOnAt(gathering, 300));
  expect(await goneOnAt(gathering, 100, 1_000)).toEqual([1_200, 1_200]);
  expect(await later).toEqual([700]);
});

test("work that begins and ends while all is quiet makes it begin anew", async () => {
  const gathering = new Gathering(200, 4_000, 25);
  const later = after(150)().then(() => gathering.track(after(100)));
  expect(await goneOnAt(gathering, 100)).toEqual([450]);
  await later;
});

test("those that went on count no more among those that wait, and leave no timer", async () => {
  const gathering = new Gathering(200, 4_000, 3);
  for (let times = 0; times < 2; times++) {
    const alone = gathering.track(after(100)).then(() => gathering.settled());
    await jest.advanceTimersByTimeAsync(300);
    await alone;
    expect(jest.getTimerCount()).toBe(0);
  }
  expect(await goneOnAt(gathering, 100, 1_000)).toEqual([1_200, 1_200]);
});

test("when enough wait, they go on without the others", async () => {
  expect(await goneOnAt(new Gathering(200, 4_000, 3), 100, 200, 300, 1_000, 2_000)).toEqual([
    300, 300, 300, 2_200, 2_200,
  ]);
});
