import { RateLimiter, type Need } from "../../provider/wechat/limits/rate-limit";
import { mostInAnySpan, mostPerEndpoint, Traffic } from "./rate-limit-support";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const swap = (more: Partial<Need> = {}): Need => ({
  priority: "first",
  calls: ["delete", "add", "publish"],
  perMinute: false,
  ...more,
});

describe("turns that read before they go on", () => {
  const readingSwap = (traffic: Traffic, name: string, need = swap()): void => {
    void traffic.run(need, async (turn) => {
      await traffic.single("read", "get", need.perMinute);
      for (const endpoint of need.calls) await turn.call(endpoint, traffic.call(name, need.perMinute, endpoint, 10));
    });
  };

  test("do not wait for each other for ever when there are more of them than go at once", async () => {
    const traffic = new Traffic();
    for (let job = 0; job < 8; job++) readingSwap(traffic, `swap ${job}`);
    await traffic.finish(60_000);
    expect(traffic.unfinished).toBe(0);
    expect(mostPerEndpoint(traffic.sent)).toBeLessThanOrEqual(5);
  });

  test.each([1, 2, 3, 6])(
    "get their reads also when they hold all the %p slots of a minute",
    async (callsPerMinute) => {
      const traffic = new Traffic(new RateLimiter(5, callsPerMinute));
      for (let job = 0; job < 2; job++) readingSwap(traffic, `swap ${job}`, swap({ perMinute: true, spare: 3 }));
      await traffic.finish();
      expect(traffic.unfinished).toBe(0);
      expect(mostInAnySpan(traffic.sent, 60_000)).toBeLessThanOrEqual(callsPerMinute);
    },
  );

  test.each([1, 2, 3, 4])("get their reads also when the whole account is down to %p calls a second", async (left) => {
    const traffic = new Traffic();
    for (let refusal = 0; refusal <= 5 - left; refusal++) {
      await jest.advanceTimersByTimeAsync(1);
      traffic.limiter.tooFast(traffic.limiter.clock());
    }
    for (let job = 0; job < 3; job++) readingSwap(traffic, `swap ${job}`);
    await traffic.finish(60_000);
    expect(traffic.unfinished).toBe(0);
    expect(mostInAnySpan(traffic.sent, 1_000)).toBeLessThanOrEqual(left);
  });
});
