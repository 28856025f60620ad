import type { Rule } from "../../provider/rules/rule";
import {
  budgetNote,
  budgetProblem,
  overBudgetWarning,
  publishesOf,
  type Compared,
} from "../../provider/stack-program/guards/publish-budget";
import { CAFE, CODE, LINK, linkRule, serviceRule } from "./support";

const wanted = (want: Rule, was?: Rule, live?: Rule, oldName = want.prefix): Compared => ({
  name: want.prefix,
  want,
  was: was && { name: oldName, rule: was },
  live,
});
const many = (count: number): Rule[] =>
  Array.from({ length: count }, (_, index) => linkRule({ prefix: `${LINK}${index}/` }));

describe("the rules that a list's own changes publish", () => {
  const want = linkRule();
  const hidden = linkRule({ published: false });
  test.each<[string, Rule, Rule | undefined, Rule | undefined, boolean]>([
    ["a new rule", want, undefined, undefined, true],
    ["a new rule that is not to be published", hidden, undefined, undefined, false],
    ["a new rule that is live but not published", want, undefined, hidden, true],
    ["a new rule that is live as it is wanted", want, undefined, want, false],
    ["a published rule that stays as it is", want, want, want, false],
    [
      "a published rule whose page changes",
      want,
      linkRule({ path: "pages/old" }),
      linkRule({ path: "pages/old" }),
      true,
    ],
    ["a published rule whose mini program changes", serviceRule(), serviceRule({ appid: CAFE }), undefined, true],
    ["a changed rule that is live as wanted already", want, linkRule({ path: "pages/old" }), want, false],
    ["only tester fields", want, linkRule({ debugUrls: [`${LINK}1`] }), linkRule({ debugUrls: [`${LINK}1`] }), false],
    ["a published rule that is to be unpublished", hidden, want, want, false],
    ["an unpublished rule that is to be published", want, hidden, hidden, true],
    ["an unpublished rule that stays so", hidden, hidden, hidden, false],
    ["an unchanged rule that is missing", want, want, undefined, false],
    ["an unchanged rule that somebody unpublished", want, want, hidden, false],
    ["an unchanged rule whose page somebody changed", want, want, linkRule({ path: "pages/theirs" }), false],
  ])("include %s: %p", (_what, rule, was, live, expected) => {
    expect(publishesOf([wanted(rule, was, live)], 0).changes).toEqual(expected ? [rule] : []);
  });

  test("include a missing rule that gets another name, since that is a change", () => {
    expect(publishesOf([wanted(want, want, undefined, "door")], 0)).toMatchObject({ changes: [want], revivals: [] });
  });

  test("are listed in the order of the stack", () => {
    const rules = [serviceRule(), linkRule({ published: false }), linkRule()];
    expect(
      publishesOf(
        rules.map((rule) => wanted(rule)),
        9,
      ).changes,
    ).toEqual([rules[0], rules[2]]);
  });
});

describe("dead codes that the list does not change", () => {
  const dead = many(3).map((rule) => wanted(rule, rule));
  const fresh = wanted(serviceRule());

  test("get what the changes leave", () => {
    const prefixes = (left: number): string[] => {
      return publishesOf([...dead, fresh], left).revivals.map(({ prefix }) => prefix);
    };
    const [a, b, c] = many(3).map(({ prefix }) => prefix);
    expect(prefixes(4)).toEqual([a, b, c]);
    expect(prefixes(3)).toEqual([a, b]);
    expect(prefixes(1)).toEqual([]);
    expect(prefixes(0)).toEqual([]);
  });

  test("are those that open nothing: another page of somebody's is none", () => {
    const want = linkRule();
    expect(publishesOf([wanted(want, want, linkRule({ path: "pages/theirs" }))], 9).revivals).toEqual([]);
  });

  test("of a run that was broken off get what is left, and the rest stays dead", () => {
    const old = (want: Rule): Rule => ({ ...want, path: "pages/old" });
    const resumed = many(3).map((rule) => ({ ...wanted(rule, old(rule), old(rule)), isResumed: true }));
    const { changes, revivals, dead } = publishesOf(resumed, 1);
    expect([changes, revivals, dead].map((rules) => rules.length)).toEqual([0, 1, 2]);
  });

  test("are never refused", () => {
    const publishes = publishesOf([...dead, fresh], 2);
    expect(budgetProblem(publishes)).toBeUndefined();
    expect(overBudgetWarning(publishes)).toBeUndefined();
  });
});

describe("the budget", () => {
  const problem = (rules: Rule[], left: number) =>
    budgetProblem(
      publishesOf(
        rules.map((rule) => wanted(rule)),
        left,
      ),
    );

  test.each([
    [0, 0],
    [3, 3],
    [3, 4],
  ])("is kept by a plan that needs %p of %p", (needed, left) => {
    expect(problem(many(needed), left)).toBeUndefined();
  });

  test("is exceeded by one publish too many: both numbers, the rules, what to do and the override are said", () => {
    expect(problem([linkRule(), serviceRule()], 1)).toBe(
      "This change needs 2 publishes, but the account has 1 left this month: nothing was changed. " +
        `It would publish ${LINK}, ${CODE}. ` +
        'Leave some of these changes for the next month, or write "published: false" in new rules that can wait; ' +
        "WECHAT_ALLOW_OVER_BUDGET=true for this run publishes as many as it can, and fails for each rule beyond (886000) " +
        "before it takes anything of that rule down.",
    );
    expect(problem([linkRule()], 0)).toContain("needs 1 publish, but");
  });

  test("is exceeded by many rules, of which ten are named and the rest counted", () => {
    const sentence = problem(many(13), 0) ?? "";
    expect(sentence).toContain("needs 13 publishes, but the account has 0 left");
    expect(sentence).toContain(`${LINK}9/ and 3 more.`);
    expect(sentence).not.toContain(`${LINK}10/`);
    expect(problem(many(10), 0)).toContain(`${LINK}9/. Leave`);
  });

  test("that a run may exceed is warned of", () => {
    expect(
      overBudgetWarning(
        publishesOf(
          many(3).map((rule) => wanted(rule)),
          1,
        ),
      ),
    ).toBe(
      `This change needs 3 publishes, but the account has 1 left this month: 2 of ${LINK}0/, ${LINK}1/, ${LINK}2/ ` +
        "will fail with 886000 and stay as they are; run it again next month.",
    );
  });

  test.each([
    [1, 1, "This run needs 1 of the 1 publish left this month."],
    [2, 98, "This run needs 2 of the 98 publishes left this month."],
    [0, 98, undefined],
    [3, 1, undefined],
  ])("is told if a run needs %d of %d publishes", (needed, left, note) => {
    expect(budgetNote({ needed, left })).toBe(note);
  });
});
