import type { Rule } from "../../provider/rules/rule";
import { driftOf, type Seen } from "../../provider/stack-program/drift";
import { CAFE, CODE, LINK, linkRule, serviceRule } from "./support";

const want = linkRule();
const other = linkRule({ path: "pages/other/index" });

const seen = (live: Rule | undefined, more: Partial<Seen> = {}): Seen => ({
  want,
  recorded: more.want ?? want,
  live,
  isOurs: false,
  ...more,
});

const numbered = (count: number, live: (rule: Rule) => Rule | undefined): Seen[] =>
  Array.from({ length: count }, (_, n) => linkRule({ prefix: `${LINK}${n}` })).map((rule) =>
    seen(live(rule), { want: rule }),
  );

describe("a rule that is live otherwise than recorded", () => {
  test.each<[string, Seen]>([
    ["it is live as it is wanted", seen(want)],
    ["the YAML changes it", seen(undefined, { recorded: other })],
    ["it is new to the stack, or gets another name", seen(undefined, { recorded: undefined })],
  ])("is none of the look's business where %s", (_why, rule) => {
    for (const onDrift of ["warn", "heal", "fail"] as const) {
      expect(driftOf([rule], 100, onDrift)).toEqual({ change: [], leave: [], problems: [], warnings: [] });
    }
  });

  test.each<[string, Seen]>([
    ["is missing", seen(undefined)],
    ["is not published", seen({ ...want, published: false })],
    ["is not published and has another page", seen({ ...other, published: false })],
    ["was left by an interrupted run of the stack's own", seen(other, { isOurs: true })],
  ])("is brought in line whatever onDrift says, where it %s", (_what, rule) => {
    for (const onDrift of ["warn", "heal", "fail"] as const) {
      const { change, problems, warnings } = driftOf([rule], 1, onDrift);
      expect([change, problems, warnings.length]).toEqual([[rule.live ?? want], [], 1]);
    }
  });

  test.each<[string, Seen]>([
    ["another page", seen(other)],
    ["other fields for testers", seen(linkRule({ openVersion: "trial" }))],
    ["another mini program", seen(serviceRule({ appid: CAFE }), { want: serviceRule() })],
    ["been published", seen(want, { want: linkRule({ published: false }) })],
    [
      "another page, unpublished as it is wanted",
      seen({ ...other, published: false }, { want: linkRule({ published: false }) }),
    ],
  ])("is left with a warning, changed back, or refused, where it has %s", (_what, rule) => {
    const warn = driftOf([rule], 1, "warn");
    expect([warn.change, warn.problems]).toEqual([[], []]);
    expect(warn.warnings).toEqual([
      expect.stringContaining('unless "pulumi up --refresh" or onDrift: heal changes it back'),
    ]);
    expect(driftOf([rule], 1, "heal").change).toEqual([rule.live]);
    const fail = driftOf([rule], 1, "fail");
    expect([fail.change, fail.warnings]).toEqual([[], []]);
    expect(fail.problems).toEqual([
      expect.stringMatching(/was changed in WeChat, not by this stack.*Nothing was changed\.$/),
    ]);
  });

  test("of which a service-account rule is said to be missing only for its mini program", () => {
    const [warning] = driftOf([seen(undefined, { want: serviceRule() })], 1, "warn").warnings;
    expect(warning).toContain(`${CODE} is not among the live rules of wxe5f52902cf4de896`);
  });
});

describe("the month's publishes", () => {
  test("go to the YAML's own changes, then to dead codes, then to other changes", () => {
    const own = seen(other, { recorded: other });
    const fresh = seen(undefined, { want: linkRule({ prefix: `${LINK}new` }), recorded: undefined });
    const [dead, healed] = [
      numbered(1, () => undefined),
      seen({ ...other, prefix: CODE }, { want: { ...want, prefix: CODE } }),
    ];
    const all = [own, fresh, healed, ...dead];
    expect(driftOf(all, 4, "heal").change).toHaveLength(2);
    expect(driftOf(all, 3, "heal").change).toEqual(dead.map((rule) => rule.want));
    expect(driftOf(all, 2, "heal").change).toEqual([]);
    expect(driftOf(all, 2, "heal").warnings).toEqual([
      `${LINK}0 is not live in WeChat and stays dead: the account has no publish left for it this month.`,
      `${CODE} stays as it was changed in WeChat: the account has no publish left for it this month.`,
    ]);
  });

  test("go to codes that open nothing before they undo what an interrupted run left", () => {
    const unpublished = seen({ ...want, published: false });
    const left = seen({ ...other, prefix: CODE }, { want: { ...want, prefix: CODE }, isOurs: true });
    expect(driftOf([left, unpublished], 1, "warn").change).toEqual([unpublished.live]);
    expect(driftOf([unpublished], 0, "warn").change).toEqual([]);
  });

  test("are not needed for what changes without one", () => {
    const tester = seen(linkRule({ openVersion: "trial" }));
    const unpublished = linkRule({ published: false });
    const rules = [tester, seen(undefined, { want: unpublished }), seen(want, { want: unpublished })];
    expect(driftOf(rules, 0, "heal").change).toHaveLength(3);
  });
});

test("of many rules ten have a line each, and the others are named", () => {
  const { change, warnings } = driftOf(
    numbered(13, () => undefined),
    100,
    "warn",
  );
  expect(change).toHaveLength(13);
  expect(warnings).toHaveLength(11);
  expect(warnings[10]).toBe(`The same holds for 3 other rules: ${LINK}10, ${LINK}11, ${LINK}12.`);
});
