import fc from "fast-check";
import { samePage, sameRule, type Rule } from "../../provider/rule";
import type { CallRecord, Fault, FaultKind } from "../emulator";
import { EngineModel } from "./engine-model";
import { CAFE, linkRule, liveRules, serviceRule, SHOP, useEmulator, useQuickRetries } from "./support";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 500);
const emulator = useEmulator({ publishQuota: 1000 });
useQuickRetries();

const PREFIXES = [
  "https://qr.example.com/a/",
  "https://qr.example.com/b",
  "http://weixin.qq.com/q/02one",
  "http://weixin.qq.com/q/02two",
];

const rule = (prefix: string): fc.Arbitrary<Rule> => {
  const path = fc.constantFrom("pages/one", "pages/two");
  const published = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false));
  if (!prefix.startsWith("http://weixin")) {
    const openVersion = fc.constantFrom("trial" as const, "release" as const);
    return fc.record({ path, published, openVersion }).map((fields) => linkRule({ prefix, ...fields }));
  }
  return fc
    .record({ path, published, appid: fc.constantFrom(SHOP, CAFE) })
    .map((fields) => serviceRule({ prefix, ...fields }));
};

/** Any choice of the prefixes, each with any rule. */
const rules: fc.Arbitrary<Rule[]> = fc
  .tuple(...PREFIXES.map((prefix) => fc.option(rule(prefix), { nil: undefined })))
  .map((chosen) => chosen.filter((each) => each !== undefined));

const when = fc.constantFrom("before" as const, "after" as const);
const unclear = fc.oneof(
  fc.record({ kind: fc.constant("errcode" as const), code: fc.constantFrom(-1, 886001), when }),
  fc.record({ kind: fc.constantFrom<FaultKind>("timeout", "reset", "html", "truncated", "http"), when }),
);
const clear = fc.oneof(
  fc.record({ kind: fc.constant("errcode" as const), code: fc.constantFrom(45011, 44990, 85070, 85074) }),
  fc.record({ kind: fc.constantFrom<FaultKind>("tokenDies") }),
);
const faults = (kinds: typeof unclear | typeof clear): fc.Arbitrary<Fault[]> =>
  fc
    .record({
      seed: fc.nat(),
      probability: fc.constantFrom(0.1, 0.3, 0.5),
      kinds: fc.array(kinds as typeof unclear, { minLength: 1, maxLength: 3 }),
    })
    .map((random) => [{ random }] as Fault[]);

const WRITES = new Set(["qrcodejumpadd", "qrcodejumppublish", "qrcodejumpdelete"]);
const prefixOf = ({ body }: CallRecord): string => (body as { prefix: string }).prefix;
const writesSince = (from: number): CallRecord[] =>
  emulator()
    .calls()
    .slice(from)
    .filter(({ endpoint }) => WRITES.has(endpoint));
const byPrefix = (list: readonly Rule[]): Rule[] => [...list].sort((a, b) => a.prefix.localeCompare(b.prefix));

/** Faults that really struck: a property that meets none shows nothing. */
let faultsPlayed = 0;
beforeEach(() => (faultsPlayed = 0));

async function change(before: Rule[], after: Rule[], playing: Fault[]) {
  emulator().reset();
  const engine = new EngineModel(emulator());
  expect(await engine.up(before)).toEqual([]);
  expect(byPrefix(liveRules(emulator()))).toEqual(byPrefix(before));
  const start = emulator().calls().length;
  emulator().setFaults(playing);
  const errors = await engine.up(after);
  faultsPlayed += emulator().faultsPlayed().played;
  emulator().setFaults([]);
  return { engine, errors, start };
}

/** After the faults have ended one more up reaches exactly what is wanted, and a further one writes nothing. */
async function expectConvergence(engine: EngineModel, after: Rule[]): Promise<void> {
  expect(await engine.up(after)).toEqual([]);
  expect(byPrefix(liveRules(emulator()))).toEqual(byPrefix(after));
  const end = emulator().calls().length;
  expect(await engine.up(after)).toEqual([]);
  expect(writesSince(end)).toEqual([]);
}

describe("any change of any rules", () => {
  it("without faults needs one up, exactly the publishes it must, and no write to what stays", async () => {
    await fc.assert(
      fc.asyncProperty(rules, rules, async (before, after) => {
        const { engine, errors, start } = await change(before, after, []);
        expect(errors).toEqual([]);
        const untouched = after.filter((want) => before.some((was) => sameRule(was, want))).map(({ prefix }) => prefix);
        expect(writesSince(start).filter((call) => untouched.includes(prefixOf(call)))).toEqual([]);
        const publishes = writesSince(start).filter(({ endpoint }) => endpoint === "qrcodejumppublish");
        expect(publishes).toHaveLength(needed(before, after));
        await expectConvergence(engine, after);
      }),
      { numRuns: Math.ceil(RUNS / 5) },
    );
  }, 600_000);

  it("with unclear answers at any call loses nothing and publishes once, or once more for each unclear publish or failed change", async () => {
    await fc.assert(
      fc.asyncProperty(rules, rules, faults(unclear), async (before, after, playing) => {
        const { engine, errors, start } = await change(before, after, playing);
        expectKeptAlive(before, after, start);
        await expectConvergence(engine, after);
        const publishes = writesSince(start).filter(({ endpoint }) => endpoint === "qrcodejumppublish");
        const spent = publishes.filter(({ applied }) => applied).length;
        const doubtful = publishes.filter(({ fault }) => fault).length;
        expect(spent).toBeLessThanOrEqual(needed(before, after) + doubtful + errors.length);
      }),
      { numRuns: Math.ceil((RUNS * 2) / 5) },
    );
    expect(faultsPlayed).toBeGreaterThan(RUNS / 2);
  }, 600_000);

  it("with refusals, limits and dying tokens at any call loses nothing and converges", async () => {
    await fc.assert(
      fc.asyncProperty(rules, rules, faults(clear), async (before, after, playing) => {
        const { engine, start } = await change(before, after, playing);
        expectKeptAlive(before, after, start);
        await expectConvergence(engine, after);
      }),
      { numRuns: Math.ceil((RUNS * 2) / 5) },
    );
    expect(faultsPlayed).toBeGreaterThan(RUNS / 2);
  }, 600_000);
});

/** The publishes that a change costs at least. */
function needed(before: Rule[], after: Rule[]): number {
  return after.filter((want) => want.published && !before.some((was) => was.published && samePage(was, want))).length;
}

/** A code that was live and stays as it is never goes dark: no write touches it. */
function expectKeptAlive(before: Rule[], after: Rule[], start: number): void {
  const kept = after.filter((want) => before.some((was) => sameRule(was, want))).map(({ prefix }) => prefix);
  expect(writesSince(start).filter((call) => kept.includes(prefixOf(call)))).toEqual([]);
}
