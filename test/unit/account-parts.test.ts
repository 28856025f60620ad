import type { StackRule } from "../../provider/reading/read-rules";
import type { Rule } from "../../provider/rules/rule";
import { Accounts } from "../../provider/settings/accounts";
import { foreignProblems, inTurn, partsOf } from "../../provider/stack-program/account-parts";
import { failureTexts } from "../../provider/stack-program/opened-accounts";
import type { RecordedRule } from "../../provider/stack-program/recorded-rules";
import { withoutSkipped } from "../../provider/stack-program/skipped-accounts";
import type { StoredRules, Unreadable } from "../../provider/stack-program/stored-rules";
import { LINK, linkRule } from "./support";

const OWN = "wx00000000000000a1";
const SHOP = "wx00000000000000b2";
const CAFE = "wx00000000000000c3";

const several = { "wechat-qr-jump:accounts": JSON.stringify({ shop: { appId: SHOP }, cafe: { appId: CAFE } }) };
const accountsOf = (config: Record<string, string> = several) => new Accounts((key) => config[key], {});
const at = (n: number, more: Partial<Rule> = {}) => linkRule({ prefix: `${LINK}${n}`, ...more });
const want = (n: number, account: string | undefined, more: Partial<StackRule> = {}): StackRule => ({
  name: `rule${n}`,
  args: at(n),
  options: {},
  account,
  at: undefined,
  ...more,
});
const has = (n: number, account: string | undefined, more: Partial<RecordedRule> = {}): RecordedRule => ({
  name: `rule${n}`,
  rule: at(n),
  account,
  ...more,
});

describe("the parts of a run", () => {
  test("are one for a stack with one account, without a label", () => {
    const own = accountsOf({ "wechat-qr-jump:appId": OWN });
    const parts = partsOf(own, [want(1, undefined), want(2, undefined)], [has(1, OWN), has(3, undefined)]);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ owner: undefined, label: undefined, leaving: [] });
    expect([parts[0]?.rules.length, parts[0]?.recorded.length]).toEqual([2, 2]);
  });

  test("have the rules of each account, and those that move in both", () => {
    const parts = partsOf(accountsOf(), [want(1, SHOP), want(2, CAFE)], [has(1, SHOP), has(2, SHOP), has(3, CAFE)]);
    expect(parts).toMatchObject([
      {
        label: `shop (${SHOP})`,
        rules: [{ name: "rule1" }],
        recorded: [{ name: "rule1" }, { name: "rule2" }],
        leaving: [{ name: "rule2" }],
      },
      {
        label: `cafe (${CAFE})`,
        rules: [{ name: "rule2" }],
        recorded: [{ name: "rule2", isMoved: true }, { name: "rule3" }],
        leaving: [],
      },
    ]);
    expect(parts[0]?.recorded.some(({ isMoved }) => isMoved)).toBe(false);
  });
});

describe("rules of an account that is none of the stack's", () => {
  const any = { "wechat-qr-jump:appId": OWN, "wechat-qr-jump:accessTokenUrl": "https://t.example.com/{appId}" };
  const problems = (config: Record<string, string>, rules: StackRule[], recorded: RecordedRule[]) =>
    foreignProblems({
      accounts: accountsOf(config),
      rules,
      recorded,
      stored: () => Promise.resolve({ unreadable: "not asked" }),
    });

  test("stop the run, each account in one sentence", async () => {
    expect(
      await problems(several, [want(1, SHOP)], [has(1, SHOP), has(2, OWN), has(3, OWN), has(4, undefined)]),
    ).toEqual([
      `Account ${OWN} owns 2 rules of this stack, but is none of its accounts: nothing was done. Put it back under ` +
        "wechat-qr-jump:accounts with its credentials.",
      expect.stringMatching(/^The state has 1 rule without an account, and this stack has several: nothing was done\./),
    ]);
  });

  test("are not made its own by credentials that serve any account", async () => {
    // The app id of the stack was changed: nothing is to move because of that.
    expect(await problems(any, [want(1, undefined)], [has(1, SHOP)])).toEqual([
      expect.stringContaining(`Account ${SHOP} owns 1 rule of this stack, but the settings name ${OWN}`),
    ]);
    expect(await problems({ ...any, ...several }, [want(1, undefined)], [has(1, "wx00000000000000d4")])).toHaveLength(
      1,
    );
  });

  test("are its own where a rule or the map names the account, or where its last rule goes", async () => {
    expect(await problems(any, [want(1, undefined), want(2, SHOP)], [has(1, SHOP)])).toEqual([]);
    expect(await problems({ ...any, ...several }, [want(1, undefined)], [has(1, SHOP)])).toEqual([]);
    expect(await problems(any, [want(2, CAFE)], [has(1, SHOP)])).toEqual([]);
  });
});

test("what is wrong with many accounts is told in few lines", () => {
  const failed = new Map(
    Array.from({ length: 40 }, (_, n) => [`wx${n.toString(16).padStart(16, "0")}`, n < 5 ? "down" : `down ${n}`]),
  );
  const texts = failureTexts(failed, accountsOf(), (labels, reason) => `${labels}: ${reason}`);
  expect(texts).toHaveLength(11);
  expect(texts[0]).toMatch(/^wx0{16}, .*wx0{15}4: down$/);
  expect(texts[10]).toMatch(/^The same holds for 26 other accounts: wx0{15}e, .*wx0{14}27\.$/);
});

describe("a list where accounts are skipped", () => {
  const STORED: StoredRules = {
    retained: new Set(),
    wanted: new Map(),
    options: new Map([["rule2", { protect: true, retainOnDelete: true }]]),
  };
  const skip = (rules: StackRule[], recorded: RecordedRule[], stored: StoredRules | Unreadable = STORED) =>
    withoutSkipped(rules, recorded, new Map([[SHOP, "it is dead"]]), accountsOf(), () => Promise.resolve(stored));
  const shown = ({ rules }: { rules: StackRule[] }) =>
    rules.map(({ name, args, account, options }) => [name, args.path, account, options]);

  test("has their rules as recorded: none added, changed or deleted", async () => {
    const path = at(1).path;
    const result = await skip(
      [
        want(1, SHOP, { args: at(1, { path: "pages/new/index" }), options: { protect: true } }),
        want(3, SHOP),
        want(4, CAFE),
      ],
      [has(1, SHOP), has(2, SHOP)],
    );
    expect(shown(result)).toEqual([
      ["rule4", path, CAFE, {}],
      ["rule1", path, SHOP, { protect: true }],
      ["rule2", path, SHOP, { protect: true, retainOnDelete: true }],
    ]);
    expect(result.warnings).toEqual([
      `Account shop (${SHOP}) is skipped (onAccountFailure: skip), and its rules stay as they are recorded: it is dead`,
      "Kept as recorded: 2 rules. Waiting for these accounts: 2 rules of the list.",
    ]);
  });

  test("moves nothing to them or away from them, and takes no name or prefix from what stays", async () => {
    const result = await skip(
      [
        want(1, CAFE),
        want(2, SHOP, { name: "other" }),
        want(5, CAFE, { name: "rule2" }),
        want(6, CAFE, { name: "rule7" }),
      ],
      [has(1, SHOP), has(2, CAFE), has(5, CAFE, { name: "five" })],
    );
    expect(shown(result).map(([name, , account]) => [name, account])).toEqual([
      ["rule7", CAFE],
      ["rule1", SHOP],
      ["rule2", CAFE],
      ["five", CAFE],
    ]);
    expect(new Set(result.rules.map(({ args }) => args.prefix)).size).toBe(4);
  });

  test("is refused where what stays cannot be told", async () => {
    const result = await skip([want(4, CAFE)], [has(2, SHOP)], { unreadable: "there is no CLI" });
    expect(result).toMatchObject({
      rules: [],
      problems: [expect.stringContaining("could not be read: there is no CLI")],
    });
  });
});

describe("the order in which rules are declared", () => {
  const names = (rules: readonly StackRule[]): string[] => inTurn(rules).map(({ name }) => name);

  test("takes the accounts in turn, and keeps the order of each", () => {
    const rules = [want(1, SHOP), want(2, SHOP), want(3, SHOP), want(4, CAFE), want(5, undefined), want(6, CAFE)];
    expect(names(rules)).toEqual(["rule1", "rule4", "rule5", "rule2", "rule6", "rule3"]);
  });

  test("is that of the list where there is one account", () => {
    const rules = [3, 1, 2].map((n) => want(n, undefined));
    expect(names(rules)).toEqual(["rule3", "rule1", "rule2"]);
    expect(names([])).toEqual([]);
  });
});
