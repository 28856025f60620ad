import fc from "fast-check";
import { RateLimiter, type Need } from "../../provider/wechat/limits/rate-limit";
import { mostInAnySpan, mostPerEndpoint, Traffic } from "./rate-limit-support";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const ENDPOINTS = ["qrcodejumpdelete", "qrcodejumpadd", "qrcodejumppublish", "qrcodejumpget"];

const endpoint = fc.constantFrom(...ENDPOINTS);
const latencyMs = fc.integer({ min: 0, max: 100 });
const need: fc.Arbitrary<Need> = fc.record({
  priority: fc.constantFrom("first", "publish", "rest"),
  calls: fc.array(endpoint, { minLength: 1, maxLength: 3 }),
  perMinute: fc.boolean(),
  spare: fc.integer({ min: 0, max: 3 }),
});
const job = fc.record({
  need,
  startMs: fc.integer({ min: 0, max: 3_000 }),
  latenciesMs: fc.array(latencyMs, { minLength: 8, maxLength: 8 }),
  /** A read that the turn waits for before its first call, as a look at the publish quota is. */
  reads: fc.boolean(),
  /** How many of the calls it asked for it does not send. */
  unsent: fc.integer({ min: 0, max: 1 }),
  /** Calls beyond those it asked for, as repetitions are. */
  more: fc.array(endpoint, { maxLength: 3 }),
});
type Job = typeof job extends fc.Arbitrary<infer T> ? T : never;

async function play(
  traffic: Traffic,
  name: string,
  { need, startMs, latenciesMs, reads, unsent, more }: Job,
): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, startMs));
  const latencies = latenciesMs.values();
  const latency = (): number => latencies.next().value ?? 0;
  const calls = [...need.calls.slice(0, need.calls.length - unsent), ...more];
  await traffic.run(need, async (turn) => {
    if (reads) await traffic.single(name, "qrcodejumpget", need.perMinute, latency());
    for (const one of calls) await turn.call(one, traffic.call(name, need.perMinute, one, latency()));
  });
}

async function playAll(traffic: Traffic, jobs: Job[]): Promise<void> {
  let ended = 0;
  jobs.forEach((one, index) => void play(traffic, `job ${index}`, one).then(() => (ended += 1)));
  await jest.advanceTimersByTimeAsync(3_000);
  await traffic.finish();
  expect(ended).toBe(jobs.length);
}

const ofService = (traffic: Traffic) => traffic.sent.filter(({ perMinute }) => perMinute);

test("WeChat never counts more than 5 calls a second nor so many a minute for an endpoint, and every job ends", async () => {
  let busiest = 0;
  const plan = fc.array(job, { minLength: 100, maxLength: 150, size: "max" });
  await fc.assert(
    fc.asyncProperty(plan, async (jobs) => {
      const traffic = new Traffic(new RateLimiter(5, 40));
      // A swap of a service-account rule would have all endpoints share the minute.
      const plain = jobs.map(({ need, ...rest }): Job => {
        return { ...rest, need: { ...need, priority: need.priority === "first" ? "publish" : need.priority } };
      });
      await playAll(traffic, plain);
      expect(mostPerEndpoint(traffic.sent)).toBeLessThanOrEqual(5);
      const busy = mostPerEndpoint(ofService(traffic), 60_000);
      expect(busy).toBeLessThanOrEqual(40);
      busiest = Math.max(busiest, busy);
    }),
    { numRuns: 15 },
  );
  expect(busiest).toBe(40);
}, 60_000);

test("with a swap about, no call is sent that would be more than the minute holds for the whole account", async () => {
  const plan = fc.array(job, { minLength: 20, maxLength: 60, size: "max" });
  let full = 0;
  await fc.assert(
    fc.asyncProperty(plan, async (jobs) => {
      const traffic = new Traffic(new RateLimiter(5, 20));
      const swaps = jobs.filter(({ need }) => need.priority === "first" && need.perMinute);
      const sinceMs = Math.min(...swaps.map(({ startMs }) => startMs));
      await playAll(traffic, jobs);
      const calls = ofService(traffic);
      for (const call of calls.filter(({ sentAtMs }) => sentAtMs > sinceMs + 1)) {
        const before = calls.filter(
          ({ sentAtMs, answeredAtMs }) => sentAtMs <= call.sentAtMs && answeredAtMs > call.sentAtMs - 60_000,
        );
        expect(before.length).toBeLessThanOrEqual(20);
        if (before.length === 20) full += 1;
      }
    }),
    { numRuns: 25 },
  );
  expect(full).toBeGreaterThan(0);
}, 60_000);

test("the same holds for any limits, however small, and also after WeChat has taught that the account counts", async () => {
  const limits = fc.record({
    perSecond: fc.integer({ min: 1, max: 5 }),
    perMinute: fc.integer({ min: 1, max: 30 }),
    lessons: fc.integer({ min: 0, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(limits, fc.array(job, { maxLength: 12 }), async ({ perSecond, perMinute, lessons }, jobs) => {
      const traffic = new Traffic(new RateLimiter(perSecond, perMinute));
      if (lessons > 0) traffic.limiter.minuteIsShared();
      for (let lesson = 0; lesson < lessons; lesson++) {
        await jest.advanceTimersByTimeAsync(1);
        traffic.limiter.tooFast(traffic.limiter.clock());
      }
      await playAll(traffic, jobs);
      expect(mostPerEndpoint(traffic.sent)).toBeLessThanOrEqual(perSecond);
      expect(mostPerEndpoint(ofService(traffic), 60_000)).toBeLessThanOrEqual(perMinute);
      const inAMinute = lessons === 0 ? Infinity : perMinute;
      expect(mostInAnySpan(ofService(traffic), 60_000)).toBeLessThanOrEqual(inAMinute);
      const together = lessons === 0 ? Infinity : Math.max(1, perSecond + 1 - lessons);
      expect(mostInAnySpan(traffic.sent, 1_000)).toBeLessThanOrEqual(together);
    }),
    { numRuns: 100 },
  );
}, 60_000);

test("a turn that holds its slots is never held up by the minute limit before its last call", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(job, { minLength: 10, maxLength: 40, size: "max" }), async (jobs) => {
      const traffic = new Traffic(new RateLimiter(5, 60));
      traffic.limiter.minuteIsShared();
      const plain = jobs.map((one) => ({ ...one, reads: false, more: [], unsent: 0 }));
      await playAll(traffic, plain);
      plain.forEach((one, index) => {
        const [first = 0, ...others] = traffic.timesOf(`job ${index}`);
        for (const sentAtMs of others) expect(sentAtMs - first).toBeLessThanOrEqual(300);
        expect(others).toHaveLength(one.need.calls.length - 1);
      });
    }),
    { numRuns: 25 },
  );
}, 60_000);
