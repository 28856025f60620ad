import { budgetProblem, rulesToPublish } from "../../provider/publish-budget";
import type { Rule } from "../../provider/rule";
import { CAFE, CODE, LINK, linkRule, serviceRule } from "./support";

describe("the rules whose making uses a publish", () => {
  const want = linkRule();
  test.each<[string, Rule, Rule | undefined, boolean]>([
    ["a new rule", want, undefined, true],
    ["a new rule that is not to be published", linkRule({ published: false }), undefined, false],
    ["a rule that is live but not published", want, linkRule({ published: false }), true],
    ["a published rule that stays as it is", want, linkRule(), false],
    ["a published rule whose page changes", want, linkRule({ path: "pages/old" }), true],
    ["a published rule whose mini program changes", serviceRule(), serviceRule({ appid: CAFE }), true],
    ["a published rule of which only tester fields change", want, linkRule({ debugUrls: [`${LINK}1`] }), false],
    ["a published rule that is to be unpublished", linkRule({ published: false }), linkRule(), false],
    ["an unpublished rule that stays so", linkRule({ published: false }), linkRule({ published: false }), false],
  ])("include %s: %p", (_what, wanted, live, expected) => {
    expect(rulesToPublish([{ want: wanted, live }])).toEqual(expected ? [wanted] : []);
  });

  test("are listed in the order of the stack", () => {
    const rules = [serviceRule(), linkRule({ published: false }), linkRule()];
    expect(rulesToPublish(rules.map((rule) => ({ want: rule, live: undefined })))).toEqual([rules[0], rules[2]]);
  });
});

describe("the budget", () => {
  const rules = (count: number) =>
    Array.from({ length: count }, (_, index) => linkRule({ prefix: `${LINK}${index}/` }));

  test.each([
    [0, 0],
    [3, 3],
    [3, 4],
  ])("is kept by a plan that needs %p of %p", (needed, left) => {
    expect(budgetProblem(rules(needed), left)).toBeUndefined();
  });

  test("is exceeded by one publish too many: both numbers, the rules, and what to do are said", () => {
    expect(budgetProblem([linkRule(), serviceRule()], 1)).toBe(
      "This change needs 2 publishes, but the account has 1 left this month: nothing was changed. " +
        `It would publish ${LINK}, ${CODE}. ` +
        'Leave some of these changes for the next month, or write "published: false" in rules that can wait.',
    );
  });

  test("is exceeded by many rules, of which ten are named and the rest counted", () => {
    const sentence = budgetProblem(rules(13), 0) ?? "";
    expect(sentence).toContain("needs 13 publishes, but the account has 0 left");
    expect(sentence).toContain(`${LINK}9/ and 3 more.`);
    expect(sentence).not.toContain(`${LINK}10/`);
    expect(budgetProblem(rules(10), 0)).toContain(`${LINK}9/. Leave`);
  });
});
