import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Handover } from "../../provider/pulumi/handover";
import { journalOf, readChanges } from "../../provider/pulumi/journal";
import { RuleProvider } from "../../provider/resource-provider/rule-provider";
import { ToldRules } from "../../provider/resource-provider/told-rules";
import type { Rule } from "../../provider/rules/rule";
import {
  ACCOUNT,
  CAFE,
  errorOf,
  linkRule,
  liveRules,
  plant,
  requests,
  SECRET,
  serviceRule,
  SHOP,
  useEmulator,
  wire,
  writes,
} from "./support";

const emulator = useEmulator();
let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), "told-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A provider whose program has told it something; whatever is live and somebody else's is refused. */
async function providerOf(told: Partial<Handover>): Promise<RuleProvider> {
  const handover: Handover = { stage: "complete", declared: [], recorded: [], change: [], leave: [], ...told };
  const run = {
    programRuns: () => Promise.resolve(true),
    handedOver: () => handover,
    leaveToProgram: () => true,
    destroys: () => false,
  };
  const provider = new RuleProvider({}, run);
  const config = { endpoint: emulator().url, appId: ACCOUNT, appSecret: SECRET, onExisting: "fail" } as Record<
    string,
    string
  >;
  const get = (key: string): string | undefined => config[key.replace("wechat-qr-jump:", "")];
  await provider.configure({ config: { get, require: (key) => get(key) ?? "" } });
  return provider;
}

const recorded = (rule: Rule, account = ACCOUNT) => ({ recorded: [{ rule, account }] });

describe("a create of a prefix that the stack has already", () => {
  const page = linkRule({ path: "pages/new/index" });
  const appid = serviceRule({ appid: CAFE });

  test.each<[string, Rule, Rule]>([
    ["under another name", linkRule(), linkRule()],
    ["with another page", linkRule(), page],
    ["with another mini program", serviceRule(), appid],
    ["published, and wanted unpublished", linkRule(), linkRule({ published: false })],
  ])("brings the live rule in line, whatever onExisting says: %s", async (_how, was, want) => {
    plant(emulator(), was);
    const provider = await providerOf(recorded(was));
    expect((await provider.create({ ...want })).outs).toMatchObject(want);
    expect(liveRules(emulator())).toEqual([want]);
  });

  test("is a create like any other where the state has it of another account, or not at all", async () => {
    plant(emulator(), linkRule());
    for (const told of [recorded(linkRule(), SHOP), {}]) {
      const provider = await providerOf(told);
      expect((await errorOf(provider.create({ ...page }))).message).toContain("the account already has this rule");
    }
    expect(writes(emulator())).toEqual([]);
  });

  test("that ends unread can be changed and deleted by the next run, whichever mini program it opens", async () => {
    plant(emulator(), serviceRule());
    const provider = await providerOf(recorded(serviceRule()));
    emulator().setFaults([{ kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish", every: 1 } }]);
    await errorOf(provider.create({ ...appid }));
    emulator().setFaults([]);
    await (await providerOf(recorded(serviceRule()))).create({ ...appid });
    expect(liveRules(emulator())).toEqual([appid]);
  });
});

describe("a rule that is to be brought in line although the YAML is unchanged", () => {
  test("is a change; others are not", async () => {
    const provider = await providerOf({ declared: [[linkRule().prefix, "shop"]], change: [linkRule()] });
    const other = linkRule({ prefix: "https://qr.example.com/other" });
    expect(await provider.diff("", { ...linkRule() }, { ...linkRule() })).toMatchObject({
      changes: true,
      replaces: [],
    });
    expect(await provider.diff("", { ...other }, { ...other })).toMatchObject({ changes: false });
  });

  test("is looked for where it was seen: with another mini program", async () => {
    const [want, seen] = [serviceRule(), serviceRule({ appid: CAFE })];
    plant(emulator(), seen);
    const provider = await providerOf({ declared: [[want.prefix, want.prefix]], change: [seen] });
    await provider.update("", { ...want, account: ACCOUNT }, { ...want });
    expect(writes(emulator())).toEqual([wire.delete(seen), wire.add(want), wire.publish(want)]);
  });
});

test("a rule for which no publish is left stays as it is, without a call", async () => {
  const was = linkRule({ published: false });
  plant(emulator(), was);
  const provider = await providerOf({ declared: [[was.prefix, was.prefix]], leave: [was.prefix] });
  const state = { ...was, account: ACCOUNT };
  expect(await provider.update("", { ...state, __provider: "text" }, { ...linkRule() })).toEqual({ outs: state });
  expect(await provider.diff("", state, { ...linkRule() })).toMatchObject({ changes: true });
  expect(requests(emulator())).toEqual([]);
});

describe("what the program tells", () => {
  const handover: Handover = { stage: "begun", declared: [], recorded: [], change: [], leave: [] };

  test("is all rules that the state has with one prefix, under whatever names", () => {
    const rules = [serviceRule(), serviceRule({ appid: CAFE })];
    const told = new ToldRules(() => ({ ...handover, recorded: rules.map((rule) => ({ rule, account: ACCOUNT })) }));
    expect(told.recorded(serviceRule().prefix)).toEqual(rules.map((rule) => ({ rule, account: ACCOUNT })));
  });

  test("holds no longer than it is there to be read", () => {
    let now: Handover | undefined = { ...handover, journal: "notes" };
    const told = new ToldRules(() => now);
    expect(told.journalFor("x")).toBe("notes");
    now = undefined;
    expect(told.journalFor("x")).toBeUndefined();
  });
});

test("a rule that was given, in the console, a mini program that nobody here names is left as it is, and fails no run", async () => {
  const [want, moved] = [serviceRule(), serviceRule({ appid: CAFE })];
  plant(emulator(), moved);
  const said = jest.spyOn(console, "log").mockImplementation(() => undefined);
  const provider = await providerOf({ declared: [[want.prefix, want.prefix]], change: [want] });
  const state = { ...want, account: ACCOUNT };
  expect(await provider.update("", state, { ...want })).toEqual({ outs: state });
  expect(said.mock.calls.flat().join()).toMatch(/85071 .+ The rule stays as it is in WeChat\./);
  expect(liveRules(emulator())).toEqual([moved]);
  said.mockRestore();
}, 30_000);

describe("changes of rules", () => {
  test("are noted before they begin, where the program looks for them; what brings a rule in line is not", async () => {
    const journal = journalOf("organization/project/dev", { PULUMI_HOME: home });
    plant(emulator(), linkRule());
    const provider = await providerOf({ journal });
    const want = linkRule({ path: "pages/new/index" });
    emulator().setFaults([{ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", every: 1 } }]);
    await errorOf(provider.update("", { ...linkRule(), account: ACCOUNT }, { ...want }));
    expect(readChanges(journal)).toMatchObject([{ account: ACCOUNT, old: linkRule(), want }]);
    emulator().setFaults([]);
    await provider.update("", { ...linkRule(), account: ACCOUNT }, { ...linkRule() });
    await provider.create({ ...serviceRule() });
    expect(readChanges(journal)).toHaveLength(2);
    expect(readChanges(journal)[1]).toMatchObject({ want: serviceRule() });
  });
});

test("a rule that is to be revived is not left as it is for what a read answers", async () => {
  const want = serviceRule();
  const provider = await providerOf({ declared: [[want.prefix, want.prefix]], change: [want] });
  emulator().setFaults([{ kind: "errcode", code: 85071, match: { endpoint: "qrcodejumpget" }, times: 100 }]);
  const error = await errorOf(provider.update("", { ...want, account: ACCOUNT }, { ...want }));
  expect(error.message).toMatch(/^read the rules that open .+: 85071/);
});
