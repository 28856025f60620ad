import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { PublishQuota } from "../../provider/wechat/publish-quota";

/** An account with so many publishes left, of which a read tells as of the moment when it arrives. */
class Account {
  readonly quota = new PublishQuota();
  reads = 0;

  constructor(public left: number) {}

  readonly refresh = async (sendMs = 0, answerMs = 0): Promise<void> => {
    this.reads += 1;
    const answered = this.quota.reading();
    if (sendMs > 0) await sleep(sendMs);
    const { left } = this;
    if (answerMs > 0) await sleep(answerMs);
    answered(left);
  };

  reserve(certain = true): Promise<((used: boolean) => void) | undefined> {
    return this.quota.reserve(() => this.refresh(), certain);
  }

  async reserved(): Promise<(used: boolean) => void> {
    const release = await this.reserve();
    if (!release) throw new Error("none was left");
    return release;
  }
}

/** Whether something has come to an end, now that everything that could go on has. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await sleep(1);
  return settled;
}

describe("reserving a publish", () => {
  test("succeeds as often as there are publishes, and not once more", async () => {
    const account = new Account(3);
    const releases = [await account.reserved(), await account.reserved(), await account.reserved()];
    for (const release of releases) {
      account.left -= 1;
      release(true);
    }
    expect(await account.reserve()).toBeUndefined();
    expect(account.left).toBe(0);
  });

  test("fails at once when none is left and nobody has one reserved", async () => {
    expect(await new Account(0).reserve()).toBeUndefined();
  });

  test("reads first when nothing is known, and again only when what is known does not suffice", async () => {
    const account = new Account(2);
    expect(account.quota.left).toBeUndefined();
    const first = await account.reserve(false);
    await account.reserve(false);
    expect(account.reads).toBe(1);
    void account.reserve(false);
    expect(account.reads).toBe(2);
    expect(first).toBeInstanceOf(Function);
  });

  test("always reads first when it must be certain", async () => {
    const account = new Account(9);
    await account.reserved();
    await account.reserved();
    expect(account.reads).toBe(2);
  });

  test("fails, and reserves nothing, when the count cannot be read", async () => {
    const account = new Account(1);
    await expect(account.quota.reserve(() => Promise.reject(new Error("no network")), true)).rejects.toThrow(
      "no network",
    );
    expect(await account.reserve()).toBeInstanceOf(Function);
  });
});

describe("two that want the last publish", () => {
  test("never both get it: the second waits, and fails when the first has used it", async () => {
    const account = new Account(1);
    const release = await account.reserved();
    const second = account.reserve();
    expect(await isSettled(second)).toBe(false);
    account.left = 0;
    release(true);
    expect(await second).toBeUndefined();
  });

  test("get it one after the other when the first gives it back unused", async () => {
    const account = new Account(1);
    const release = await account.reserved();
    const second = account.reserve();
    expect(await isSettled(second)).toBe(false);
    release(false);
    expect(await second).toBeInstanceOf(Function);
  });

  test("never both get it when both read before either has reserved", async () => {
    const account = new Account(1);
    const both = [account.reserve(), account.reserve()];
    const first = await Promise.race(both);
    expect(await isSettled(Promise.all(both))).toBe(false);
    account.left = 0;
    first?.(true);
    expect((await Promise.all(both)).filter(Boolean)).toEqual([first]);
  });

  test("never both get it when the read of the second was counted before the publish of the first and answered after it", async () => {
    const account = new Account(1);
    const release = await account.reserved();
    const second = account.quota.reserve(() => account.refresh(0, 5), true);
    account.left = 0;
    release(true);
    expect(await second).toBeUndefined();
  });

  test("both get one when a read was answered after the publish of the first but there was another", async () => {
    const account = new Account(2);
    const release = await account.reserved();
    const second = account.quota.reserve(() => account.refresh(5, 5), true);
    account.left = 1;
    release(true);
    expect(await second).toBeInstanceOf(Function);
  });
});

test("whatever the delays, no publish is refused, and as many are made as there are", async () => {
  const delays = fc.tuple(...Array.from({ length: 5 }, () => fc.integer({ min: 0, max: 3 })));
  const jobs = fc.array(fc.record({ delays, certain: fc.boolean(), givesUp: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(jobs, fc.integer({ min: 0, max: 4 }), async (plan, left) => {
      const account = new Account(left);
      let refused = 0;
      let made = 0;
      const run = async ({
        delays: [start, send, answer, publishSend, publishAnswer],
        certain,
        givesUp,
      }: (typeof plan)[number]) => {
        await sleep(start);
        const release = await account.quota.reserve(() => account.refresh(send, answer), certain);
        if (!release) return;
        await sleep(publishSend);
        if (!givesUp) {
          if (account.left > 0) account.left -= 1;
          else refused += 1;
          made += 1;
        }
        await sleep(publishAnswer);
        release(!givesUp);
      };
      await Promise.all(plan.map(run));
      expect(refused).toBe(0);
      expect(made).toBe(Math.min(left, plan.filter(({ givesUp }) => !givesUp).length));
    }),
    { numRuns: 60 },
  );
});
