import type { Rule } from "../../provider/rules/rule";
import { lossesOf, massDeletionProblem, unapproved } from "../../provider/stack-program/guards/mass-deletion";
import { linkRule } from "./support";

const prefixes = (count: number) => Array.from({ length: count }, (_, n) => `https://qr.example.com/${n}`);
const rules = (count: number, changes: Partial<Rule> = {}): Rule[] =>
  prefixes(count).map((prefix) => linkRule({ ...changes, prefix }));
const problem = (recorded: Rule[], wanted: Rule[], maxDeletes?: number) =>
  massDeletionProblem(lossesOf(recorded, wanted), maxDeletes);
const unpublished = (some: Rule[]): Rule[] => some.map((rule) => ({ ...rule, published: false }));

describe("a plan that deletes rules", () => {
  test.each<[string, number, number, number | undefined]>([
    ["any of fewer than ten", 9, 1, undefined],
    ["30 % of ten", 10, 7, undefined],
    ["30 % of more, rounded down", 19, 14, undefined],
    ["as many as maxDeletes allows", 100, 1, 99],
    ["all, when maxDeletes allows it", 12, 0, 12],
    ["none, when maxDeletes is 0", 12, 12, 0],
    ["none of none", 0, 0, undefined],
  ])("may begin: %s", (_what, before, after, maxDeletes) => {
    expect(problem(rules(before), rules(before).slice(before - after), maxDeletes)).toBeUndefined();
  });

  test.each<[string, number, number, number | undefined]>([
    ["more than 30 % of ten", 10, 6, undefined],
    ["more than 30 % of more, rounded down", 19, 13, undefined],
    ["more than maxDeletes allows, of few as well", 3, 2, 0],
    ["all but none, for an empty list", 2, 0, undefined],
    ["all, when maxDeletes allows one fewer", 12, 0, 11],
  ])("must not begin: %s", (_what, before, after, maxDeletes) => {
    const sentence = problem(rules(before), rules(before).slice(before - after), maxDeletes);
    expect(sentence).toContain(`deletes ${before - after} of the stack's ${before} rules`);
  });

  test("counts codes, not names: new rules make up for nothing, and a rule that stays under another name is none", () => {
    const before = rules(10);
    const added = linkRule({ prefix: "https://qr.example.com/new" });
    expect(problem(before, [...before.slice(4), added])).toBeDefined();
    expect(problem(before, [...before].reverse(), 0)).toBeUndefined();
  });

  test("is answered with the numbers, ten of the rules, the reason and the override", () => {
    expect(problem(rules(40), rules(40).slice(13))).toBe(
      "This change deletes 13 of the stack's 40 rules in WeChat, and the printed codes stop working at once: " +
        "of 10 or more rules at most 30 % may go in one run. Nothing was changed. " +
        `It would delete ${prefixes(10).join(", ")} and 3 more. ` +
        "If that is meant, set WECHAT_MAX_DELETES=13 for this run, or name the rules in WECHAT_ALLOW_DELETE or in " +
        "wechat-qr-jump:allowDelete in the stack's config; " +
        '"pulumi destroy" deletes all rules without this question.',
    );
    expect(problem(rules(2), rules(1), 0)).toContain(
      "deletes 1 of the stack's 2 rules in WeChat, and the printed codes stop working at once: maxDeletes allows 0. Nothing was changed.",
    );
    expect(problem(rules(1), [])).toContain("deletes 1 of the stack's 1 rule in WeChat");
    expect(problem(rules(2), [])).toContain("the list of rules is empty or missing");
  });
});

describe("a plan that takes published rules down", () => {
  test("may take as many as it may delete", () => {
    const before = rules(10);
    expect(problem(before, [...unpublished(before.slice(0, 3)), ...before.slice(3)])).toBeUndefined();
    expect(problem(before, [...unpublished(before.slice(0, 4)), ...before.slice(4)])).toBeDefined();
    expect(problem(before, unpublished(before), 10)).toBeUndefined();
    expect(problem(rules(9), unpublished(rules(9)))).toBeUndefined();
  });

  test("is counted together with what it deletes", () => {
    const before = rules(10);
    expect(problem(before, [...unpublished(before.slice(0, 2)), ...before.slice(3)])).toBeUndefined();
    expect(problem(before, [...unpublished(before.slice(0, 2)), ...before.slice(4)])).toBe(
      "This change deletes 2 of the stack's 10 rules in WeChat and takes 2 of its 10 published codes down, " +
        "and the printed codes stop working at once: of 10 or more rules at most 30 % may go in one run. Nothing was changed. " +
        `It would delete ${prefixes(4).slice(2).join(", ")}, and take down ${prefixes(2).join(", ")}. ` +
        "If that is meant, set WECHAT_MAX_DELETES=4 for this run, or name the rules in WECHAT_ALLOW_DELETE or in " +
        "wechat-qr-jump:allowDelete in the stack's config; " +
        '"pulumi destroy" deletes all rules without this question.',
    );
  });

  test("is answered in its own words", () => {
    expect(problem(rules(12), unpublished(rules(12)))).toContain(
      "This change takes 12 of the stack's 12 published codes down, and the printed codes stop working at once",
    );
    expect(problem(rules(12), unpublished(rules(12)))).toMatch(
      /It would take down .* and 2 more\. If that is meant, set WECHAT_MAX_DELETES=12 for this run, .* config\.$/,
    );
  });

  test("takes nothing down that was not published, or that only changes its page", () => {
    const before = unpublished(rules(12));
    expect(problem(before, before, 0)).toBeUndefined();
    expect(problem(rules(12), rules(12, { path: "pages/new" }), 0)).toBeUndefined();
    expect(problem(before, rules(12), 0)).toBeUndefined();
  });
});

describe("rules that the user has approved by name", () => {
  const left = (approved: string[], maxDeletes?: number) =>
    massDeletionProblem(unapproved(lossesOf(rules(12), unpublished(rules(12)).slice(6)), approved), maxDeletes);

  test("do not count, whether they are deleted or taken down", () => {
    expect(left([])).toContain(
      "deletes 6 of the stack's 12 rules in WeChat and takes 6 of its 12 published codes down",
    );
    expect(left(prefixes(9), 3)).toBeUndefined();
    expect(left(prefixes(12), 0)).toBeUndefined();
  });

  test("leave the others to be counted and named", () => {
    const sentence = left(prefixes(5)) ?? "";
    expect(sentence).toContain("deletes 1 of the stack's 12 rules");
    expect(sentence).toContain("It would delete https://qr.example.com/5, and take down");
    expect(sentence).toContain("WECHAT_MAX_DELETES=7");
  });

  test("may be all rules of an empty list", () => {
    expect(massDeletionProblem(unapproved(lossesOf(rules(3), []), prefixes(3)), undefined)).toBeUndefined();
    expect(massDeletionProblem(unapproved(lossesOf(rules(3), []), prefixes(2)), undefined)).toContain("is empty");
  });
});
