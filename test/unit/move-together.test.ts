import type { Emulator } from "../../emulator";
import type { Rule } from "../../provider/rules/rule";
import { inNew, inOld, NEW, OLD, ownedRules, spent, twoAccounts, type Options } from "./move-support";
import { LINK, linkRule, plantIn, serviceRule, times, useEmulator, useQuickRetries } from "./support";

const MANY = 10;
const SLOW = { callsPerSecond: 5, callsPerMinute: 200 };

const emulator = useEmulator();
useQuickRetries();

const links = (name: string, count: number): Rule[] =>
  Array.from({ length: count }, (_, index) => linkRule({ prefix: `${LINK}${name}/${index}` }));
const codes = (name: string, count: number): Rule[] =>
  Array.from({ length: count }, (_, index) => serviceRule({ prefix: `http://weixin.qq.com/q/02${name}${index}` }));
const byPrefix = (rules: Rule[]): Rule[] => [...rules].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));

/** Moves rules of the old account to the new one and others the other way, all at once. @returns what failed. */
async function crossing(there: Rule[], back: Rule[], options: Options = {}, newFirst = false): Promise<Error[]> {
  plantIn(emulator(), OLD, ...there);
  plantIn(emulator(), NEW, ...back);
  const { from, to } = twoAccounts(emulator(), options, newFirst);
  const ends = await Promise.allSettled([
    ...there.map((rule) => to.reconciler.takeOver(from.reconciler, [rule], rule)),
    ...back.map((rule) => from.reconciler.takeOver(to.reconciler, [rule], rule)),
  ]);
  return ends.flatMap((end) => (end.status === "rejected" ? [end.reason as Error] : []));
}

/** How many calls WeChat refused as too many. */
const tooMany = (of: Emulator): number =>
  of.calls().filter(({ errcode }) => errcode === 44990 || errcode === 45011).length;

describe("many moves in both directions", () => {
  test.each([
    ["link rules, limits per endpoint", links, "per-endpoint", false],
    ["link rules, the new account opened first", links, "per-endpoint", true],
    ["service-account rules, limits per endpoint", codes, "per-endpoint", false],
  ] as const)("end, and keep the limits of both accounts: %s", async (_what, rules, limit, newFirst) => {
    emulator().setOptions({ limit });
    const there = rules("there", MANY);
    const back = rules("back", MANY);
    expect(await crossing(there, back, SLOW, newFirst)).toEqual([]);
    expect(byPrefix(ownedRules(emulator()))).toEqual(byPrefix([...there.map(inNew), ...back.map(inOld)]));
    expect(spent(emulator())).toEqual([MANY, MANY]);
    expect(tooMany(emulator())).toBe(0);
  });

  test("end where WeChat counts all calls of an account together", async () => {
    emulator().setOptions({ limit: "per-account" });
    const there = links("there", 4);
    const back = links("back", 4);
    expect(await crossing(there, back, SLOW)).toEqual([]);
    expect(byPrefix(ownedRules(emulator()))).toEqual(byPrefix([...there.map(inNew), ...back.map(inOld)]));
  });

  test.each([1, 2])("share a way back of %i publishes", async (left) => {
    plantIn(emulator(), OLD);
    emulator().setQuotaLeft(left, OLD);
    const there = links("there", 6);
    expect(await crossing(there, [])).toEqual([]);
    expect(byPrefix(ownedRules(emulator()))).toEqual(byPrefix(there.map(inNew)));
    expect(emulator().state().publishQuotaLeftByAccount[OLD]).toBe(left);
  });

  test.each([1, 2])("with %i publishes in the new account are so many moves; the other rules stay", async (left) => {
    emulator().setQuotaLeft(left, NEW);
    const there = links("there", 6);
    const failures = await crossing(there, []);
    expect(failures.map(({ message }) => message)).toEqual(
      times(6 - left, expect.stringMatching(/^move \S+: 886000 .+nothing was changed\.$/) as unknown),
    );
    const rules = ownedRules(emulator());
    expect(rules.every(({ published }) => published)).toBe(true);
    expect(rules.filter(({ account }) => account === NEW)).toHaveLength(left);
    expect(rules).toHaveLength(6);
  });

  test("with one or two publishes in each account end, and leave every code served", async () => {
    for (const [ofOld, ofNew] of [
      [1, 1],
      [2, 1],
      [1, 2],
      [2, 2],
    ] as const) {
      for (const newFirst of [false, true]) {
        emulator().reset();
        emulator().setQuotaLeft(ofOld, OLD);
        emulator().setQuotaLeft(ofNew, NEW);
        const failures = await crossing(links("there", 4), links("back", 4), {}, newFirst);
        for (const { message } of failures) expect(message).toMatch(/^move \S+: 886000 .+nothing was changed\.$/);
        const rules = ownedRules(emulator());
        expect([rules.length, rules.every(({ published }) => published)]).toEqual([8, true]);
      }
    }
  });

  test("that are refused are all put back", async () => {
    emulator().setFaults([
      { kind: "errcode", code: 85073, match: { endpoint: "qrcodejumpadd", account: NEW, every: 1 } },
    ]);
    const there = links("there", 6);
    emulator().setQuotaLeft(6, OLD);
    const failures = await crossing(there, []);
    expect(failures).toHaveLength(6);
    for (const { message } of failures) expect(message).toContain("The old rule was put back");
    expect(byPrefix(ownedRules(emulator()))).toEqual(byPrefix(there.map(inOld)));
  });
});
