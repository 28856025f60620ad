import { planOf, type Preview } from "../../provider/cli/plan";
import { planMarkdown } from "../../provider/cli/plan-text";
import { speak, type Language } from "../../provider/text/language";
import { t } from "../../provider/text/message";
import { publishNote } from "../../provider/text/publish-note";

interface Fields {
  path?: string;
  published?: boolean;
  appid?: string;
  openVersion?: string;
  account?: string;
}

const url = (name: string): string => `https://qr.example.com/${name}`;

function state(name: string, fields: Fields = {}, retainOnDelete = false) {
  const inputs = { prefix: url(name), path: "pages/a", published: true, __provider: "code", ...fields };
  return { type: "pulumi-nodejs:dynamic/wechat:QrCodeJumpRule", inputs, ...(retainOnDelete && { retainOnDelete }) };
}

type Step = NonNullable<Preview["steps"]>[number];
type State = ReturnType<typeof state>;

const same = (now: State): Step => ({ op: "same", oldState: now, newState: now });
const create = (now: State): Step => ({ op: "create", newState: now });
const remove = (old: State): Step => ({ op: "delete", oldState: old });
const update = (old: State, now: State): Step => ({ op: "update", oldState: old, newState: now });
const stack: Step = { op: "same", oldState: { type: "pulumi:pulumi:Stack", inputs: undefined } };
const info = (message: string) => ({ message, severity: "info" });

describe("a plan from Pulumi's preview", () => {
  test("tells deleted and unpublished codes from changed, new, repaired and unchanged ones", () => {
    const plan = planOf({
      steps: [
        stack,
        same(state("same")),
        create(state("new", { published: false })),
        remove(state("gone")),
        update(state("down"), state("down", { published: false })),
        update(state("page"), state("page", { path: "pages/b" })),
        update(state("tested"), state("tested", { openVersion: "trial" })),
        update(state("dead", { account: "wx0123456789abcdef" }), state("dead")),
      ],
      diagnostics: [info("This run needs 3 of the 97 publishes left this month.\n")],
    });
    expect(plan).toEqual({
      dark: [
        { prefix: url("gone"), path: "pages/a", published: true, because: "deleted" },
        { prefix: url("down"), path: "pages/a", published: true, because: "unpublished" },
      ],
      released: [],
      changed: [
        {
          prefix: url("page"),
          from: { prefix: url("page"), path: "pages/a", published: true },
          to: { prefix: url("page"), path: "pages/b", published: true },
        },
        {
          prefix: url("tested"),
          from: { prefix: url("tested"), path: "pages/a", published: true },
          to: { prefix: url("tested"), path: "pages/a", published: true },
        },
      ],
      repaired: [{ prefix: url("dead"), path: "pages/a", published: true }],
      added: [{ prefix: url("new"), path: "pages/a", published: false }],
      unchanged: 1,
      publishes: { needed: 3, left: 97 },
      errors: [],
      warnings: [],
    });
  });

  test("does not count what stays where Pulumi does not list it", () => {
    expect(planOf({ steps: [stack, create(state("a"))] }).unchanged).toBeUndefined();
  });

  test("compares by prefix: a rule that gets a name is unchanged, and a name that gets another prefix loses a code", () => {
    const renamed = planOf({ steps: [create(state("a")), remove(state("a")), same(state("b"))] });
    expect(renamed).toMatchObject({ dark: [], added: [], changed: [], repaired: [], unchanged: 2 });
    const moved = planOf({
      steps: [
        { op: "create-replacement", oldState: state("a"), newState: state("b") },
        { op: "replace", oldState: state("a"), newState: state("b") },
        { op: "delete-replaced", oldState: state("a"), newState: state("b") },
      ],
    });
    expect(moved.dark).toMatchObject([{ prefix: url("a"), because: "deleted" }]);
    expect(moved.added).toMatchObject([{ prefix: url("b") }]);
  });

  test("does not call a code dark that Pulumi leaves live", () => {
    const plan = planOf({ steps: [remove(state("kept", {}, true))] });
    expect(plan).toMatchObject({ dark: [], released: [{ prefix: url("kept") }] });
  });

  test("is refused where a rule cannot be read: its code must not be left out", () => {
    const odd = { ...state("a"), inputs: { prefix: 7, path: "pages/a", published: true } };
    expect(() => planOf({ steps: [{ op: "delete", oldState: odd }] })).toThrow(/no summary/);
    expect(() => planOf({ steps: [{ op: "create", newState: { ...odd, inputs: undefined } }] })).toThrow(/no summary/);
  });

  test("keeps what the run says: refusals and warnings", () => {
    const plan = planOf({
      steps: [],
      diagnostics: [
        { message: "error: This change deletes 3 rules.\n", severity: "error" },
        { message: "warning: a longer rule\n", severity: "warning" },
      ],
    });
    expect(plan).toMatchObject({ errors: ["This change deletes 3 rules."], warnings: ["a longer rule"] });
    expect(plan.publishes).toBeUndefined();
  });
});

describe("a plan as Markdown", () => {
  const markdown = (steps: Step[], diagnostics: Preview["diagnostics"] = []): string =>
    planMarkdown(planOf({ steps, diagnostics }));

  test("has what goes dark on top, and each kind with its number", () => {
    const shop = { appid: "wxe5f52902cf4de896" };
    expect(
      markdown(
        [
          same(state("same")),
          create(state("new")),
          update(state("page", shop), state("page", { ...shop, path: "pages/b" })),
          remove(state("gone")),
        ],
        [info("This run needs 2 of the 97 publishes left this month.")],
      ),
    ).toBe(
      [
        "### Goes dark: 1 code",
        `- \`${url("gone")}\` → \`pages/a\`: deleted`,
        "### Changed: 1 code",
        `- \`${url("page")}\`: \`pages/a\` of \`${shop.appid}\` → \`pages/b\` of \`${shop.appid}\``,
        "### New: 1 code",
        `- \`${url("new")}\` → \`pages/a\``,
        "Publishes: 2 needed, 97 left this month. Unchanged: 1 code.",
      ].join("\n\n"),
    );
  });

  test("names every code that goes dark, and of the others fifty", () => {
    const many = Array.from({ length: 60 }, (_, n) => n);
    const text = markdown([...many.map((n) => remove(state(`old${n}`))), ...many.map((n) => create(state(`new${n}`)))]);
    expect(text.match(/: deleted/g)).toHaveLength(60);
    expect(text.match(/qr\.example\.com\/new/g)).toHaveLength(50);
    expect(text).toContain("- and 10 more");
  });

  test("says so where nothing changes, and why a run is refused", () => {
    expect(markdown([same(state("a"))])).toBe("No printed code changes.\n\nUnchanged: 1 code.");
    const refused = markdown([], [{ message: "error: one <b>two</b>\nthree", severity: "error" }]);
    expect(refused).toContain("### Refused\n\n- one \\<b\\>two\\</b\\> three");
    expect(refused).not.toContain("No printed code");
  });

  test("cannot be broken out of by what a rule says", () => {
    const text = markdown([create(state("a", { path: "pages/`x`?a=1|<b>" }))]);
    expect(text).toContain("`` pages/`x`?a=1|<b> ``");
    expect(markdown([remove(state("a", { path: "p\n### forged" }))])).toContain("`p\\n### forged`");
  });
});

describe("a plan of a stack with several accounts", () => {
  const OFFICIAL = "wx0123456789abcdef";
  const SHOP = "wxe5f52902cf4de896";
  const config = {
    "wechat-qr-jump:accounts": JSON.stringify({
      official: { appId: OFFICIAL, appSecret: "[secret]" },
      shop: { appId: SHOP, appSecret: "[secret]" },
    }),
  };
  const recorded = (now: State, account: string) => ({ ...now, outputs: { ...now.inputs, account } });
  const planned = (steps: Step[], more: Preview["config"] = {}) => planOf({ steps, config: { ...config, ...more } });

  test("shows a rule that changes its account as moved, whatever else changes", () => {
    const steps = [
      update(state("door", { account: OFFICIAL }), state("door", { account: SHOP })),
      update(state("page", { account: OFFICIAL }), state("page", { account: SHOP, path: "pages/b" })),
      update(recorded(state("was", {}), OFFICIAL), state("was", { account: SHOP })),
      same(recorded(state("same", { account: SHOP }), SHOP)),
    ];
    const plan = planned(steps);
    expect(plan.moved).toEqual(
      ["door", "page", "was"].map((name) => ({ prefix: url(name), from: "official", to: "shop" })),
    );
    expect(plan).toMatchObject({ changed: [{ prefix: url("page") }], repaired: [], dark: [], unchanged: 1 });
    expect(planMarkdown(plan)).toContain(
      `### Moved to another account: 3 codes\n\n- \`${url("door")}\`: account official → shop\n`,
    );
    expect(planMarkdown(plan)).not.toContain("No printed code changes");
  });

  test("knows a rule that stays in its account where only the settings call it otherwise", () => {
    const named = planned([update(recorded(state("a"), OFFICIAL), state("a", { account: OFFICIAL }))]);
    const own = planned([update(recorded(state("a", { account: SHOP }), SHOP), state("a"))], {
      "wechat-qr-jump:appId": SHOP,
    });
    expect([named.moved, own.moved]).toEqual([undefined, undefined]);
  });

  test("shows a rule that moves to the account that needs no name, also where its app id is not in the config", () => {
    const steps = [update(state("a", { account: SHOP }), state("a"))];
    expect(planned(steps, { "wechat-qr-jump:appId": "wx1111111111111111" }).moved).toEqual([
      { prefix: url("a"), from: "shop", to: "wx1111111111111111" },
    ]);
    expect(planned(steps).moved).toMatchObject([{ from: "shop" }]);
  });

  test.each<[Language, string]>([
    [
      "en",
      "- shop (wxe5f52902cf4de896): 3 needed, 97 left this month\n- 5 other accounts together: 6 needed, 500 left this month",
    ],
    ["zh", "- shop (wxe5f52902cf4de896)：需要 3，本月剩余 97\n- 其他 5 个账号合计：需要 6，本月剩余 500"],
  ])("lists the publishes of each account, as a run in any language says them: %s", (language, expected) => {
    speak(language);
    try {
      const note = (needed: number, left: number) => publishNote({ needed, left });
      const texts = [t`Account ${`shop (${SHOP})`}: ${note(3, 97)}`, t`${5} other accounts together: ${note(6, 500)}`];
      const plan = planOf({ steps: [stack], diagnostics: texts.map(info) });
      expect(plan.publishes).toEqual({ needed: 9, left: 597 });
      expect(plan.publishesByAccount).toEqual([
        { account: `shop (${SHOP})`, needed: 3, left: 97 },
        { others: 5, needed: 6, left: 500 },
      ]);
      expect(planMarkdown(plan)).toContain(expected);
    } finally {
      speak(undefined);
    }
  });
});
