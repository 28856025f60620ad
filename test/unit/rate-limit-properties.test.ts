import fc from "fast-check";
import { RateLimiter, type Need } from "../../provider/wechat/rate-limit";
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

test("WeChat never counts more than 5 calls a second for an endpoint nor 200 a minute, and every job ends", async () => {
  let busiest = 0;
  const plan = fc.array(job, { minLength: 100, maxLength: 150, size: "max" });
  await fc.assert(
    fc.asyncProperty(plan, async (jobs) => {
      const traffic = new Traffic();
      await playAll(traffic, jobs);
      expect(mostPerEndpoint(traffic.sent)).toBeLessThanOrEqual(5);
      expect(mostInAnySpan(ofService(traffic), 60_000)).toBeLessThanOrEqual(200);
      busiest = Math.max(busiest, mostInAnySpan(ofService(traffic), 60_000));
    }),
    { numRuns: 15 },
  );
  expect(busiest).toBe(200);
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
      for (let lesson = 0; lesson < lessons; lesson++) {
        await jest.advanceTimersByTimeAsync(1);
        traffic.limiter.tooFast(traffic.limiter.clock());
      }
      await playAll(traffic, jobs);
      expect(mostPerEndpoint(traffic.sent)).toBeLessThanOrEqual(perSecond);
      expect(mostInAnySpan(ofService(traffic), 60_000)).toBeLessThanOrEqual(perMinute);
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
