import { startEmulator, type CallRecord, type Emulator, type OptionsInput } from "../../emulator";
import type { Rule } from "../../provider/rules/rule";
import { ACCOUNT, linkRule, plant, serviceRule } from "../unit/support";
import { EngineModel } from "./engine-model";
import { darknesses, historyOf, type Darkness } from "./served";

const LATENCY_MS = 80;
const JITTER_MS = 100;
const MANY = { linkRuleLimit: 1_000, publishQuota: 1_000 };
/** A swap's own three calls, one more, and what timers and a busy machine take. */
const LONGEST_DARK_MS = 4 * LATENCY_MS + 700;

const links = (count: number): Rule[] =>
  Array.from({ length: count }, (_, index) => linkRule({ prefix: `https://qr.example.com/many/${index}` }));
const codes = (count: number): Rule[] =>
  Array.from({ length: count }, (_, index) => serviceRule({ prefix: `http://weixin.qq.com/q/02many${index}` }));
const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

async function withEmulator<T>(options: OptionsInput, work: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ ...MANY, ...options });
  try {
    return await work(emulator);
  } finally {
    await emulator.close();
  }
}

/**
 * Lets so many rules be under way when the page of a live one changes, and cancels the rest after the swap.
 * @param whenBusy what happens between the start of the crowd and the swap.
 * @returns when the code was dark, how many calls were waiting or under way when the swap came, the log, and the swap's time.
 */
async function swapInACrowd(emulator: Emulator, crowd: Rule[], live: Rule, whenBusy: () => Promise<void>) {
  plant(emulator, live);
  const start = emulator.state().rules;
  const engine = new EngineModel(emulator, { callsPerSecond: 5, callsPerMinute: emulator.options.minuteLimit });
  const wanted = { ...live, path: "pages/new/index" };
  engine.remember(live);
  const others = engine.up([...crowd, live]);
  await whenBusy();
  const queued = crowd.length * 2 - emulator.calls().filter(({ endpoint }) => /add|publish/.test(endpoint)).length;
  const { provider } = engine;
  if (!provider) throw new Error("the run has not begun");
  const cameAtMs = performance.now();
  await provider.update(live.prefix, { ...live, account: ACCOUNT }, { ...wanted });
  const tookMs = performance.now() - cameAtMs;
  const calls = [...emulator.calls()];
  await provider.stop();
  await others;
  return { dark: darknesses(historyOf(start, calls).get(live.prefix) ?? []), queued, calls, tookMs };
}

const refusals = (calls: readonly CallRecord[]): CallRecord[] =>
  calls.filter(({ errcode }) => errcode === 44990 || errcode === 45011);

function expectShortlyDark({ dark, queued, calls }: Awaited<ReturnType<typeof swapInACrowd>>, atLeast: number): void {
  expect(queued).toBeGreaterThanOrEqual(atLeast);
  expect(dark).toHaveLength(1);
  const [{ fromMs, untilMs }] = dark as [{ fromMs: number; untilMs: number }];
  process.stdout.write(
    `a swap among ${queued} queued calls: dark for ${Math.round(untilMs - fromMs)} ms ` +
      `(${((untilMs - fromMs) / LATENCY_MS).toFixed(1)} call latencies)\n`,
  );
  expect(untilMs - fromMs).toBeLessThan(LONGEST_DARK_MS);
  expect(refusals(calls)).toEqual([]);
}

describe("a page that changes while 500 other calls wait", () => {
  test("goes before all of them and is dark for little more than its own calls, as a link rule", async () => {
    await withEmulator({ latencyMs: LATENCY_MS }, async (emulator) => {
      const run = await swapInACrowd(emulator, links(270), linkRule(), () => pause(2_500));
      expectShortlyDark(run, 500);
      // The crowd alone takes more than 50 s.
      expect(run.tookMs).toBeLessThan(5_000);
    });
  });

  test("is dark for little more than its own calls, as a service-account rule with most of the minute used up", async () => {
    await withEmulator({ latencyMs: LATENCY_MS, minuteLimit: 60 }, async (emulator) => {
      const nearlyFull = async (): Promise<void> => {
        while (emulator.calls().length < 50) await pause(20);
      };
      const run = await swapInACrowd(emulator, codes(280), serviceRule(), async () => {
        await nearlyFull();
        letPass(54_000);
      });
      expectShortlyDark(run, 500);
    });
  });

  test("waits for the minute with its code served, not dark, when all of the minute is used up", async () => {
    await withEmulator({ latencyMs: LATENCY_MS, minuteLimit: 40 }, async (emulator) => {
      const run = await swapInACrowd(emulator, codes(280), serviceRule(), async () => {
        while (emulator.calls().filter(({ endpoint }) => endpoint !== "stable_token").length < 39) await pause(20);
        // All is used up for about 50 s more, of which the test sits out the last three.
        letPass(52_000);
      });
      expectShortlyDark(run, 500);
    });
  });
});

describe("a page that changes where WeChat counts the minute for the account, and no answer has said so yet", () => {
  test.each([3, 4])("is not begun when only %p calls are left in the minute", async (left) => {
    const used = 13;
    const callsPerMinute = used + left;
    const options = { latencyMs: LATENCY_MS, limit: "per-account", minuteLimit: callsPerMinute } as const;
    await withEmulator(options, async (emulator) => {
      const live = serviceRule();
      plant(emulator, live);
      const start = emulator.state().rules;
      const engine = new EngineModel(emulator, { callsPerSecond: 5, callsPerMinute });
      engine.remember(live);
      expect(await engine.up([...codes(6), live])).toEqual([]);
      const { provider } = engine;
      if (!provider) throw new Error("the run has not begun");
      const counted = emulator.calls().filter(({ endpoint, errcode }) => endpoint !== "stable_token" && errcode === 0);
      expect(counted).toHaveLength(used);
      letPass(56_000);
      await provider.update(live.prefix, { ...live, account: ACCOUNT }, { ...live, path: "pages/new/index" });
      const [{ fromMs, untilMs }] = darknesses(historyOf(start, emulator.calls()).get(live.prefix) ?? []) as [Darkness];
      expect(untilMs - fromMs).toBeLessThan(LONGEST_DARK_MS);
    });
  });
});

describe("a steady run within WeChat's limits, with answers that take up to 100 ms longer", () => {
  const steady = { callsPerSecond: 5, callsPerMinute: 200 };

  test("never meets a refusal, or none after the first has taught it that all endpoints share one limit", async () => {
    const learning = withEmulator({ jitterMs: JITTER_MS, limit: "per-account" }, async (emulator) => {
      expect(await new EngineModel(emulator, steady).up(links(50))).toEqual([]);
      const calls = emulator.calls();
      const first = refusals(calls)[0];
      if (!first) throw new Error("there was nothing to learn from");
      // Calls on their way when the first refusal came could not know.
      const later = calls.filter(({ at }) => at > (first.answeredAt as number) + JITTER_MS);
      expect(later.length).toBeGreaterThan(80);
      expect(refusals(later)).toEqual([]);
    });
    const known = [links(80), codes(60)].map((rules) =>
      withEmulator({ jitterMs: JITTER_MS }, async (emulator) => {
        expect(await new EngineModel(emulator, steady).up(rules)).toEqual([]);
        expect(emulator.state().rules.filter(({ state }) => state === 2)).toHaveLength(rules.length);
        expect(refusals(emulator.calls())).toEqual([]);
      }),
    );
    await Promise.all([learning, ...known]);
  });
});

/** The emulator and the limiter read the same clock: an idle time that nobody has to sit through. */
let shiftMs = 0;
const clock = performance.now.bind(performance);
const letPass = (ms: number): void => void (shiftMs += ms);
beforeAll(() => jest.spyOn(performance, "now").mockImplementation(() => clock() + shiftMs));
afterAll(() => jest.restoreAllMocks());
