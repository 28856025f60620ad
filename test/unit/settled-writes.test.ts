import { SettledWrites, UnclearError } from "../../provider/reconcile/settled-writes";
import type { Rule } from "../../provider/rules/rule";
import { clock } from "../../provider/system/clock";
import type { WechatClient } from "../../provider/wechat/client";
import { WechatError, type Outcome } from "../../provider/wechat/errors";
import type { Turn } from "../../provider/wechat/limits/rate-limit";
import type { LiveRules } from "../../provider/wechat/live-rules";
import type { Patience } from "../../provider/wechat/patience";
import { errorOf, linkRule, useTimeThatIsWaitedFor } from "./support";

const now = useTimeThatIsWaitedFor();

const rule = linkRule();
const added = linkRule({ published: false });
const turn = {} as Turn;

const failure = (outcome: Outcome, code?: number): WechatError =>
  new WechatError({ action: "write", outcome, reason: "no", remedy: "wait", ...(code !== undefined && { code }) });
const unclear = failure("unknown");

type Answer = WechatError | undefined;

/** Writes of a client that answers as told, the last answer again and again, and reads that show what `show` says. */
function writesThat(answers: Answer[], show: () => Rule | undefined) {
  const left = [...answers];
  const write = jest.fn((..._: unknown[]): Promise<void> => {
    const answer = left.length > 1 ? left.shift() : left[0];
    return answer ? Promise.reject(answer) : Promise.resolve();
  });
  const client = {
    add: (_turn: Turn, _rule: Rule, { patience }: { patience?: Patience }) => write(patience),
    publish: (_turn: Turn, _rule: Rule, patience?: Patience) => write(patience),
    delete: (_turn: Turn, _rule: Rule, patience?: Patience) => write(patience),
    inOneGo: (_rule: Rule, _need: unknown, work: (turn: Turn) => Promise<void>) => work(turn),
    readsAreScarce: () => false,
  } as unknown as WechatClient;
  const read = jest.fn(() => Promise.resolve().then(show));
  const wrote = jest.fn();
  const live = { findNow: read, wrote } as unknown as LiveRules;
  return { writes: new SettledWrites(client, live), write, read, wrote };
}

/** Shows something from a time on, and until then what was there before. */
const from = (ms: number, then: Rule | undefined, before?: Rule) => (): Rule | undefined =>
  now() >= ms ? then : before;
const fails = (): never => {
  throw failure("refused", 48001);
};

describe("a write", () => {
  test("that was unclear and is then refused, because it was done, is done", async () => {
    const { writes, write } = writesThat([unclear, failure("refused", 85071)], from(4_000, added));
    await writes.add(turn, rule);
    expect(write).toHaveBeenCalledTimes(2);
  });

  test("is not taken for done by what reads may still show of the time before it", async () => {
    const { writes, write } = writesThat([unclear, undefined], from(10_000, added, rule));
    await writes.publish(turn, rule, { readFromMs: 10_000 });
    expect(write).toHaveBeenCalledTimes(2);
  });

  test("is not sent again for what a read shows that began before the write had time to show", async () => {
    const { writes, write, read } = writesThat([unclear], from(9_000, rule, added));
    read.mockImplementation(async () => {
      const shown = from(9_000, rule, added)();
      await clock.sleep(6_000);
      return shown;
    });
    await writes.publish(turn, rule);
    expect(write).toHaveBeenCalledTimes(1);
  });

  test("is not taken for done by an older rule that a delete has left in place", async () => {
    const published = writesThat([unclear, undefined], () => rule);
    await published.writes.add(turn, added);
    expect(published.write).toHaveBeenCalledTimes(2);
    const otherPage = writesThat([unclear, undefined], () => ({ ...rule, path: "pages/old" }));
    await otherPage.writes.publish(turn, rule);
    expect(otherPage.write).toHaveBeenCalledTimes(2);
  });

  test("is not taken for done by a draft of somebody's that opens another page", async () => {
    const { writes } = writesThat([unclear, failure("refused", 85071)], () => ({ ...added, path: "pages/theirs" }));
    expect(await errorOf(writes.add(turn, rule))).toMatchObject({ code: 85071 });
  });

  test("gets the patience with which faults are outlasted, from the start or not", async () => {
    const patience: Patience = { again: () => Promise.resolve(false) };
    const { writes, write } = writesThat([undefined], () => undefined);
    await writes.publish(turn, rule, { patience });
    await writes.publish(turn, rule, { patience, fromStart: false });
    expect(write.mock.calls).toEqual([[patience], [undefined]]);
  });

  test("is noted as sent unless it certainly was not", async () => {
    for (const [answer, times] of [
      [undefined, 1],
      [failure("refused", 85074), 1],
      [failure("notSent"), 0],
    ] as const) {
      const { writes, wrote } = writesThat([answer], () => undefined);
      await writes.publish(turn, rule).catch(() => undefined);
      expect(wrote).toHaveBeenCalledTimes(times);
    }
  });

  test("whose outcome cannot be read is an error of its own", async () => {
    const { writes } = writesThat([unclear], fails);
    const error = await errorOf(writes.publish(turn, rule));
    expect(error).toBeInstanceOf(UnclearError);
    expect(error.message).toMatch(/^write: no; wait\. Whether it was done could not be read: write: 48001/);
  });
});

describe("a look", () => {
  const isThere = (found: Rule | undefined): boolean => found !== undefined;

  test("is repeated often at first and every two seconds then, until writes had time to show", async () => {
    const { writes, read } = writesThat([], () => undefined);
    await writes.look(rule, isThere, { forMs: 10_000 });
    expect(now()).toBeGreaterThanOrEqual(10_000);
    expect(now()).toBeLessThanOrEqual(12_000);
    expect(read.mock.calls.length).toBeGreaterThanOrEqual(7);
    expect(read.mock.calls.length).toBeLessThanOrEqual(10);
  });

  test("that may not trust reads before a time has its whole time after that", async () => {
    const { writes } = writesThat([], from(19_000, rule));
    expect(await writes.look(rule, isThere, { forMs: 10_000, readFromMs: 10_000 })).toEqual(rule);
  });

  test("goes together with others the first time only: what is repeated does not wait for them", async () => {
    const { writes, read } = writesThat([], from(1_000, rule));
    const find = jest.fn(() => Promise.resolve(undefined));
    await writes.look(rule, isThere, { forMs: 10_000, firstMs: 0, find });
    expect(find).toHaveBeenCalledTimes(1);
    expect(read).toHaveBeenCalled();
  });
});

describe("a delete that is proven", () => {
  test("may be done after all where the first was unclear and the next could not be sent", async () => {
    let deletes = 0;
    const { writes, write } = writesThat([unclear, failure("notSent")], () => (deletes > 1 ? undefined : rule));
    write.mockImplementationOnce(() => (deletes++, Promise.reject(unclear)));
    write.mockImplementationOnce(() => (deletes++, Promise.reject(failure("notSent"))));
    await writes.deleteProven(rule);
    expect(deletes).toBe(2);
  });

  test("stays unclear where the next is refused and cannot be read", async () => {
    let deletes = 0;
    const { writes, write } = writesThat([], () => (deletes > 1 ? fails() : rule));
    write.mockImplementationOnce(() => (deletes++, Promise.reject(unclear)));
    write.mockImplementationOnce(() => (deletes++, Promise.reject(failure("refused", 48001))));
    const error = await errorOf(writes.deleteProven(rule));
    expect(error).toBeInstanceOf(UnclearError);
    expect(error.message).toContain("it may be deleted");
  });

  test("waits for reads to catch up where WeChat says that there is no such rule", async () => {
    const { writes, write } = writesThat([failure("refused", 40097)], from(3_000, undefined, rule));
    await writes.deleteProven(rule);
    expect(write).toHaveBeenCalledTimes(1);
  });

  test("is read once where WeChat refuses it: nothing can show late", async () => {
    const { writes, read } = writesThat([failure("refused", 85075)], () => rule);
    expect(await errorOf(writes.deleteProven(rule))).toMatchObject({ code: 85075 });
    expect(read).toHaveBeenCalledTimes(1);
  });

  test("waits for no other where reads are not scarce", async () => {
    const { writes, write } = writesThat([undefined], () => undefined);
    write.mockImplementationOnce(() => new Promise(() => undefined));
    void writes.deleteProven(linkRule({ prefix: "https://qr.example.com/other" }));
    const late = new Promise((resolve) => setTimeout(resolve, 5_000, "late").unref());
    expect(await Promise.race([writes.deleteProven(rule), late])).toBeUndefined();
  });
});
