import type { FaultEffect } from "../../emulator";
import type { Rule } from "../../provider/rules/rule";
import { inNew, inOld, move, NEW, OLD, ownedRules, spent, steps, twoAccounts } from "./move-support";
import {
  CAFE,
  errorOf,
  LINK,
  linkRule,
  plant,
  plantIn,
  quickMs,
  serviceRule,
  timeoutMsFor,
  useEmulator,
  useQuickRetries,
  wechatErrorOf,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const old = linkRule({ path: "pages/old" });
const want = linkRule();
const MOVED = ["delete old", "add new", "publish new"];

describe("a move to another account", () => {
  test.each<[string, Rule, Rule, string[]]>([
    ["a link rule", old, want, MOVED],
    ["a link rule that is otherwise as before", want, want, MOVED],
    ["a service-account rule", serviceRule(), serviceRule(), MOVED],
    ["a service-account rule that gets another mini program", serviceRule(), serviceRule({ appid: CAFE }), MOVED],
    ["an unpublished rule", linkRule({ published: false }), linkRule({ published: false }), ["delete old", "add new"]],
    ["an unpublished rule that is to be published", linkRule({ published: false }), want, MOVED],
    ["a published rule that is to be unpublished", old, linkRule({ published: false }), ["delete old", "add new"]],
  ])("takes %s there with the writes that it needs", async (_what, was, now, writes) => {
    plant(emulator(), was);
    await move(emulator(), was, now);
    expect(ownedRules(emulator())).toEqual([inNew(now)]);
    expect(steps(emulator())).toEqual(writes);
    expect(spent(emulator())).toEqual([0, now.published ? 1 : 0]);
  });

  test("writes nothing where an earlier run got that far", async () => {
    plantIn(emulator(), NEW, want);
    await move(emulator(), old, want);
    expect(steps(emulator())).toEqual([]);
  });

  test.each<[string, Rule]>([
    ["was only added", { ...want, published: false }],
    ["is gone from the old account", { ...old, prefix: `${LINK}other/` }],
  ])("goes on where the rule %s", async (_how, there) => {
    if (there.prefix === want.prefix) plantIn(emulator(), NEW, there);
    await move(emulator(), old, want);
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
    expect(spent(emulator())).toEqual([0, 1]);
  });

  test.each([old, { ...old, published: false }])(
    "leaves someone else's rule in the new account alone",
    async (theirs) => {
      plantIn(emulator(), NEW, theirs);
      const error = await wechatErrorOf(move(emulator(), old, want));
      expect(error.message).toMatch(
        /^create \S+: the account already has this rule: it opens pages\/old .+ONEXISTING=adopt|^create \S+: the account already has this rule: it opens pages\/old /,
      );
      expect(ownedRules(emulator())).toEqual([inNew(theirs)]);
      expect(steps(emulator())).toEqual([]);
    },
  );

  test("takes what is there for its own where the state says that it may be", async () => {
    plantIn(emulator(), NEW, { ...old, published: false });
    const { from, to } = twoAccounts(emulator());
    await to.reconciler.takeOver(from.reconciler, [old], want, { mayBeHere: true });
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
  });
});

const STEPS = [
  ["qrcodejumpdelete", OLD],
  ["qrcodejumpadd", NEW],
  ["qrcodejumppublish", NEW],
] as const;

const FAULTS: FaultEffect[] = [
  ...(["before", "after"] as const).flatMap((when): FaultEffect[] => [
    { kind: "errcode", code: -1, when },
    { kind: "reset", when },
    { kind: "timeout", when },
    { kind: "html", when },
    { kind: "truncated", when },
    { kind: "http", status: 503, when },
    { kind: "json", body: { code: 502 }, when },
  ]),
  { kind: "errcode", code: 44990 },
  { kind: "errcode", code: 45011 },
  { kind: "errcode", code: 40164 },
  { kind: "okButNotApplied" },
  ...[1, 3].map((seconds): FaultEffect => ({ kind: "okLate", lateMs: quickMs(seconds * 1000) })),
  { kind: "reset", lateMs: quickMs(3_000) },
  { kind: "errcode", code: -1, lateMs: quickMs(3_000) },
];

const untilNotLate = ({ lateMs = 0 }: FaultEffect): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1.2 * lateMs));

describe("a move outlasts with one publish", () => {
  const lags = [
    [3, 0],
    [0, 3],
    [3, 3],
  ] as const;
  const doubts: readonly FaultEffect[] = FAULTS.filter(
    ({ kind, when }) => kind === "okLate" || (kind === "reset" && when),
  );
  const cases = STEPS.flatMap(([endpoint, account]) => [
    ...FAULTS.map((fault) => [endpoint, account, fault, 0, 0] as const),
    ...lags.flatMap(([ofOld, ofNew]) => doubts.map((fault) => [endpoint, account, fault, ofOld, ofNew] as const)),
  ]);

  test.each(cases)("%s of %s: %j, reads %i s and %i s behind", async (endpoint, account, fault, ofOld, ofNew) => {
    emulator().putAccounts([
      { account: OLD, readLagMs: quickMs(ofOld * 1000) },
      { account: NEW, readLagMs: quickMs(ofNew * 1000) },
    ]);
    plant(emulator(), old);
    emulator().setFaults([{ ...fault, match: { endpoint, account } }]);
    await move(emulator(), old, want, { timeoutMs: timeoutMsFor(fault) });
    await untilNotLate(fault);
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
    expect(spent(emulator())).toEqual([0, 1]);
  });
});

describe("a move that the new account refuses", () => {
  const cases = [
    ...[85066, 85069, 85070, 85073, 85075, 85076, 45009, 48001, 61007, 40097].map(
      (code) => ["qrcodejumpadd", code] as const,
    ),
    ...[85074, 886000, 85095, 45009, 48001].map((code) => ["qrcodejumppublish", code] as const),
  ];
  const lagging = [3, 8].flatMap((lag) => [
    ["qrcodejumpadd", 85069, lag] as const,
    ["qrcodejumppublish", 85074, lag] as const,
  ]);

  test.each([...cases.map(([endpoint, code]) => [endpoint, code, 0] as const), ...lagging])(
    "at %s with %i puts the old rule back, reads %i s behind",
    async (endpoint, code, lag) => {
      emulator().setOptions({ readLagMs: quickMs(lag * 1000) });
      plant(emulator(), old);
      emulator().setFaults([{ kind: "errcode", code, match: { endpoint, account: NEW }, times: 99 }]);
      const error = await errorOf(move(emulator(), old, want));
      expect(error.message).toMatch(
        new RegExp(`^(add|publish) \\S+: ${code} .+ The old rule was put back: WeChat serves pages/old \\(published`),
      );
      expect(ownedRules(emulator())).toEqual([inOld(old)]);
      expect(spent(emulator())).toEqual([1, 0]);
    },
  );

  test.each(FAULTS)("puts the old rule back whatever happens to that: %j", async (fault) => {
    for (const [endpoint, account] of [
      ["qrcodejumpdelete", NEW],
      ["qrcodejumpadd", OLD],
      ["qrcodejumppublish", OLD],
    ] as const) {
      emulator().reset();
      plant(emulator(), old);
      emulator().setFaults([
        { kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish", account: NEW }, times: 99 },
        { ...fault, match: { endpoint, account } },
      ]);
      const error = await errorOf(move(emulator(), old, want, { timeoutMs: timeoutMsFor(fault) }));
      await untilNotLate(fault);
      expect(error.message).toContain("The old rule was put back");
      expect(ownedRules(emulator())).toEqual([inOld(old)]);
      expect(spent(emulator())).toEqual([1, 0]);
    }
  });

  test("says so where the old account refuses it as well; the next run goes on from there", async () => {
    plant(emulator(), old);
    emulator().setFaults([
      { kind: "errcode", code: 85073, match: { endpoint: "qrcodejumpadd", account: NEW }, times: 9 },
      { kind: "errcode", code: 85070, match: { endpoint: "qrcodejumpadd", account: OLD }, times: 9 },
    ]);
    const error = await errorOf(move(emulator(), old, want));
    expect(error.message).toMatch(
      /^add \S+: 85073 .+ Putting the old rule back failed as well: add \S+: 85070 .+ WeChat serves nothing for \S+ as of .+ UTC; run "pulumi up" again/,
    );
    emulator().setFaults([]);
    await move(emulator(), old, want);
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
  });

  test("at the delete leaves the rule where it is", async () => {
    plant(emulator(), old);
    emulator().setFaults([
      { kind: "errcode", code: 48001, match: { account: OLD, endpoint: "qrcodejumpdelete" }, times: 9 },
    ]);
    expect((await wechatErrorOf(move(emulator(), old, want))).code).toBe(48001);
    expect(ownedRules(emulator())).toEqual([inOld(old)]);
    expect(steps(emulator())).toEqual(["delete old"]);
  });

  test("an unpublished rule is put back without a publish", async () => {
    const draft = linkRule({ published: false });
    plant(emulator(), draft);
    emulator().setFaults([
      { kind: "errcode", code: 85073, match: { endpoint: "qrcodejumpadd", account: NEW }, times: 9 },
    ]);
    expect((await errorOf(move(emulator(), draft, draft))).message).toContain("The old rule was put back");
    expect(ownedRules(emulator())).toEqual([inOld(draft)]);
    expect(spent(emulator())).toEqual([0, 0]);
  });
});

describe("a move needs a publish in both accounts", () => {
  test.each([OLD, NEW])("and begins nothing without one in %s", async (account) => {
    plant(emulator(), old);
    emulator().setQuotaLeft(0, account);
    const error = await wechatErrorOf(move(emulator(), old, want));
    expect(error.message).toMatch(
      /^move \S+: 886000 the account (that has it )?has 0 publishes left this month.+nothing was changed\.$/,
    );
    expect(steps(emulator())).toEqual([]);
    expect(ownedRules(emulator())).toEqual([inOld(old)]);
  });

  test("unless the way back may be missing", async () => {
    plant(emulator(), old);
    emulator().setQuotaLeft(0, OLD);
    const { from, to } = twoAccounts(emulator());
    await to.reconciler.takeOver(from.reconciler, [old], want, { mayBeLost: true });
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
  });

  test("but not in the old one for a rule that is not published there, nor in the new one for one that is not to be", async () => {
    const draft = linkRule({ published: false });
    plant(emulator(), draft);
    emulator().setQuotaLeft(0, OLD);
    await move(emulator(), draft, want);
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
    emulator().reset();
    plant(emulator(), draft);
    emulator().setQuotaLeft(0, OLD);
    emulator().setQuotaLeft(0, NEW);
    await move(emulator(), draft, draft);
    expect(ownedRules(emulator())).toEqual([inNew(draft)]);
  });
});
