import { SETTLE_MS } from "../../provider/reconcile/settled-writes";
import type { Rule } from "../../provider/rules/rule";
import { clock } from "../../provider/system/clock";
import {
  CODE,
  LINK,
  linkRule,
  liveRules,
  plant,
  quickMs,
  serviceRule,
  sessionOn,
  useEmulator,
  useQuickRetries,
  wire,
  writes,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const testers = linkRule({ permitSubRule: false, openVersion: "trial", debugUrls: [`${LINK}1`] });

/** @returns the longest wait for a read, in milliseconds. */
async function update(was: Rule, want: Rule): Promise<number> {
  plant(emulator(), was);
  const waits = jest.spyOn(clock, "sleep");
  await sessionOn(emulator()).reconciler.update([was], want);
  return Math.max(0, ...waits.mock.calls.map(([forMs]) => forMs));
}

const SAME_PAGE: [string, Rule, Rule][] = [
  ["a link rule that is taken down", linkRule(), linkRule({ published: false })],
  ["a service-account rule that is taken down", serviceRule(), serviceRule({ published: false })],
  ["a rule that is taken down and gets other tester fields", linkRule(), { ...testers, published: false }],
  ["tester fields that WeChat does not let be edited", linkRule(), testers],
];

describe("a rule that is deleted and made anew with the same page", () => {
  test.each(SAME_PAGE)("is proven at once by a read that cannot show the old one: %s", async (_what, was, want) => {
    emulator().setOptions({ refuseTesterEdits: true });
    expect(await update(was, want)).toBeLessThan(SETTLE_MS / 2);
    expect(liveRules(emulator())).toEqual([want]);
  });

  test.each([1, 3, 5].flatMap((lag) => SAME_PAGE.map((change) => [lag, ...change] as const)))(
    "is made with one write each where reads are %i s behind: %s",
    async (lag, _what, was, want) => {
      emulator().setOptions({ refuseTesterEdits: true, readLagMs: quickMs(lag * 1000) });
      await update(was, want);
      const made = writes(emulator()).filter(([, body]) => !(body as { is_edit?: number }).is_edit);
      expect(made).toEqual([wire.delete(was), wire.add(want), ...(want.published ? [wire.publish(want)] : [])]);
      expect(liveRules(emulator())).toEqual([want]);
    },
  );

  test.each(SAME_PAGE)("is not believed to be made where the add does nothing: %s", async (_what, was, want) => {
    emulator().setOptions({ refuseTesterEdits: true, readLagMs: 40 });
    const add = want.published && was.prefix !== CODE ? { nth: 2 } : { nth: 1 };
    emulator().setFaults([{ kind: "okButNotApplied", match: { endpoint: "qrcodejumpadd", ...add } }]);
    await update(was, want);
    expect(liveRules(emulator())).toEqual([want]);
  });
});
