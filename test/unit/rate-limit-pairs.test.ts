import type { Need } from "../../provider/wechat/limits/rate-limit";
import { mostInAnySpan, Traffic } from "./rate-limit-support";

const PAIR: Need = { priority: "publish", calls: ["add", "publish"], perMinute: false };

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe("pairs of an add and a publish", () => {
  test.each([25, 100])(
    "use every slot where an answer takes %i ms: ten seconds for fifty of them",
    async (latencyMs) => {
      const traffic = new Traffic();
      for (let pair = 0; pair < 50; pair++) void traffic.job(`pair ${pair}`, PAIR, latencyMs);
      await traffic.finish();
      const [add = 0, publish = 0] = traffic.timesOf("pair 45");
      expect(add).toBeLessThan(9 * (1_002 + latencyMs));
      expect(publish - add).toBeLessThanOrEqual(Math.max(latencyMs, 100));
      for (const endpoint of PAIR.calls) {
        expect(
          mostInAnySpan(
            traffic.sent.filter((call) => call.endpoint === endpoint),
            1_000,
          ),
        ).toBeLessThanOrEqual(5);
      }
    },
  );

  test("never wait between the calls of a swap, since its code is dark", async () => {
    const traffic = new Traffic();
    for (let call = 0; call < 5; call++) void traffic.job(`publish ${call}`, { ...PAIR, calls: ["publish"] }, 50);
    void traffic.job("swap", { ...PAIR, priority: "first" }, 10);
    await traffic.finish();
    const [add = 0, publish = 0] = traffic.timesOf("swap");
    expect(publish - add).toBe(10);
  });
});
