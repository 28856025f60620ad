import { lookAtLive, problemsOfStack, type Look, type Plan } from "../../provider/preflight";
import type { Rule } from "../../provider/rule";
import type { OnExisting } from "../../provider/settings";
import { ACCOUNT, CODE, linkRule, LINK, plant, requests, serviceRule, sessionOn, useEmulator } from "./support";

const emulator = useEmulator();

const BELOW = `${LINK}door`;

function plan(rules: Rule[], more: { recorded?: Rule[]; maxDeletes?: number; allowShadowing?: boolean } = {}): Plan {
  const { recorded = [], maxDeletes, allowShadowing = false } = more;
  return {
    rules: rules.map((args) => ({ name: args.prefix, args })),
    recorded: recorded.map((rule) => ({ name: rule.prefix, rule, account: undefined })),
    guards: { maxDeletes, allowShadowing },
  };
}

async function problems(wanted: Plan, onExisting?: OnExisting): Promise<string[]> {
  return (await look(wanted, onExisting)).problems;
}

function look(wanted: Plan, onExisting: OnExisting = "adoptIdentical"): Promise<Look> {
  return lookAtLive(wanted, sessionOn(emulator()).live, onExisting);
}

describe("the look at the stack", () => {
  test("refuses too many deletes and nothing else", () => {
    expect(problemsOfStack(plan([], { recorded: [linkRule()] }))).toHaveLength(1);
    expect(problemsOfStack(plan([linkRule()], { recorded: [linkRule()] }))).toEqual([]);
    expect(problemsOfStack(plan([linkRule()], { recorded: [linkRule(), serviceRule()], maxDeletes: 0 }))).toHaveLength(
      1,
    );
  });
});

describe("the look at WeChat finds rules that are live and", () => {
  test("differ: refused with both shown, unless they are the stack's or it may take them over", async () => {
    plant(emulator(), serviceRule({ path: "pages/old" }));
    expect(await problems(plan([serviceRule()]))).toEqual([
      `create ${CODE}: the account already has this rule: it opens pages/old of wxe5f52902cf4de896 (published), ` +
        "the stack wants pages/index/index of wxe5f52902cf4de896 (published); " +
        "write the rule as it is live, or set wechat-qr-jump:onExisting to adopt to let this stack take it over. Nothing was changed.",
    ]);
    expect(await problems(plan([serviceRule()], { recorded: [serviceRule()] }))).toEqual([]);
    expect(await problems(plan([serviceRule()]), "adopt")).toEqual([]);
  });

  test("are identical: adopted, unless onExisting is fail", async () => {
    plant(emulator(), linkRule());
    expect(await problems(plan([linkRule()]))).toEqual([]);
    expect(await problems(plan([linkRule()]), "fail")).toHaveLength(1);
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
    expect(await problems(plan([below], { recorded: [linkRule()] }))).toEqual([]);
  });

  test("where it was published until now: refused; where it is so already: nothing new", async () => {
    plant(emulator(), linkRule(), { ...below, published: true });
    expect(await problems(plan([below], { recorded: [below] }))).toEqual([sentence]);
    plant(emulator(), below);
    expect(await problems(plan([below], { recorded: [below] }))).toEqual([]);
  });
});

describe("the look at WeChat", () => {
  test("tells everything at once, the publish budget included", async () => {
    emulator().setQuotaLeft(1, ACCOUNT);
    const other = linkRule({ prefix: "https://qr.example.com/bus" });
    plant(emulator(), linkRule(), { ...other, path: "pages/old" });
    const all = await problems(plan([other, linkRule({ prefix: BELOW, published: false }), serviceRule()]));
    expect(all).toHaveLength(3);
    expect(all[2]).toContain("This change needs 2 publishes, but the account has 1 left this month");
  });

  test("tells how many publishes will be left", async () => {
    emulator().setQuotaLeft(7, ACCOUNT);
    plant(emulator(), linkRule());
    expect((await look(plan([linkRule(), serviceRule()]))).publishesLeft).toBe(6);
    expect((await look(plan([]))).publishesLeft).toBeUndefined();
  });

  test("reads each family once and writes nothing, and reads nothing for no rules", async () => {
    expect(await problems(plan([linkRule(), linkRule({ prefix: BELOW }), serviceRule()]))).toEqual([]);
    expect(requests(emulator()).map(([endpoint]) => endpoint)).toEqual(["qrcodejumpget", "qrcodejumpget"]);
    emulator().reset();
    expect(await problems(plan([]))).toEqual([]);
    expect(requests(emulator())).toEqual([]);
  });
});
