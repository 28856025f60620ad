import type { DeclaredElsewhere } from "../../provider/reading/other-stacks";
import type { Rule } from "../../provider/rules/rule";
import { Accounts } from "../../provider/settings/accounts";
import type { OnExisting } from "../../provider/settings/settings";
import { lookAtLive, problemsOfStack, type Look, type Plan } from "../../provider/stack-program/guards/preflight";
import { foreignProblems } from "../../provider/stack-program/account-parts";
import type { StoredRules, Unreadable } from "../../provider/stack-program/stored-rules";
import { ACCOUNT, CAFE, CODE, LINK, linkRule, plant, requests, serviceRule, sessionOn, useEmulator } from "./support";

const emulator = useEmulator();

const BELOW = `${LINK}door`;

interface More {
  recorded?: Rule[];
  account?: string;
  maxDeletes?: number;
  allowDelete?: string[];
  allowShadowing?: boolean;
  allowOverBudget?: boolean;
  stored?: StoredRules | Unreadable;
  elsewhere?: DeclaredElsewhere[];
}

function plan(rules: Rule[], more: More = {}): Plan {
  const { recorded = [], account, maxDeletes, allowShadowing = false, allowOverBudget = false, stored } = more;
  const allowDelete = more.allowDelete ?? [];
  return {
    rules: rules.map((args) => ({ name: args.prefix, args })),
    recorded: recorded.map((rule) => ({ name: rule.prefix, rule, account })),
    guards: { maxDeletes, allowDelete, allowShadowing, allowOverBudget },
    stored: () => (stored ? Promise.resolve(stored) : Promise.reject(new Error("the state was not to be read"))),
    elsewhere: (owners) => (more.elsewhere ?? []).filter(({ prefix }) => owners.has(prefix)),
  };
}

function state(retained: Rule[], wanted: Rule[] = []): StoredRules {
  return {
    retained: new Set(retained.map(({ prefix }) => prefix)),
    wanted: new Map(wanted.map((rule) => [rule.prefix, rule])),
    options: new Map(),
  };
}

const UNREADABLE = { unreadable: 'there is no "pulumi" on PATH' };

async function problems(wanted: Plan, onExisting?: OnExisting): Promise<string[]> {
  return (await look(wanted, onExisting)).problems;
}

function look(wanted: Plan, onExisting: OnExisting = "adoptIdentical"): Promise<Look> {
  return lookAtLive(wanted, sessionOn(emulator()).live, onExisting);
}

describe("the look at the stack", () => {
  const both = [linkRule(), serviceRule()];

  describe("where a rule goes that another stack declares", () => {
    const without = (more: More) =>
      problemsOfStack(plan([serviceRule()], { recorded: both, account: ACCOUNT, ...more }));
    const elsewhere = [{ prefix: LINK, file: "Pulumi.new.yaml" }];

    test("refuses the delete, and says how to move the rule", async () => {
      expect(await without({ elsewhere, stored: state([]) })).toEqual([
        expect.stringMatching(
          /^delete .*: Pulumi\.new\.yaml declares this rule too, .*retainOnDelete.*WECHAT_ALLOW_DELETE/,
        ),
      ]);
      expect(await without({ elsewhere, stored: UNREADABLE })).toEqual([
        expect.stringContaining("declares this rule too"),
        expect.stringContaining("could not be told apart"),
      ]);
    });

    test("lets it go if it stays live, or if its delete is approved by name", async () => {
      expect(await without({ elsewhere, stored: state([linkRule()]) })).toEqual([]);
      expect(await without({ elsewhere, allowDelete: [LINK] })).toEqual([]);
    });
  });

  test("refuses too many deletes and nothing else", async () => {
    expect(await problemsOfStack(plan([], { recorded: [linkRule()], stored: state([]) }))).toHaveLength(1);
    expect(await problemsOfStack(plan([linkRule()], { recorded: [linkRule()] }))).toEqual([]);
    const one = plan([linkRule()], { recorded: both, maxDeletes: 0, stored: state([]) });
    expect(await problemsOfStack(one)).toHaveLength(1);
  });

  test("leaves out rules that Pulumi retains, and reads the state only where that may help", async () => {
    expect(await problemsOfStack(plan([], { recorded: both, stored: state(both) }))).toEqual([]);
    const [sentence] = await problemsOfStack(plan([], { recorded: both, stored: state([linkRule()]) }));
    expect(sentence).toContain("deletes 1 of the stack's 2 rules in WeChat");
    expect(sentence).toContain(`It would delete ${CODE}. `);
    const down = plan([linkRule({ published: false })], { recorded: [linkRule()], maxDeletes: 0 });
    expect(await problemsOfStack(down)).toHaveLength(1);
  });

  test("says so where the state cannot be read", async () => {
    const [sentence] = await problemsOfStack(plan([], { recorded: both, stored: UNREADABLE }));
    expect(sentence).toMatch(
      /^This change deletes 2 of .* Rules with retainOnDelete, .* could not be told apart and are counted as well: there is no "pulumi" on PATH\.$/,
    );
  });
});

describe("the look at the account", () => {
  const OTHER = "wx00000000000000aa";
  const foundIn = (of: Plan, settings: Record<string, string>) => {
    const accounts = new Accounts((key) => settings[key.replace("wechat-qr-jump:", "")], {});
    const rules = of.rules.map((rule) => ({ ...rule, options: {}, at: undefined }));
    return foreignProblems({ ...of, rules, accounts });
  };
  const found = (rules: Rule[], more: More) => foundIn(plan(rules, more), { appId: OTHER });

  test("refuses rules of another account, those included that are to go", async () => {
    const recorded = [linkRule(), serviceRule()];
    expect(await found([linkRule()], { recorded, account: ACCOUNT })).toEqual([
      `Account ${ACCOUNT} owns 2 rules of this stack, but the settings name ${OTHER}: nothing was done. ` +
        `Set wechat-qr-jump:appId back to ${ACCOUNT}, or keep the rules of ${OTHER} in a stack of their own.`,
    ]);
    expect(await found([], { recorded: [linkRule()], account: ACCOUNT, stored: state([]) })).toEqual([
      expect.stringMatching(/^Account \w+ owns 1 rule of this stack/),
    ]);
    expect(await found([], { recorded, account: ACCOUNT, stored: UNREADABLE })).toHaveLength(1);
  });

  test("has nothing against rules that are retained, of the same account, or of nobody knows which", async () => {
    const recorded = [linkRule()];
    expect(await found([serviceRule()], { recorded, account: ACCOUNT, stored: state(recorded) })).toEqual([]);
    expect(await found(recorded, { recorded, account: OTHER })).toEqual([]);
    expect(await found(recorded, { recorded })).toEqual([]);
    const mixed = plan([linkRule(), serviceRule()], { recorded: [linkRule(), serviceRule()], account: ACCOUNT });
    const one = {
      ...mixed,
      recorded: mixed.recorded.map((rule, n) => (n === 0 ? { ...rule, account: undefined } : rule)),
    };
    expect(await foundIn(one, { appId: OTHER })).toEqual([expect.stringMatching(/owns 1 rule of this stack/)]);
    expect(await foundIn(plan(recorded, { recorded, account: ACCOUNT }), { accessToken: "x" })).toEqual([]);
  });
});

describe("the look at WeChat finds rules that are live and", () => {
  test("differ: refused with both shown, unless they are the stack's or it may take them over", async () => {
    plant(emulator(), serviceRule({ path: "pages/old" }));
    expect(await problems(plan([serviceRule()]))).toEqual([
      `create ${CODE}: the account already has this rule: it opens pages/old of wxe5f52902cf4de896 (published), ` +
        "the stack wants pages/index/index of wxe5f52902cf4de896 (published); " +
        "write the rule as it is live, or set WECHAT_ON_EXISTING=adopt for this run, or wechat-qr-jump:onExisting in the stack's config, " +
        "to let this stack take it over. Nothing was changed.",
    ]);
    expect(await problems(plan([serviceRule()], { recorded: [serviceRule()] }))).toEqual([]);
    expect(await problems(plan([serviceRule()]), "adopt")).toEqual([]);
  });

  test("are identical: adopted, unless onExisting is fail", async () => {
    plant(emulator(), linkRule());
    expect(await problems(plan([linkRule()]))).toEqual([]);
    expect(await problems(plan([linkRule()]), "fail")).toEqual([
      expect.stringContaining("set WECHAT_ON_EXISTING=adoptIdentical for this run"),
    ]);
  });

  test("are the stack's own under whatever name, for whatever mini program: let pass", async () => {
    plant(emulator(), serviceRule(), linkRule());
    const moved = [serviceRule({ appid: CAFE, path: "pages/new" }), linkRule({ path: "pages/new" })];
    const wanted = plan(moved, { recorded: [serviceRule(), linkRule()] });
    const renamed = { ...wanted, rules: wanted.rules.map(({ args }) => ({ name: `team::${args.path}`, args })) };
    for (const onExisting of ["adoptIdentical", "fail", "adopt"] as const) {
      expect(await look(renamed, onExisting)).toMatchObject({
        problems: [],
        warnings: [],
        leave: [],
        publishes: { needed: 2, left: 100 },
      });
    }
  });

  test("open a mini program of another rule: refused, whatever onExisting says", async () => {
    plant(emulator(), serviceRule({ appid: CAFE }), serviceRule({ prefix: `${CODE}2`, appid: CAFE }));
    const known = serviceRule({ prefix: `${CODE}2`, appid: CAFE });
    for (const onExisting of ["adoptIdentical", "adopt"] as const) {
      expect(await problems(plan([serviceRule(), known], { recorded: [known] }), onExisting)).toEqual([
        `create ${CODE}: 85071 the account already has a rule with this prefix: it opens pages/index/index of ${CAFE} (published), ` +
          `the stack wants pages/index/index of wxe5f52902cf4de896 (published); ` +
          `declare it as it is live, let one "pulumi up" take it over, and change it after that. Nothing was changed.`,
      ]);
    }
    const [sentence] = await problems(plan([serviceRule(), known], { recorded: [known] }), "fail");
    expect(sentence).toContain('let one "pulumi up" with WECHAT_ON_EXISTING=adoptIdentical take it over');
  });
});

describe("the look at WeChat finds a rule of the stack that somebody gave another mini program", () => {
  test("and lets it be changed, as its own: whatever the YAML changes of it, whatever onExisting says", async () => {
    plant(emulator(), serviceRule({ appid: CAFE }), serviceRule({ prefix: `${CODE}2`, appid: CAFE }));
    const known = serviceRule({ prefix: `${CODE}2`, appid: CAFE });
    const recorded = [serviceRule(), known];
    for (const want of [serviceRule({ path: "pages/new" }), serviceRule({ published: false })]) {
      for (const onExisting of ["adoptIdentical", "fail", "adopt"] as const) {
        expect(await problems(plan([want, known], { recorded }), onExisting)).toEqual([]);
      }
    }
  });
});

describe("the look at WeChat finds an unpublished rule below a published one", () => {
  const below = linkRule({ prefix: BELOW, published: false });
  const sentence: unknown = expect.stringContaining(
    `${BELOW} is not to be published, but would take over codes that ${LINK} opens`,
  );

  test("that nobody declares: refused, unless that is allowed or neither is in the other's way; but not below one that this run deletes", async () => {
    plant(emulator(), linkRule());
    expect(await problems(plan([below]))).toEqual([sentence]);
    expect(await problems(plan([below], { allowShadowing: true }))).toEqual([]);
    expect(await problems(plan([linkRule({ prefix: "https://qr.example.com/else", published: false })]))).toEqual([]);
    expect(await problems(plan([below], { recorded: [linkRule()], stored: state([]) }))).toEqual([]);
  });

  test("where it was published until now: refused; where it is so already: nothing new", async () => {
    plant(emulator(), linkRule(), { ...below, published: true });
    expect(await problems(plan([below], { recorded: [{ ...below, published: true }] }))).toEqual([sentence]);
    expect(await problems(plan([below], { recorded: [below] }))).toEqual([]);
    plant(emulator(), below);
    expect(await problems(plan([below], { recorded: [below] }))).toEqual([]);
    emulator().deleteRules([{ account: ACCOUNT, prefix: BELOW }]);
    expect(await problems(plan([below], { recorded: [below] }))).toEqual([sentence]);
  });

  test("where it was unpublished already and another page is given to it, or both are the stack's: let pass", async () => {
    plant(emulator(), linkRule(), below);
    expect(await problems(plan([{ ...below, path: "pages/new" }], { recorded: [below] }))).toEqual([]);
    emulator().deleteRules([{ account: ACCOUNT, prefix: BELOW }]);
    expect(await problems(plan([linkRule(), below], { recorded: [linkRule()] }))).toEqual([]);
  });

  test("that leaves the stack: refused where Pulumi retains it", async () => {
    plant(emulator(), linkRule());
    expect(await problems(plan([below], { recorded: [linkRule()], stored: state([linkRule()]) }))).toEqual([sentence]);
  });
});

describe("the look at WeChat", () => {
  test("tells everything at once, the publish budget included", async () => {
    emulator().setQuotaLeft(1, ACCOUNT);
    const other = linkRule({ prefix: "https://qr.example.com/bus" });
    plant(emulator(), linkRule(), { ...other, path: "pages/old" });
    const wanted = [other, linkRule({ prefix: BELOW, published: false }), serviceRule()];
    const all = await problems(plan(wanted, { stored: state([]) }));
    expect(all).toHaveLength(3);
    expect(all[2]).toContain("This change needs 2 publishes, but the account has 1 left this month");
  });

  test("tells how many publishes are needed and how many are left", async () => {
    emulator().setQuotaLeft(7, ACCOUNT);
    plant(emulator(), linkRule());
    expect((await look(plan([linkRule(), serviceRule()]))).publishes).toEqual({ needed: 1, left: 7 });
    expect((await look(plan([]))).publishes).toBeUndefined();
    const dead = serviceRule({ prefix: `${CODE}dead` });
    expect((await look(plan([dead], { recorded: [dead] }))).publishes).toEqual({ needed: 1, left: 7 });
  });

  test("takes a rule of the stack for missing only where a second read lacks it too, for both mini programs", async () => {
    const moved = serviceRule({ appid: CAFE });
    const { live } = sessionOn(emulator());
    await Promise.all([live.find(serviceRule()), live.find(moved)]);
    plant(emulator(), moved);
    const { publishes } = await lookAtLive(plan([moved], { recorded: [serviceRule()] }), live, "fail");
    expect(publishes).toEqual({ needed: 0, left: 100 });
  });

  test("refuses a change of a rule that gets another name, also where the last run wanted it so", async () => {
    emulator().setQuotaLeft(0, ACCOUNT);
    plant(emulator(), linkRule({ published: false }));
    const wanted = plan([linkRule()], { recorded: [linkRule({ published: false })], stored: state([], [linkRule()]) });
    expect(await problems(wanted)).toEqual([]);
    const renamed = { ...wanted, rules: [{ name: "door", args: linkRule() }] };
    expect(await problems(renamed)).toEqual([expect.stringContaining("This change needs 1 publish")]);
  });

  test("refuses no run for codes that are dead already, not even where the last run was broken off, but warns of them", async () => {
    emulator().setQuotaLeft(0, ACCOUNT);
    plant(emulator(), linkRule({ published: false }));
    const recorded = [linkRule({ published: false }), serviceRule()];
    const said = await look(plan([linkRule(), serviceRule()], { recorded, stored: state([], [linkRule()]) }));
    expect(said).toMatchObject({
      problems: [],
      warnings: [expect.stringContaining(`does not serve 1 rule that the stack has published: ${LINK}.`)],
      leave: [LINK],
      publishes: { needed: 0, left: 0 },
    });
    const changed = plan([linkRule(), serviceRule()], { recorded, stored: state([], recorded) });
    expect(await problems(changed)).toEqual([expect.stringContaining(`It would publish ${LINK}.`)]);
    expect(await problems({ ...changed, stored: () => Promise.resolve(UNREADABLE) })).toHaveLength(1);
  });

  test("lets a run exceed the budget that is allowed to, with a warning", async () => {
    emulator().setQuotaLeft(1, ACCOUNT);
    const said = await look(plan([linkRule(), serviceRule()], { allowOverBudget: true, stored: state([]) }));
    expect(said).toMatchObject({ problems: [], publishes: { needed: 2, left: 1 } });
    expect(said.warnings).toEqual([expect.stringContaining("This change needs 2 publishes")]);
  });

  test("warns of more link rules than WeChat documents", async () => {
    const rules = Array.from({ length: 101 }, (_, n) => linkRule({ prefix: `${LINK}${n}`, published: false }));
    plant(emulator(), ...rules.slice(0, 99));
    expect((await look(plan(rules.slice(0, 100)))).warnings).toEqual([]);
    expect((await look(plan(rules))).warnings).toEqual([
      expect.stringContaining("99 are live, and this run adds 2 before it deletes any"),
    ]);
    plant(emulator(), ...rules);
    expect((await look(plan(rules))).warnings).toEqual([]);
  });

  test("finds a rule that is older than the 10,000 of one read", async () => {
    const others = Array.from({ length: 10_000 }, (_, n) => serviceRule({ prefix: `${CODE}${n}` }));
    plant(emulator(), serviceRule({ path: "pages/theirs" }), ...others);
    expect(await problems(plan([serviceRule()]))).toEqual([
      expect.stringContaining("the account already has this rule"),
    ]);
    expect(await look(plan([serviceRule({ path: "pages/theirs" })]))).toMatchObject({
      problems: [],
      publishes: { needed: 0, left: 100 },
    });
  });

  test("reads each family once and writes nothing, and reads nothing for no rules", async () => {
    expect(await problems(plan([linkRule(), linkRule({ prefix: BELOW }), serviceRule()]))).toEqual([]);
    expect(requests(emulator()).map(([endpoint]) => endpoint)).toEqual(["qrcodejumpget", "qrcodejumpget"]);
    emulator().reset();
    expect(await problems(plan([]))).toEqual([]);
    expect(requests(emulator())).toEqual([]);
  });
});
