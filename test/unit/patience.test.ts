import { clock } from "../../provider/system/clock";
import { WechatError } from "../../provider/wechat/errors";
import { UsualPatience } from "../../provider/wechat/patience";
import { useTimeThatIsWaitedFor } from "./support";

const now = useTimeThatIsWaitedFor();
beforeEach(() => jest.spyOn(Math, "random").mockReturnValue(1));

const failure = (more: Partial<ConstructorParameters<typeof WechatError>[0]>): WechatError =>
  new WechatError({ action: "add it", outcome: "notSent", reason: "no", remedy: "wait", ...more });

/** How often a call is sent that always fails so. */
async function sent(why: unknown): Promise<number> {
  const patience = new UsualPatience();
  let count = 1;
  while (await patience.again(why)) count += 1;
  return count;
}

test.each<[string, unknown, number]>([
  ["five times where it was not sent", failure({}), 5],
  ["five times where its outcome is unknown", failure({ outcome: "unknown" }), 5],
  ["once where WeChat refuses it", failure({ outcome: "refused", code: 85074 }), 1],
  ["once where there is no use in more", failure({ isFinal: true }), 1],
  ["twice where a token is dead: once with a fresh one", failure({ outcome: "refused", retry: "freshToken" }), 2],
  ["once where the failure is no call's", new Error("no"), 1],
])("a call is sent %s", async (_how, why, times) => {
  expect(await sent(why)).toBe(times);
});

test.each(["slower", "nextMinute"] as const)(
  "a call is sent for two minutes and a little where WeChat asks for another pace: %s",
  async (retry) => {
    await sent(failure({ outcome: "refused", retry }));
    expect(now()).toBeGreaterThanOrEqual(125_000);
    expect(now()).toBeLessThanOrEqual(130_000);
  },
);

test("the waits grow up to five seconds", async () => {
  const sleep = jest.spyOn(clock, "sleep");
  await sent(failure({ outcome: "refused", retry: "slower" }));
  expect(sleep.mock.calls.slice(0, 7).map(([ms]) => ms)).toEqual([300, 600, 1_200, 2_400, 4_800, 5_000, 5_000]);
});
