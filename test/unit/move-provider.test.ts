import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault, ScriptedFault } from "../../emulator";
import type { Handover } from "../../provider/pulumi/handover";
import { ChangeNotes, type Change } from "../../provider/pulumi/journal";
import { RuleProvider } from "../../provider/resource-provider/rule-provider";
import type { Rule } from "../../provider/rules/rule";
import { inNew, inOld, NEW, OLD, ownedRules, spent, steps } from "./move-support";
import {
  CAFE,
  errorOf,
  linkRule,
  plant,
  plantIn,
  SECRET,
  serviceRule,
  SHOP,
  until,
  useEmulator,
  useQuickRetries,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

type Props = Record<string, unknown>;

const old = linkRule({ path: "pages/old" });
const want = linkRule();
const IN_OLD = { account: "old" };
const IN_NEW = { account: "new" };

interface Company {
  told?: Partial<Handover>;
  settings?: Record<string, string>;
}

/** The provider of one run of a stack with both accounts. */
async function company({ told, settings = {} }: Company = {}): Promise<RuleProvider> {
  const handover: Handover = { stage: "complete", declared: [], recorded: [], change: [], leave: [], ...told };
  const provider = new RuleProvider(
    {},
    {
      programRuns: () => Promise.resolve(told !== undefined),
      handedOver: () => told && handover,
      leaveToProgram: () => true,
      destroys: () => false,
    },
  );
  const named = Object.entries({ old: OLD, new: NEW }).map(([name, appId]) => [name, { appId, appSecret: SECRET }]);
  const config: Record<string, string> = {
    endpoint: emulator().url,
    accounts: JSON.stringify(Object.fromEntries(named)),
    callsPerSecond: "1000",
    ...settings,
  };
  const get = (key: string): string | undefined => config[key.replace("wechat-qr-jump:", "")];
  await provider.configure({ config: { get, require: (key) => get(key) ?? "" } });
  return provider;
}

async function inputsOf(provider: RuleProvider, rule: Rule, account: object): Promise<Props> {
  return (await provider.check({}, { ...rule, ...account })).inputs as Props;
}

/** One rule in an `up` of its own, as the engine does it. @returns the new state and the error, if it fails. */
async function up(
  state: Props,
  rule: Rule,
  account: object,
  run: Company = {},
): Promise<{ state: Props; error?: Error }> {
  const provider = await company(run);
  const inputs = await inputsOf(provider, rule, account);
  try {
    return { state: (await provider.update(rule.prefix, state, inputs)).outs as Props };
  } catch (error) {
    const { properties } = error as { properties?: Props };
    return { state: properties ?? state, error: error as Error };
  }
}

const UNREAD: Fault = { kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", every: 1 } };

/** A move that fails, with reads that fail from its first write on. @returns the state that it leaves. */
async function doubtful(failing: Fault): Promise<Props> {
  plant(emulator(), old);
  emulator().setFaults([{ kind: "hang", latencyMs: 50, match: { endpoint: "qrcodejumpdelete" } }, failing]);
  const moving = up(inOld(old), want, IN_NEW);
  await until(() => ownedRules(emulator()).length === 0);
  emulator().setFaults([failing, UNREAD]);
  const { state, error } = await moving;
  emulator().setFaults([]);
  expect(error).toBeDefined();
  return state;
}

const refusing = (code: number, match: ScriptedFault["match"]): Fault => ({ kind: "errcode", code, match, times: 99 });
const REFUSED = refusing(85073, { endpoint: "qrcodejumpadd", account: NEW });

describe("an update that moves a rule", () => {
  test("records the new account, and back the old one", async () => {
    plant(emulator(), old);
    const there = await up(inOld(old), want, IN_NEW);
    expect(there).toEqual({ state: inNew(want) });
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
    expect(await up(there.state, old, IN_OLD)).toEqual({ state: inOld(old) });
    expect(ownedRules(emulator())).toEqual([inOld(old)]);
    expect(spent(emulator())).toEqual([1, 1]);
  });

  test("that puts the rule back is followed by one that moves it, or by one that leaves it, as the stack then wants", async () => {
    for (const [rule, account, end] of [
      [want, IN_NEW, inNew(want)],
      [old, IN_OLD, inOld(old)],
    ] as const) {
      emulator().reset();
      plant(emulator(), old);
      emulator().setFaults([REFUSED]);
      const failed = await up(inOld(old), want, IN_NEW);
      expect(failed.error?.message).toContain("The old rule was put back");
      expect(failed.state).toMatchObject(inOld(old));
      emulator().setFaults([]);
      expect(await up(failed.state, rule, account)).toEqual({ state: end });
      expect(ownedRules(emulator())).toEqual([end]);
    }
  });

  test("needs a publish in the account that it leaves, unless over budget is allowed", async () => {
    plant(emulator(), old);
    emulator().setQuotaLeft(0, OLD);
    const refusedBefore = await up(inOld(old), want, IN_NEW);
    expect(refusedBefore.error?.message).toContain("886000 the account that has it has 0 publishes left this month");
    expect(steps(emulator())).toEqual([]);
    const allowed = await up(inOld(old), want, IN_NEW, { settings: { allowOverBudget: "true" } });
    expect(allowed).toEqual({ state: inNew(want) });
  });

  test("does not record someone else's rule as the stack's", async () => {
    plant(emulator(), old);
    const theirs = linkRule({ path: "pages/theirs" });
    emulator().setFaults([{ kind: "hang", latencyMs: 50, match: { endpoint: "qrcodejumpadd", account: NEW } }]);
    const moving = up(inOld(old), want, IN_NEW, { settings: { outlastSeconds: "30" } });
    await until(() => ownedRules(emulator()).length === 0);
    plantIn(emulator(), NEW, theirs);
    const { state, error } = await moving;
    expect(error?.message).toContain("85071");
    expect(state).toMatchObject({ account: OLD, published: false });
    expect(state["otherAccounts"]).toBeUndefined();
    expect((await up(state, want, IN_NEW)).error?.message).toContain("the account already has this rule");
    const provider = await company();
    await provider.delete(old.prefix, state);
    expect(ownedRules(emulator())).toEqual([inNew(theirs)]);
  });
});

describe("a state that names other accounts", () => {
  test.each<[string, Fault]>([
    ["nowhere", refusing(85073, { endpoint: "qrcodejumpadd" })],
    ["unpublished in the new account", refusing(85074, { endpoint: "qrcodejumppublish" })],
  ])("is left by a move that ends unread, with the rule %s", async (_where, failing) => {
    const state = await doubtful(failing);
    expect(state).toMatchObject({ ...inOld(old), otherAccounts: [NEW] });
  });

  const state = { ...inOld(old), otherAccounts: [NEW] };
  const PLACES: [string, Rule | undefined, string][] = [
    ["in the old account", old, OLD],
    ["published in the new account", want, NEW],
    ["unpublished in the new account", { ...want, published: false }, NEW],
    ["nowhere", undefined, NEW],
  ];

  test.each(PLACES)("lets the next run move the rule, or take it back, from %s", async (_where, rule, account) => {
    for (const [wanted, to, end] of [
      [want, IN_NEW, inNew(want)],
      [old, IN_OLD, inOld(old)],
    ] as const) {
      emulator().reset();
      if (rule) plantIn(emulator(), account, rule);
      expect(await up(state, wanted, to)).toEqual({ state: end });
      expect(ownedRules(emulator())).toEqual([end]);
    }
  });

  test.each(PLACES)("is read and deleted with the rule %s", async (_where, rule, account) => {
    if (rule) plantIn(emulator(), account, rule);
    const provider = await company();
    const read = await provider.read(old.prefix, state);
    if (rule) expect(read).toMatchObject({ id: old.prefix, props: { ...rule, account } });
    else expect(read.id).toBe("");
    expect(read.props as Props).not.toHaveProperty("otherAccounts");
    await provider.delete(old.prefix, state);
    expect(ownedRules(emulator())).toEqual([]);
    expect(steps(emulator())).toEqual([rule && account === NEW ? "delete new" : "delete old"]);
  });

  test("finds a service-account rule with whichever mini program it has there", async () => {
    const was = serviceRule({ appid: SHOP });
    const now = serviceRule({ appid: CAFE });
    for (const [rule, account] of [
      [was, OLD],
      [now, NEW],
      [{ ...now, published: false }, NEW],
    ] as const) {
      emulator().reset();
      plantIn(emulator(), account, rule);
      const recorded = { ...inOld(was), otherAppids: [CAFE], otherAccounts: [NEW] };
      expect(await up(recorded, now, IN_NEW)).toEqual({ state: inNew(now) });
      expect(ownedRules(emulator())).toEqual([inNew(now)]);
    }
  });
});

describe("a create of a prefix that the state has for another account", () => {
  const told = { recorded: [{ rule: old, account: OLD }], declared: [[want.prefix, "new-name"] as [string, string]] };

  test("moves the rule", async () => {
    plant(emulator(), old);
    const provider = await company({ told });
    const inputs = await inputsOf(provider, want, IN_NEW);
    expect((await provider.create(inputs)).outs).toEqual(inNew(want));
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
    // The resource of the old name goes; the rule stays.
    await provider.delete(old.prefix, inOld(old));
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
  });

  test("puts it back where that fails, and the next run goes on", async () => {
    plant(emulator(), old);
    const first = await company({ told });
    const inputs = await inputsOf(first, want, IN_NEW);
    emulator().setFaults([REFUSED]);
    expect((await errorOf(first.create(inputs))).message).toContain("The old rule was put back");
    expect(ownedRules(emulator())).toEqual([inOld(old)]);
    emulator().setFaults([]);
    await (await company({ told })).create(inputs);
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
  });

  test("leaves someone else's rule in the new account alone", async () => {
    const theirs = linkRule({ path: "pages/theirs" });
    plantIn(emulator(), NEW, theirs);
    const provider = await company({ told });
    const inputs = await inputsOf(provider, want, IN_NEW);
    expect((await errorOf(provider.create(inputs))).message).toContain("the account already has this rule");
    expect(ownedRules(emulator())).toEqual([inNew(theirs)]);
  });
});

describe("a rule that an interrupted move left in the new account", () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), "moves-"))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  /** The run after one that was killed, in which the stack wants the rule in its old account again. */
  async function upAgain(noted: Change[]): Promise<{ state: Props; error?: Error }> {
    const journal = join(home, "journal.jsonl");
    for (const change of noted) await new ChangeNotes(journal).note(change);
    const told = { journal, declared: [[old.prefix, "rule"] as [string, string]], change: [old] };
    return up(inOld(old), old, IN_OLD, { told });
  }
  const noted = { at: Date.now(), account: NEW, old, want };

  test.each([false, true])("is brought back where the stack wants it there again; published: %p", async (published) => {
    plantIn(emulator(), NEW, { ...want, published });
    expect(await upAgain([noted])).toEqual({ state: inOld(old) });
    expect(ownedRules(emulator())).toEqual([inOld(old)]);
  });

  test("is left alone where nothing tells that it is the stack's, or where it opens something else", async () => {
    for (const [changes, there] of [
      [[], want],
      [[{ ...noted, account: OLD }], want],
      [[noted], linkRule({ path: "pages/theirs" })],
    ] as const) {
      emulator().reset();
      plantIn(emulator(), NEW, there);
      expect((await upAgain([...changes])).error?.message).toContain("85072");
      expect(ownedRules(emulator())).toEqual([inNew(there)]);
      rmSync(join(home, "journal.jsonl"), { force: true });
    }
  });
});

describe("an update to another mini program that fails, and whose old rule cannot be published again either", () => {
  const was = serviceRule();
  const other = serviceRule({ appid: "wxe5f52902cf4de897" });

  test.each([
    ["goes on", other],
    ["goes back", was],
  ])("while reads are behind: the next run %s", async (_, next) => {
    // The first reads after it show the time between the two: the new rule, added.
    emulator().setOptions({ latencyMs: 40, readLagMs: 240 });
    plantIn(emulator(), NEW, was);
    emulator().setFaults([refusing(85074, { endpoint: "qrcodejumppublish" })]);
    const failed = await up(inNew(was), other, IN_NEW);
    expect(failed.error?.message).toContain("Putting the old rule back failed as well");
    emulator().setFaults([]);
    // Until another command begins, reads have caught up.
    emulator().setOptions({ latencyMs: 0, readLagMs: 0 });
    expect(ownedRules(emulator())).toEqual([inNew({ ...was, published: false })]);
    expect(await up(failed.state, next, IN_NEW)).toEqual({ state: inNew(next) });
    expect(ownedRules(emulator())).toEqual([inNew(next)]);
  });
});
