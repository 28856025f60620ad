import { massDeletionProblem } from "../../provider/mass-deletion";

const prefixes = (count: number) => Array.from({ length: count }, (_, n) => `https://qr.example.com/${n}`);

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
    expect(massDeletionProblem(prefixes(before), prefixes(before).slice(before - after), maxDeletes)).toBeUndefined();
  });

  test.each<[string, number, number, number | undefined]>([
    ["more than 30 % of ten", 10, 6, undefined],
    ["more than 30 % of more, rounded down", 19, 13, undefined],
    ["more than maxDeletes allows, of few as well", 3, 2, 0],
    ["the only one, for an empty list", 1, 0, undefined],
    ["all, when maxDeletes allows one fewer", 12, 0, 11],
  ])("must not begin: %s", (_what, before, after, maxDeletes) => {
    const sentence = massDeletionProblem(prefixes(before), prefixes(before).slice(before - after), maxDeletes);
    expect(sentence).toContain(`deletes ${before - after} of the stack's ${before} rules`);
  });

  test("counts codes, not names: new rules make up for nothing, and a rule that stays under another name is none", () => {
    const before = prefixes(10);
    expect(massDeletionProblem(before, [...before.slice(4), "https://qr.example.com/new"], undefined)).toBeDefined();
    expect(massDeletionProblem(before, [...before].reverse(), 0)).toBeUndefined();
  });

  test("is answered with the numbers, ten of the rules, the reason and the override", () => {
    expect(massDeletionProblem(prefixes(40), prefixes(40).slice(13), undefined)).toBe(
      "This change deletes 13 of the stack's 40 rules in WeChat, and their printed codes stop working at once: " +
        "of 10 or more rules at most 30 % may go in one run. Nothing was changed. " +
        `It would delete ${prefixes(10).join(", ")} and 3 more. ` +
        "If that is meant, set WECHAT_MAX_DELETES=13 for this run, or wechat-qr-jump:maxDeletes in the stack's config; " +
        '"pulumi destroy" deletes all rules without this question.',
    );
    expect(massDeletionProblem(prefixes(2), prefixes(1), 0)).toContain(": maxDeletes allows 0. Nothing was changed.");
    expect(massDeletionProblem(prefixes(2), [], undefined)).toContain("the list of rules is empty or missing");
  });
});
