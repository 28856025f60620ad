import type { Fault, ScriptedFault } from "../../emulator";
import { inNew, inOld, move, NEW, OLD, ownedRules, spent, steps, twoAccounts } from "./move-support";
import {
  CAFE,
  CODE,
  errorOf,
  LINK,
  linkRule,
  plant,
  plantIn,
  serviceRule,
  SHOP,
  until,
  useEmulator,
  useTimeThatIsWaitedFor,
  wechatErrorOf,
} from "./support";

const now = useTimeThatIsWaitedFor();
const emulator = useEmulator({ now: () => Date.UTC(2026, 0, 15) + now() });

const old = linkRule({ path: "pages/old" });
const want = linkRule();

type Failure = Omit<ScriptedFault, "match" | "times" | "lastsMs">;
const WRITES = ["qrcodejumpdelete", "qrcodejumpadd", "qrcodejumppublish"] as const;

/** Every write of the account fails so, without end. */
const failing = (account: string, failure: Failure, endpoints: readonly (typeof WRITES)[number][] = WRITES): Fault[] =>
  endpoints.map((endpoint) => ({ ...failure, match: { endpoint, account }, times: 100_000 }));

const PASSING: [string, Failure][] = [
  ["busy answers", { kind: "errcode", code: -1 }],
  ["dead tokens", { kind: "errcode", code: 40001 }],
  ["an address that is not allowed", { kind: "errcode", code: 40164 }],
  ["a revoked authorization", { kind: "errcode", code: 61003 }],
  ["too many calls", { kind: "errcode", code: 44990 }],
  ["cut connections", { kind: "reset" }],
  ["HTTP 503", { kind: "http", status: 503 }],
];

describe("while a code moves, the new account's", () => {
  test.each(PASSING)("%s are outlasted for a minute", async (_what, failure) => {
    plant(emulator(), old);
    emulator().setFaults([{ ...failure, lastsMs: 60_000, match: { account: NEW, endpoint: [...WRITES] } }]);
    await move(emulator(), old, want);
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
    expect(spent(emulator())).toEqual([0, 1]);
  });

  test.each(
    PASSING.flatMap(([what, failure]) =>
      (["qrcodejumpadd", "qrcodejumppublish"] as const).map((at) => [what, at, failure] as const),
    ),
  )("%s without end at %s give the code back to the old account in a few minutes", async (_what, endpoint, failure) => {
    plant(emulator(), old);
    emulator().setFaults(failing(NEW, failure, [endpoint]));
    const error = await errorOf(move(emulator(), old, want));
    expect(error.message).toContain("The old rule was put back: WeChat serves pages/old");
    expect(ownedRules(emulator())).toEqual([inOld(old)]);
    expect(now()).toBeLessThan(240_000);
  });

  // The last look tries for 2.25 to 4.5 s.
  test.each([121_000, 122_000])(
    "reads fail for %i ms after a publish that was done: it is not taken back",
    async (lastsMs) => {
      plant(emulator(), old);
      emulator().setFaults([
        { kind: "reset", when: "after", match: { endpoint: "qrcodejumppublish", account: NEW } },
        { kind: "reset", lastsMs, match: { endpoint: "qrcodejumpget", account: NEW, nth: 3 } },
      ]);
      await move(emulator(), old, want);
      expect(ownedRules(emulator())).toEqual([inNew(want)]);
      expect(steps(emulator())).toEqual(["delete old", "add new", "publish new"]);
    },
  );

  test("end is the old account's as well: the error says that nothing is served, and the next run goes on", async () => {
    plant(emulator(), old);
    emulator().setFaults([
      ...failing(NEW, { kind: "reset" }),
      ...failing(OLD, { kind: "reset" }, ["qrcodejumpadd", "qrcodejumppublish"]),
    ]);
    const error = await errorOf(move(emulator(), old, want));
    expect(error.message).toMatch(
      /Putting the old rule back failed as well: .+ It was given up at .+ WeChat serves nothing for/,
    );
    emulator().setFaults([]);
    await move(emulator(), old, want);
    expect(ownedRules(emulator())).toEqual([inNew(want)]);
  });
});

describe("while a code is put back, the old account's", () => {
  test.each(PASSING)("%s are outlasted for a minute", async (_what, failure) => {
    plant(emulator(), old);
    emulator().setFaults([
      { kind: "errcode", code: 85073, match: { endpoint: "qrcodejumpadd", account: NEW }, times: 99 },
      { ...failure, lastsMs: 60_000, match: { account: OLD, endpoint: ["qrcodejumpadd", "qrcodejumppublish"] } },
    ]);
    expect((await errorOf(move(emulator(), old, want))).message).toContain("The old rule was put back");
    expect(ownedRules(emulator())).toEqual([inOld(old)]);
    expect(spent(emulator())).toEqual([1, 0]);
  });
});

describe("the end of the CLI", () => {
  /** Ends a move as a session's stop does, as soon as so many writes were sent. */
  async function endAfter(count: number, faults: Fault[]): Promise<Error | undefined> {
    plant(emulator(), old);
    emulator().setFaults(faults);
    const ending = new AbortController();
    const { from, to } = twoAccounts(emulator(), { signal: ending.signal });
    const moving = to.reconciler.takeOver(from.reconciler, [old], want).catch((error: Error) => error);
    await until(() => steps(emulator()).length >= count);
    ending.abort();
    const closed = [from, to].map(({ limiter }) => limiter.close(new Error("the CLI has ended")));
    const error = await moving;
    await Promise.all(closed);
    return error ?? undefined;
  }

  test.each([0, 1, 2, 3])("after write %i leaves a code served", async (count) => {
    const error = await endAfter(count, []);
    expect(ownedRules(emulator())).toEqual(error ? [inOld(old)] : [inNew(want)]);
  });

  test.each([
    [0, "qrcodejumpdelete", OLD],
    [1, "qrcodejumpadd", NEW],
    [2, "qrcodejumppublish", NEW],
  ] as const)("after write %i, while %s hangs, does the rest of the move", async (count, endpoint, account) => {
    const error = await endAfter(count, [{ kind: "hang", latencyMs: 100, match: { endpoint, account } }]);
    expect(ownedRules(emulator())).toEqual(error ? [inOld(old)] : [inNew(want)]);
  });

  test("while the new account fails gives the code back at once", async () => {
    const error = await endAfter(4, failing(NEW, { kind: "reset" }));
    expect(error?.message).toContain("The old rule was put back");
    expect(ownedRules(emulator())).toEqual([inOld(old)]);
  });
});

describe("someone else's rule", () => {
  test("that takes the prefix in the new account during the move is never touched", async () => {
    for (const theirs of [linkRule({ path: "pages/theirs" }), linkRule({ path: "pages/theirs", published: false })]) {
      emulator().reset();
      plant(emulator(), old);
      emulator().setFaults([{ kind: "hang", latencyMs: 100, match: { endpoint: "qrcodejumpadd", account: NEW } }]);
      const moving = errorOf(move(emulator(), old, want, { outlastMs: 20_000 }));
      await until(() => ownedRules(emulator()).length === 0);
      plantIn(emulator(), NEW, theirs);
      expect((await moving).message).toMatch(
        /^add \S+: 85071 .+ Putting the old rule back failed as well: add \S+: 85072 /,
      );
      expect(ownedRules(emulator())).toEqual([inNew(theirs)]);
      expect((await wechatErrorOf(move(emulator(), old, want))).message).toContain("the account already has this rule");
      expect(ownedRules(emulator())).toEqual([inNew(theirs)]);
    }
  });

  test("in a third account is an error within half a minute", async () => {
    const third = "wx00000000000000c3";
    plant(emulator(), old);
    emulator().setFaults([{ kind: "hang", latencyMs: 100, match: { endpoint: "qrcodejumpadd", account: NEW } }]);
    const moving = errorOf(move(emulator(), old, want));
    await until(() => ownedRules(emulator()).length === 0);
    plantIn(emulator(), third, want);
    expect((await moving).message).toMatch(/^add \S+: 85072 .+ WeChat serves nothing for/);
    expect(ownedRules(emulator())).toEqual([{ ...want, account: third }]);
    expect(now()).toBeLessThan(40_000);
  });

  test("gives back a prefix that only the answer 85072 takes away, in half a minute", async () => {
    plant(emulator(), old);
    emulator().setFaults([
      { kind: "errcode", code: 85072, match: { endpoint: "qrcodejumpadd", account: NEW }, times: 999 },
    ]);
    expect((await errorOf(move(emulator(), old, want))).message).toContain("The old rule was put back");
    expect(ownedRules(emulator())).toEqual([inOld(old)]);
    expect(now()).toBeLessThan(40_000);
  });
});

describe("a rule below one that allows no other account's", () => {
  const above = linkRule({ permitSubRule: false });
  const below = linkRule({ prefix: `${LINK}door`, path: "pages/door" });

  test("stays as it is while that one stays", async () => {
    plant(emulator(), above, below);
    const error = await wechatErrorOf(move(emulator(), below, below));
    expect(error.message).toMatch(
      /^move \S+door: 85072 its account also has \S+shop\/ with permitSubRule: false, .+nothing was changed\.$/,
    );
    expect(steps(emulator())).toEqual([]);
  });

  test("moves with it", async () => {
    plant(emulator(), above, below);
    const { from, to } = twoAccounts(emulator());
    await Promise.all([below, above].map((rule) => to.reconciler.takeOver(from.reconciler, [rule], rule)));
    expect(ownedRules(emulator())).toEqual([inNew(above), inNew(below)]);
    expect(spent(emulator())).toEqual([0, 2]);
  });
});

test("a service-account rule that gets another mini program is put back with its own", async () => {
  const was = serviceRule({ appid: SHOP });
  plant(emulator(), was);
  emulator().setFaults([
    { kind: "errcode", code: 85074, match: { endpoint: "qrcodejumppublish", account: NEW }, times: 9 },
  ]);
  const error = await errorOf(move(emulator(), was, serviceRule({ appid: CAFE })));
  expect(error.message).toContain(`The old rule was put back: WeChat serves pages/index/index of ${SHOP}`);
  expect(ownedRules(emulator())).toEqual([inOld({ ...was, prefix: CODE })]);
});
