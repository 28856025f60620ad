import type { Rule } from "../../provider/rules/rule";
import { lookAtMade } from "../../provider/stack-program/made-rules";
import { clock } from "../../provider/system/clock";
import { WechatError } from "../../provider/wechat/errors";
import type { LiveRules } from "../../provider/wechat/live-rules";
import { linkRule, useTimeThatIsWaitedFor } from "./support";

const now = useTimeThatIsWaitedFor();

const numbered = (count: number): Rule[] =>
  Array.from({ length: count }, (_, n) => linkRule({ prefix: `https://qr.example.com/${n}/` }));

/** Reads that take so long, and show what was there when they began. */
function shows(show: (rule: Rule) => Rule | undefined, takesMs = 0) {
  const findNow = jest.fn(async (rule: Rule) => {
    const shown = show(rule);
    await clock.sleep(takesMs);
    return shown;
  });
  return { live: { findNow } as unknown as LiveRules, findNow };
}

describe("the look at what a run has made", () => {
  test("warns of nothing where all is as it is declared, after one read", async () => {
    const { live, findNow } = shows((rule) => rule);
    expect(await lookAtMade(numbered(3), live, true)).toEqual([]);
    expect(findNow).toHaveBeenCalledTimes(3);
  });

  test.each([0, 6_000])("waits until a write had time to show, with reads of %i ms", async (takesMs) => {
    const { live } = shows((rule) => (now() >= 9_000 ? rule : { ...rule, published: false }), takesMs);
    expect(await lookAtMade(numbered(1), live, true)).toEqual([]);
  });

  test("names what differs, the first ten with a line each", async () => {
    const { live } = shows(() => undefined);
    const warnings = await lookAtMade(numbered(12), live, true);
    expect(warnings).toHaveLength(11);
    expect(warnings[0]).toMatch(
      /^https:\/\/qr\.example\.com\/0\/ is not as it is declared: as of .+, WeChat has no such rule\. Run "pulumi up" again\.$/,
    );
    expect(warnings[10]).toBe(
      "The same holds for 2 other rules: https://qr.example.com/10/, https://qr.example.com/11/.",
    );
  });

  test("names what it could not look at", async () => {
    const { live } = shows(() => {
      throw new WechatError({ action: "read", outcome: "unknown", reason: "no answer", remedy: "wait" });
    });
    expect(await lookAtMade(numbered(2), live, true)).toEqual([
      'What this run has made could not be looked at in the end: read: no answer; wait. Run "pulumi up" again, which looks at it first. ' +
        "It made https://qr.example.com/0/, https://qr.example.com/1/.",
    ]);
    const [warning] = await lookAtMade(numbered(103), live, true);
    expect(warning).toMatch(/\/99\/ and 3 more\.$/);
  });
});
