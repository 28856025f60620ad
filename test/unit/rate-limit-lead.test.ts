import type { Need } from "../../provider/wechat/limits/rate-limit";
import { mostInAnySpan, Traffic } from "./rate-limit-support";

const PAIR = { priority: "publish", calls: ["add", "publish"], perMinute: false } as const;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a pair begins when the slot of its second call will be free by the time its first is answered", async () => {
  const traffic = new Traffic();
  for (let pair = 0; pair < 10; pair++) void traffic.job(`pair ${pair}`, PAIR, 100);
  await traffic.finish();
  // The first pairs were answered after 100 and 200 ms: a second later, and 1 ms for the clocks, come the adds, then the publishes.
  expect(traffic.timesOf("pair 5")).toEqual([1_101, 1_201]);
  for (const endpoint of PAIR.calls) {
    const calls = traffic.sent.filter((call) => call.endpoint === endpoint);
    expect(mostInAnySpan(calls, 1_000)).toBeLessThanOrEqual(5);
  }
});

test("the first pairs, before any call has shown how long one takes, wait for all their slots", async () => {
  const traffic = new Traffic();
  for (let call = 0; call < 5; call++) void traffic.job(`publish ${call}`, { ...PAIR, calls: ["publish"] }, 0);
  void traffic.job("pair", PAIR, 100);
  await traffic.finish();
  expect(traffic.timesOf("pair")).toEqual([1_001, 1_101]);
});

describe("where answers take longer than the fastest did", () => {
  /** A call of 20 ms, then 40 pairs whose calls take `latencyMs`. @returns when the calls of the last two in the same place were sent. */
  async function play(last: Need, latencyMs: number, lastLatencyMs = latencyMs): Promise<[number[], number[]]> {
    const traffic = new Traffic();
    await Promise.all([traffic.single("fast", "get", false, 20), traffic.finish()]);
    for (let pair = 0; pair < 40; pair++) {
      if (pair < 39) void traffic.job(`pair ${pair}`, PAIR, latencyMs);
      else void traffic.job(`pair ${pair}`, last, lastLatencyMs);
      await jest.advanceTimersByTimeAsync(1);
    }
    await traffic.finish();
    return [traffic.timesOf("pair 34"), traffic.timesOf("pair 39")];
  }

  test.each([
    [30, 1_032],
    [100, 1_162],
  ])(
    "a pair begins when its second call will wait no longer than twice the fastest: answers of %p ms",
    async (latencyMs, cycleMs) => {
      const [[before = 0], [after = 0]] = await play(PAIR, latencyMs);
      expect(Math.abs(after - before - cycleMs)).toBeLessThanOrEqual(1);
    },
  );

  test("a swap goes by the fastest, since its code is dark while a call waits for its slot", async () => {
    const swap: Need = { priority: "first", calls: ["add", "publish"], perMinute: false };
    const [, [add = 0, publish = 0]] = await play(swap, 30, 20);
    expect(publish - add).toBe(20);
  });
});
