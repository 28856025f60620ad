import { getEventListeners } from "node:events";
import { Dark } from "../../provider/reconcile/dark";
import { UnclearError } from "../../provider/reconcile/settled-writes";
import { clock } from "../../provider/system/clock";
import { WechatError } from "../../provider/wechat/errors";
import { useTimeThatIsWaitedFor } from "./support";

const now = useTimeThatIsWaitedFor();

const failure = (more: Partial<ConstructorParameters<typeof WechatError>[0]> = {}): WechatError =>
  new WechatError({ action: "add it", outcome: "notSent", reason: "no way there", remedy: "wait", ...more });

const made: Dark[] = [];
function darkFor(forMs: number, ending = new AbortController()) {
  const said: string[] = [];
  const dark = new Dark("the code", { forMs, say: (line) => said.push(line), signal: ending.signal });
  made.push(dark);
  return { dark, said, ending };
}
afterEach(() => made.splice(0).forEach((dark) => dark.end()));

/** For how long failures are outlasted. */
async function outlasted(dark: Dark): Promise<number> {
  while (await dark.again(failure()));
  return now();
}

describe("what keeps a code dark", () => {
  test("is tried again until the time is over", async () => {
    const lasted = await outlasted(darkFor(60_000).dark);
    expect(lasted).toBeGreaterThanOrEqual(60_000);
    expect(lasted).toBeLessThan(65_000);
  });

  test("is tried again for a moment only once the process is to end, also where that was so from the start", async () => {
    const { dark, ending } = darkFor(600_000);
    ending.abort();
    expect(dark.isOver).toBe(false);
    await clock.sleep(3_400);
    expect([dark.isOver, await dark.again(failure())]).toEqual([false, true]);
    await clock.sleep(200);
    expect([dark.isOver, await dark.again(failure())]).toEqual([true, false]);
    const late = darkFor(600_000, ending).dark;
    await clock.sleep(3_600);
    expect(late.isOver).toBe(true);
  });

  test("is not tried for longer because the process is to end", async () => {
    const { dark, ending } = darkFor(1_000);
    ending.abort();
    await clock.sleep(1_100);
    expect(dark.isOver).toBe(true);
  });

  test("is tried again at once when the process is to end during a wait", async () => {
    const { dark, ending } = darkFor(600_000);
    jest.spyOn(clock, "sleep").mockReturnValue(new Promise(() => undefined));
    const again = dark.again(failure());
    ending.abort();
    expect(await again).toBe(true);
  });

  test("is tried again soon when a step was done since: that failure is a new one", async () => {
    const { dark } = darkFor(600_000);
    for (let tries = 0; tries < 8; tries++) await dark.again(failure());
    dark.progress();
    const before = now();
    await dark.again(failure());
    expect(now() - before).toBeLessThanOrEqual(300);
  });

  test.each([
    ["what WeChat refuses for good", failure({ outcome: "refused", code: 85074 }), false],
    ["a pace that WeChat asks for", failure({ outcome: "refused", code: 45011, retry: "nextMinute" }), true],
    ["an address that is not in the allow-list", failure({ outcome: "refused", code: 40164 }), true],
    ["what could not be read", new UnclearError("no"), true],
    ["what is not begun any more", new Error("no"), false],
  ])("is tried again or not: %s", async (_what, why, expected) => {
    const { dark } = darkFor(60_000);
    dark.begin();
    expect(await dark.again(why)).toBe(expected);
  });

  test("is tried again where sending it again seems of no use, but not before the code is dark", async () => {
    const useless = failure({ isFinal: true });
    const { dark } = darkFor(60_000);
    expect(await dark.again(useless)).toBe(false);
    dark.begin();
    expect(await dark.again(useless)).toBe(true);
  });

  test("is outlasted for its whole time from the moment on in which the code is dark, and for two minutes before", async () => {
    const lasted = await outlasted(darkFor(600_000).dark);
    expect(lasted).toBeGreaterThanOrEqual(120_000);
    expect(lasted).toBeLessThan(126_000);
    const { dark } = darkFor(600_000);
    const from = now();
    await clock.sleep(100_000);
    dark.begin();
    await clock.sleep(100_000);
    dark.begin();
    expect((await outlasted(dark)) - from).toBeGreaterThanOrEqual(700_000);
    expect(now() - from).toBeLessThan(706_000);
  });

  test("is waited for in between also once the process is to end, for short at first", async () => {
    const { dark, ending } = darkFor(600_000);
    for (let tries = 0; tries < 8; tries++) await dark.again(failure());
    ending.abort();
    const before = now();
    await dark.again(failure());
    expect(now() - before).toBeLessThanOrEqual(300);
    let release = (): void => undefined;
    jest.spyOn(clock, "sleep").mockReturnValue(new Promise((resolve) => (release = resolve)));
    let isOver = false;
    const again = dark.again(failure()).then(() => (isOver = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    release();
    await again;
  });

  test("is not outlasted for longer by its being dark, once the process is to end", async () => {
    const { dark, ending } = darkFor(600_000);
    ending.abort();
    dark.begin();
    await clock.sleep(3_600);
    expect(dark.isOver).toBe(true);
  });
});

describe("what is said of a dark code", () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ["performance", "nextTick", "setImmediate"] }));
  afterEach(() => jest.useRealTimers());

  test("is nothing before it is dark and before anything has failed, and nothing after its end", async () => {
    const { dark, said, ending } = darkFor(60_000);
    jest.advanceTimersByTime(20_000);
    expect(said).toEqual([]);
    await dark.again(failure());
    jest.advanceTimersByTime(5_000);
    expect(said).toEqual([
      expect.stringMatching(/^the code waits to be changed since .+: add it: no way there; wait\. It is tried/),
    ]);
    dark.begin();
    jest.advanceTimersByTime(5_000);
    expect(said[1]).toMatch(/^the code is dark since .+: add it: no way there; wait\./);
    dark.progress();
    jest.advanceTimersByTime(5_000);
    expect(said[2]).toMatch(/: its new rule is on its way\./);
    dark.end();
    jest.advanceTimersByTime(60_000);
    expect(said).toHaveLength(3);
    expect(getEventListeners(ending.signal, "abort")).toEqual([]);
  });
});
