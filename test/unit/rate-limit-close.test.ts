import { RateLimiter, type Need } from "../../provider/wechat/limits/rate-limit";
import { Traffic } from "./rate-limit-support";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const ENDED = new Error("nothing more is begun");
const swap: Need = { priority: "first", calls: ["delete", "add", "publish"], perMinute: false };

/** When the limiter says that all work under way has ended, in ms since the beginning. */
async function closedAtMs({ limiter, startedAtMs }: Traffic): Promise<number> {
  await limiter.close(ENDED);
  return Math.round(performance.now() - startedAtMs);
}

describe("a limiter that is closed", () => {
  test("lets work under way send all its calls, also those that it did not ask for, and waits for its end", async () => {
    const traffic = new Traffic(new RateLimiter(1));
    void traffic.run(swap, async (turn) => {
      for (const endpoint of ["delete", "add", "add", "publish"]) {
        await turn.call(endpoint, traffic.call("swap", false, endpoint, 100));
      }
    });
    await jest.advanceTimersByTimeAsync(1);
    const closed = closedAtMs(traffic);
    await traffic.finish();
    expect(traffic.sent.map(({ endpoint }) => endpoint)).toEqual(["delete", "add", "add", "publish"]);
    expect(await closed).toBe(Math.round(traffic.sent[3]?.answeredAtMs ?? 0));
  });

  test("lets work under way read", async () => {
    const traffic = new Traffic();
    void traffic.run(swap, async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await traffic.single("read", "get");
    });
    await jest.advanceTimersByTimeAsync(1);
    const closed = closedAtMs(traffic);
    await traffic.finish();
    expect(traffic.timesOf("read")).toEqual([50]);
    expect(await closed).toBe(50);
  });

  test("lets work that waits fail with the reason, at once and without a call", async () => {
    const traffic = new Traffic(new RateLimiter(1));
    void traffic.job("under way", swap, 100);
    const waiting = traffic.job("waiting", swap);
    const failure = expect(waiting).rejects.toBe(ENDED);
    await jest.advanceTimersByTimeAsync(1);
    void closedAtMs(traffic);
    await failure;
    await traffic.finish();
    expect(traffic.timesOf("waiting")).toEqual([]);
    expect(traffic.timesOf("under way")).toHaveLength(3);
  });

  test("begins nothing that comes later, and has nothing to wait for", async () => {
    const traffic = new Traffic();
    expect(await closedAtMs(traffic)).toBe(0);
    await expect(traffic.job("late", swap)).rejects.toBe(ENDED);
    expect(traffic.sent).toEqual([]);
  });
});
