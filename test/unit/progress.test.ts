import { Progress } from "../../provider/text/progress";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A progress on fake time, and a way to let a piece of work take so many seconds. */
function progress(total?: number) {
  const lines: string[] = [];
  const tracked = new Progress(
    "deleted",
    (line) => lines.push(line),
    total,
    () => Date.now(),
  );
  const work = (seconds: number): Promise<void> =>
    tracked.track(new Promise((resolve) => setTimeout(resolve, seconds * 1000)));
  const pass = (seconds: number): Promise<void> => jest.advanceTimersByTimeAsync(seconds * 1000);
  return { lines, tracked, work, pass };
}

describe("the progress line", () => {
  test("comes every five seconds with what is done, the pace, and the time left", async () => {
    const { lines, work, pass } = progress(100);
    for (let n = 0; n < 100; n++) void work(0.5 + n);
    await pass(10.1);
    expect(lines).toEqual([
      "5 of 100 rules deleted, 1.0 a second, 1 min 35 s left",
      "10 of 100 rules deleted, 1.0 a second, 1 min 30 s left",
    ]);
  });

  test("leaves out what is not known: the total, or the pace before anything has ended", async () => {
    const unknown = progress();
    void unknown.work(4);
    void unknown.work(9);
    await unknown.pass(5);
    expect(unknown.lines).toEqual(["1 rule deleted, 0.2 a second"]);
    const slow = progress(2);
    void slow.work(9);
    await slow.pass(5);
    expect(slow.lines).toEqual(["0 of 2 rules deleted, 0.0 a second"]);
  });

  test("goes by the pace of the last half minute", async () => {
    const { lines, work, pass } = progress(1000);
    for (let n = 0; n < 100; n++) void work(0.1);
    for (let n = 0; n < 100; n++) void work(40 + n * 10);
    await pass(60);
    expect(lines.at(-1)).toBe("103 of 1000 rules deleted, 0.1 a second, 149 min 30 s left");
  });

  test("does not come for short work, and ends when the work does, failed work included", async () => {
    const { lines, tracked, work, pass } = progress();
    await Promise.all([work(1), pass(1)]);
    await expect(tracked.track(Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    await pass(60);
    expect(lines).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
