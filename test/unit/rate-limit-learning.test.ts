import { RateLimiter } from "../../provider/wechat/limits/rate-limit";
import { mostInAnySpan, mostPerEndpoint, Traffic } from "./rate-limit-support";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const ENDPOINTS = ["delete", "add", "publish", "get"];

/** Many calls to every endpoint, all wanted at once. */
async function rush(traffic: Traffic, name = "rush"): Promise<void> {
  const from = traffic.sent.length;
  for (let job = 0; job < 12; job++) {
    for (const endpoint of ENDPOINTS) {
      void traffic.job(name, { priority: "publish", calls: [endpoint], perMinute: false }, 20);
    }
  }
  await traffic.finish();
  expect(traffic.sent.length - from).toBe(48);
}

/** WeChat refuses a call that is sent now. */
async function refuse({ limiter }: Traffic): Promise<void> {
  await jest.advanceTimersByTimeAsync(1);
  const sentAtMs = limiter.clock();
  await jest.advanceTimersByTimeAsync(10);
  limiter.tooFast(sentAtMs);
}

test("every endpoint has its own limit as long as WeChat does not say otherwise", async () => {
  const traffic = new Traffic();
  await rush(traffic);
  expect(mostPerEndpoint(traffic.sent)).toBe(5);
  expect(mostInAnySpan(traffic.sent, 1_000)).toBe(20);
});

test("all endpoints share one limit once WeChat has refused a call", async () => {
  const traffic = new Traffic();
  await refuse(traffic);
  await rush(traffic);
  expect(mostInAnySpan(traffic.sent, 1_000)).toBe(5);
});

test("pairs of calls use all of a shared limit, and every pair that is begun ends within a second or so", async () => {
  const traffic = new Traffic();
  await refuse(traffic);
  const pair = { priority: "publish", calls: ["add", "publish"], perMinute: false } as const;
  for (let index = 0; index < 50; index++) void traffic.job(`pair ${index}`, pair, 20);
  await traffic.finish();
  expect(mostInAnySpan(traffic.sent, 1_000)).toBe(5);
  // 100 calls, 5 in each 1,030 ms.
  expect(Math.max(...traffic.sent.map(({ answeredAtMs }) => answeredAtMs))).toBeLessThan(20 * 1_030 + 100);
  for (let index = 0; index < 50; index++) {
    const [add = 0, publish = Infinity] = traffic.timesOf(`pair ${index}`);
    expect(publish - add).toBeLessThan(1_100);
  }
});

test("a swap under a shared limit begins only when all its calls can be sent back to back", async () => {
  const traffic = new Traffic();
  await refuse(traffic);
  for (let index = 0; index < 20; index++) {
    void traffic.job(`pair ${index}`, { priority: "publish", calls: ["add", "publish"], perMinute: false }, 20);
  }
  void traffic.job("swap", { priority: "first", calls: ["delete", "add", "publish"], perMinute: false }, 20);
  await traffic.finish();
  const [first = 0, ...others] = traffic.timesOf("swap");
  expect(others.map((sentAtMs) => sentAtMs - first)).toEqual([20, 40]);
  expect(first).toBeLessThan(2_100);
});

test("calls sent before WeChat's refusal count towards the limit that it taught", async () => {
  const traffic = new Traffic();
  for (const endpoint of ENDPOINTS)
    void traffic.job("before", { priority: "publish", calls: [endpoint], perMinute: false });
  await refuse(traffic);
  void traffic.job("after", { priority: "publish", calls: ["add"], perMinute: false });
  void traffic.job("after", { priority: "publish", calls: ["get"], perMinute: false });
  await traffic.finish();
  expect(traffic.timesOf("after")).toEqual([11, 1001]);
});

test("the shared limit gets smaller with every refusal of a call that was sent under it, but never less than one", async () => {
  for (const [refusals, limit] of [
    [2, 4],
    [3, 3],
    [4, 2],
    [5, 1],
    [9, 1],
  ] as const) {
    const traffic = new Traffic();
    for (let refusal = 0; refusal < refusals; refusal++) await refuse(traffic);
    await rush(traffic);
    expect(mostInAnySpan(traffic.sent, 1_000)).toBe(limit);
  }
});

test("the refusals of several calls that were all sent before the first refusal teach only once", async () => {
  const traffic = new Traffic();
  const sentAtMs = traffic.limiter.clock();
  await jest.advanceTimersByTimeAsync(10);
  for (let refusal = 0; refusal < 4; refusal++) traffic.limiter.tooFast(sentAtMs + refusal);
  await rush(traffic);
  expect(mostInAnySpan(traffic.sent, 1_000)).toBe(5);
});

test("the refusal of a call that was sent before the last lesson, but answered after it, teaches nothing", async () => {
  const traffic = new Traffic();
  await refuse(traffic);
  const beforeSecondLesson = traffic.limiter.clock();
  await jest.advanceTimersByTimeAsync(5);
  await refuse(traffic);
  traffic.limiter.tooFast(beforeSecondLesson);
  await rush(traffic);
  expect(mostInAnySpan(traffic.sent, 1_000)).toBe(4);
});

test("the shared limit begins with what the settings allow a second", async () => {
  const traffic = new Traffic(new RateLimiter(3));
  await refuse(traffic);
  await rush(traffic);
  expect(mostInAnySpan(traffic.sent, 1_000)).toBe(3);
});

describe("the minute of service-account rules", () => {
  const limiter = () => new RateLimiter(1_000, 10);
  const ask = (traffic: Traffic, job: string, endpoint: string, count: number, perMinute = true): void => {
    for (let call = 0; call < count; call++) {
      void traffic.job(job, { priority: "publish", calls: [endpoint], perMinute });
    }
  };
  const swap = (perMinute = true) =>
    ({ priority: "first", calls: ["delete", "add", "publish"], perMinute, spare: 3 }) as const;

  test("is each endpoint's own as long as WeChat does not say otherwise", async () => {
    const traffic = new Traffic(limiter());
    ask(traffic, "adds", "add", 11);
    ask(traffic, "reads", "get", 10);
    await traffic.finish();
    expect(traffic.timesOf("adds")).toEqual([...Array<number>(10).fill(0), 60_060]);
    expect(traffic.timesOf("reads")).toEqual(Array(10).fill(0));
  });

  test("lets a pair begin when the place of its second call will be free by the time its first is answered", async () => {
    const traffic = new Traffic(limiter());
    for (let pair = 0; pair < 11; pair++) {
      void traffic.job(`pair ${pair}`, { priority: "publish", calls: ["add", "publish"], perMinute: true }, 100);
    }
    await traffic.finish();
    expect(traffic.timesOf("pair 10")).toEqual([60_160, 60_260]);
  });

  test("is the account's once WeChat has refused a call for it, and all calls before count", async () => {
    const traffic = new Traffic(limiter());
    ask(traffic, "before", "add", 4);
    ask(traffic, "before", "get", 4);
    await jest.advanceTimersByTimeAsync(1);
    traffic.limiter.minuteIsShared();
    ask(traffic, "after", "publish", 3);
    await traffic.finish();
    expect(traffic.timesOf("after")).toEqual([1, 1, 60_060]);
  });

  test("is taken for the account's as soon as there is a swap, which waits with its code served and not between its calls", async () => {
    const traffic = new Traffic(limiter());
    ask(traffic, "before", "add", 5);
    ask(traffic, "before", "get", 5);
    await jest.advanceTimersByTimeAsync(1);
    void traffic.job("swap", swap(), 20);
    await jest.advanceTimersByTimeAsync(60_060);
    ask(traffic, "after", "get", 10);
    await traffic.finish();
    expect(traffic.timesOf("swap")).toEqual([60_060, 60_080, 60_100]);
    // 7 beside the three of the swap and none in its spare places, which are free again when it has ended.
    expect(mostInAnySpan(traffic.sent, 60_000)).toBe(10);
    expect(traffic.timesOf("after").filter((sentAtMs) => sentAtMs < 61_000)).toHaveLength(7);
  });

  test("is not touched by the swap of a link rule", async () => {
    const traffic = new Traffic(limiter());
    void traffic.job("swap", swap(false));
    ask(traffic, "adds", "add", 10);
    ask(traffic, "reads", "get", 10);
    await traffic.finish();
    expect(new Set([...traffic.timesOf("adds"), ...traffic.timesOf("reads")])).toEqual(new Set([0]));
  });
});

describe("a call takes the place of one to another endpoint", () => {
  test("once the account's second is shared", () => {
    const limiter = new RateLimiter();
    expect([limiter.isShared(false), limiter.isShared(true)]).toEqual([false, false]);
    limiter.tooFast(limiter.clock());
    expect([limiter.isShared(false), limiter.isShared(true)]).toEqual([true, true]);
  });

  test("once the account's minute is shared, if that is about service-account rules and the minute is the tighter limit", () => {
    for (const [callsPerMinute, tighter] of [
      [200, true],
      [300, false],
    ] as const) {
      const limiter = new RateLimiter(5, callsPerMinute);
      limiter.minuteIsShared();
      expect([limiter.isShared(false), limiter.isShared(true)]).toEqual([false, tighter]);
    }
  });
});
