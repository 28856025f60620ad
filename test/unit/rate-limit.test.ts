import { RateLimiter, type Need } from "../../provider/wechat/limits/rate-limit";
import { mostInAnySpan, Traffic } from "./rate-limit-support";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const rest = (...calls: string[]): Need => ({ priority: "rest", calls, perMinute: false });
const publish = (...calls: string[]): Need => ({ priority: "publish", calls, perMinute: false });
const swap = (more: Partial<Need> = {}): Need => ({
  priority: "first",
  calls: ["delete", "add", "publish"],
  perMinute: false,
  ...more,
});

describe("the limit a second", () => {
  test("lets five calls of an endpoint go at once and the sixth when the first is a second old", async () => {
    const traffic = new Traffic();
    for (let job = 0; job < 11; job++) void traffic.job("jobs", rest("add"));
    await traffic.finish();
    expect(traffic.timesOf("jobs")).toEqual([0, 0, 0, 0, 0, 1001, 1001, 1001, 1001, 1001, 2002]);
  });

  test("counts a call from its answer on, as nobody knows when WeChat counted it", async () => {
    const traffic = new Traffic(new RateLimiter(1));
    void traffic.job("slow", rest("add"), 400);
    void traffic.job("next", rest("add"));
    await traffic.finish();
    expect(traffic.timesOf("next")).toEqual([1401]);
  });

  test("is kept for each endpoint by itself", async () => {
    const traffic = new Traffic();
    for (let job = 0; job < 10; job++) void traffic.job("jobs", rest(job < 5 ? "add" : "delete"));
    await traffic.finish();
    expect(traffic.timesOf("jobs")).toEqual(Array(10).fill(0));
  });

  test("lets work on one endpoint pass work that waits for another", async () => {
    const traffic = new Traffic();
    for (let job = 0; job < 6; job++) void traffic.job("adds", publish("add"));
    void traffic.job("delete", rest("delete"));
    await traffic.finish();
    expect(traffic.timesOf("adds")).toEqual([0, 0, 0, 0, 0, 1001]);
    expect(traffic.timesOf("delete")).toEqual([0]);
  });

  test("counts a call that failed like any other, and passes its error on", async () => {
    const traffic = new Traffic(new RateLimiter(1));
    const failed = traffic.limiter.single("add", false, () => Promise.reject(new Error("no")));
    void traffic.job("next", rest("add"));
    await expect(failed).rejects.toThrow("no");
    await traffic.finish();
    expect(traffic.timesOf("next")).toEqual([1001]);
  });
});

describe("the limit a minute", () => {
  const perMinute = (calls = 200) => new RateLimiter(1000, calls);

  test("lets 200 calls about service-account rules go and the next when the first is a minute old", async () => {
    const traffic = new Traffic(perMinute());
    for (let job = 0; job < 201; job++) void traffic.single("reads", "get", true);
    await traffic.finish();
    const times = traffic.timesOf("reads");
    expect(times.slice(0, 200)).toEqual(Array(200).fill(0));
    expect(times[200]).toBe(60_060);
    expect(mostInAnySpan(traffic.sent, 60_000)).toBe(200);
  });

  test("does not count calls about link rules, nor hold them back when it is full", async () => {
    const traffic = new Traffic(perMinute(1));
    void traffic.job("link", rest("get"));
    void traffic.single("service", "get", true);
    void traffic.job("link", rest("get"));
    void traffic.single("service", "get", true);
    void traffic.job("link", rest("add"));
    await traffic.finish();
    expect(traffic.timesOf("link")).toEqual([0, 0, 0]);
    expect(traffic.timesOf("service")).toEqual([0, 60_060]);
  });

  test("delays a swap before its first call when it is full, never in the middle", async () => {
    const traffic = new Traffic(perMinute(4));
    for (let job = 0; job < 2; job++) void traffic.single("reads", "get", true);
    await jest.advanceTimersByTimeAsync(1);
    void traffic.job("swap", swap({ perMinute: true }), 50);
    await traffic.finish();
    expect(traffic.timesOf("swap")).toEqual([60_060, 60_110, 60_160]);
  });

  test("does not delay a swap that is under way, also when a read waits for a free slot", async () => {
    const traffic = new Traffic(perMinute(4));
    void traffic.single("read", "get", true);
    void traffic.job("swap", swap({ perMinute: true }), 50);
    await jest.advanceTimersByTimeAsync(1);
    void traffic.single("late read", "get", true);
    await traffic.finish();
    expect(traffic.timesOf("swap")).toEqual([0, 50, 100]);
    expect(traffic.timesOf("late read")).toEqual([60_060]);
  });

  test("also holds the spare slots of a swap free before its first call, so that repetitions are not delayed", async () => {
    const traffic = new Traffic(perMinute(6));
    void traffic.single("read", "get", true);
    await jest.advanceTimersByTimeAsync(1);
    void traffic.run(swap({ perMinute: true, spare: 3 }), async (turn) => {
      for (const endpoint of ["delete", "add", "add", "add", "add", "publish"]) {
        await turn.call(endpoint, traffic.call("swap", true, endpoint, 0));
      }
    });
    await traffic.finish();
    expect(traffic.timesOf("swap")).toEqual(Array(6).fill(60_060));
  });

  test("is not exceeded by two turns that use all their spare slots", async () => {
    const traffic = new Traffic(perMinute(4));
    for (const name of ["one", "two"]) {
      void traffic.run({ priority: "first", calls: ["add"], perMinute: true, spare: 2 }, async (turn) => {
        for (let call = 0; call < 3; call++) await turn.call("add", traffic.call(name, true, "add", 10));
      });
    }
    await traffic.finish();
    expect(traffic.sent).toHaveLength(6);
    expect(mostInAnySpan(traffic.sent, 60_000)).toBeLessThanOrEqual(4);
  });
});

describe("a turn", () => {
  test("gets the slots of all its calls at once, however long it is in using them", async () => {
    const traffic = new Traffic(new RateLimiter(1));
    void traffic.run(swap(), async (turn) => {
      for (const endpoint of ["delete", "add", "publish"]) {
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        await turn.call(endpoint, traffic.call("swap", false, endpoint, 0));
      }
    });
    void traffic.job("other", publish("publish"));
    await traffic.finish();
    expect(traffic.timesOf("swap")).toEqual([5_000, 10_000, 15_000]);
    expect(traffic.timesOf("other")).toEqual([16_001]);
  });

  test("gives back the slots that it did not use, at once", async () => {
    const traffic = new Traffic(new RateLimiter(1, 6));
    void traffic.run(swap({ perMinute: true, spare: 3 }), async () => {});
    void traffic.job("next", swap({ perMinute: true, spare: 3 }));
    await traffic.finish();
    expect(traffic.timesOf("next")).toEqual([0, 0, 0]);
  });

  test("gives them back also when its work fails, and passes the error on", async () => {
    const traffic = new Traffic(new RateLimiter(1, 3));
    const failed = traffic.limiter.inOneGo(swap({ perMinute: true }), () => Promise.reject(new Error("no")));
    void traffic.job("next", swap({ perMinute: true }));
    await expect(failed).rejects.toThrow("no");
    await traffic.finish();
    expect(traffic.timesOf("next")).toEqual([0, 0, 0]);
  });

  test("may send more calls than it asked for, in the next free slots", async () => {
    const traffic = new Traffic(new RateLimiter(2));
    void traffic.run(publish("add"), async (turn) => {
      for (let call = 0; call < 3; call++) await turn.call("add", traffic.call("job", false, "add", 0));
    });
    await traffic.finish();
    expect(traffic.timesOf("job")).toEqual([0, 0, 1001]);
  });

  test("may need more calls than go in a second, and then has them at the pace of the limit", async () => {
    const traffic = new Traffic(new RateLimiter(2));
    void traffic.job("job", publish("add", "add", "add", "add", "add"));
    await traffic.finish();
    expect(traffic.timesOf("job")).toEqual([0, 0, 1001, 1001, 2002]);
  });
});

describe("who goes first", () => {
  test("is a swap, then a publish, then the rest, whatever came first", async () => {
    const traffic = new Traffic(new RateLimiter(1));
    void traffic.job("busy", publish("publish"));
    void traffic.job("rest", rest("publish"));
    void traffic.job("publish", publish("publish"));
    void traffic.job("swap", swap());
    await traffic.finish();
    expect(traffic.sent.map(({ job }) => job)).toEqual(["busy", "swap", "swap", "swap", "publish", "rest"]);
  });

  test("is a read that others wait for, also before swaps that wait", async () => {
    const traffic = new Traffic(new RateLimiter(1));
    void traffic.job("first swap", swap());
    void traffic.job("second swap", swap({ calls: ["get", "add"] }));
    void traffic.single("read", "get");
    await traffic.finish();
    expect(traffic.timesOf("read")).toEqual([0]);
    expect(traffic.timesOf("second swap")).toEqual([1001, 1001]);
  });

  test("is in the order of their coming where they are alike", async () => {
    const traffic = new Traffic(new RateLimiter(1));
    const names = ["a", "b", "c", "d"];
    for (const name of names) void traffic.job(name, rest("add"));
    await traffic.finish();
    expect(traffic.sent.map(({ job }) => job)).toEqual(names);
  });

  test("is after some seconds also the rest, however many publishes keep coming", async () => {
    const traffic = new Traffic();
    const stream = setInterval(() => void traffic.job("publish", publish("publish")), 100);
    await jest.advanceTimersByTimeAsync(2_000);
    void traffic.job("rest", rest("publish"));
    await jest.advanceTimersByTimeAsync(20_000);
    clearInterval(stream);
    expect(traffic.timesOf("rest")).toHaveLength(1);
    expect(traffic.timesOf("rest")[0]).toBeGreaterThan(2_000);
  });

  test("is work on two endpoints also when others keep both busy in turns", async () => {
    const traffic = new Traffic(new RateLimiter(1));
    for (let job = 0; job < 5; job++) void traffic.job("adds", rest("add"));
    await jest.advanceTimersByTimeAsync(500);
    for (let job = 0; job < 5; job++) void traffic.job("publishes", rest("publish"));
    void traffic.job("both", publish("add", "publish"));
    await traffic.finish();
    expect(traffic.timesOf("both")).toEqual([1501, 1501]);
    expect(traffic.timesOf("adds").slice(0, 2)).toEqual([0, 2502]);
  });
});
