import { Traffic, mostInAnySpan } from "./rate-limit-support";

const PAIR = { priority: "publish", calls: ["add", "publish"], perMinute: false } as const;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a pair begins when the slot of its second call will be free by the time its first is answered", async () => {
  const traffic = new Traffic();
  for (let pair = 0; pair < 10; pair++) void traffic.job(`pair ${pair}`, PAIR, 100);
  await traffic.finish();
  // The first pairs were answered after 100 and 200 ms: a second later, and 2 ms for the clocks, come the adds, then the publishes.
  expect(traffic.timesOf("pair 5")).toEqual([1_102, 1_202]);
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
  expect(traffic.timesOf("pair")).toEqual([1_002, 1_102]);
});
