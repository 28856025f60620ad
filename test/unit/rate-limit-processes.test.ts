import { RateLimiter } from "../../provider/wechat/limits/rate-limit";
import { Traffic } from "./rate-limit-support";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("calls that another process has just sent count for a second, of their endpoint alone", async () => {
  const traffic = new Traffic();
  traffic.limiter.countElsewhere("get");
  traffic.limiter.countElsewhere("get");
  await jest.advanceTimersByTimeAsync(300);
  for (let call = 0; call < 5; call++) void traffic.single("read", "get");
  for (let call = 0; call < 5; call++) void traffic.single("add", "add");
  await traffic.finish();
  expect(traffic.timesOf("read")).toEqual([300, 300, 300, 1_001, 1_001]);
  expect(traffic.timesOf("add")).toEqual([300, 300, 300, 300, 300]);
});

test("and for a minute", async () => {
  const traffic = new Traffic(new RateLimiter(5, 4));
  traffic.limiter.countElsewhere("get");
  for (let call = 0; call < 4; call++) void traffic.single("read", "get", true);
  await traffic.finish();
  expect(traffic.timesOf("read")).toEqual([0, 0, 0, 60_060]);
});

test("a process can wait until few of its calls count", async () => {
  const { limiter, ...traffic } = new Traffic();
  const sent = [0, 100, 200].map(async (ms) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    await limiter.single("get", false, () => Promise.resolve());
  });
  await jest.advanceTimersByTimeAsync(200);
  await Promise.all(sent);
  const waited: Record<string, number> = {};
  const waits = [3, 1].map((most) =>
    limiter.untilFew("get", most).then(() => (waited[`${most}`] = Math.round(performance.now() - traffic.startedAtMs))),
  );
  await jest.advanceTimersByTimeAsync(2_000);
  await Promise.all(waits);
  expect(waited).toEqual({ 1: 1_101, 3: 200 });
});
