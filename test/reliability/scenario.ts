import fc from "fast-check";
import type { Fault, OptionsInput } from "../../emulator";
import { OPEN_VERSIONS, type Rule } from "../../provider/rules/rule";
import { ACCOUNT, CAFE, linkRule, serviceRule, SHOP } from "../unit/support";
import { FAULTS, OK_BUT_NOT_DONE, type FaultName } from "./fault-kinds";
import { badNetworks, type BadNetwork } from "./network";
import type { Owned } from "./owned";

/** One prefix: what is live at the start, whether the stack knows it, and what each of its commands wants. */
export interface Place {
  live: Owned | undefined;
  /** Undefined: the stack does not know the rule. Otherwise as it knows it, which is not what is live after a change in the console. */
  stored: Owned | undefined;
  damaged: boolean;
  wants: (Owned | undefined)[];
}

export interface Step {
  verb: "up" | "refresh" | "destroy";
  faults: Fault[];
  /** A network between the provider and WeChat; undefined: none that could fail. */
  network?: BadNetwork;
}

export interface Scenario {
  places: Place[];
  /** Where the stack has several. */
  accounts?: readonly string[];
  steps: Step[];
  /** Publishes left at the start, beyond those that the first `up` needs; may be too few. */
  spareQuota: number;
  options: OptionsInput;
}

const LINKS = ["a/", "a/b", "c", "c?id=1", "d/e/"].map((end) => `https://qr.example.com/${end}`);
const CODES = ["one", "two", "three", "four", "five"].map((end) => `http://weixin.qq.com/q/02${end}`);
const FEW = [LINKS[0], LINKS[1], CODES[0], CODES[1]] as string[];
const SOME = [...LINKS, ...CODES];
const MANY = Array.from({ length: 40 }, (_, index) =>
  index % 2 ? `https://qr.example.com/many/${index}` : `http://weixin.qq.com/q/02many${index}`,
);

const path = fc.constantFrom("pages/one", "pages/two", "pages/two?from=qr");
const published = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });

function ruleAt(prefix: string): fc.Arbitrary<Rule> {
  if (prefix.startsWith("http://weixin")) {
    return fc
      .record({ path, published, appid: fc.constantFrom(SHOP, CAFE) })
      .map((fields) => serviceRule({ prefix, ...fields }));
  }
  const tester = {
    openVersion: fc.constantFrom(...OPEN_VERSIONS),
    permitSubRule: fc.boolean(),
    debugUrls: fc.constantFrom<string[]>([], [prefix]),
  };
  return fc.record({ path, published, ...tester }).map((fields) => linkRule({ prefix, ...fields }));
}

const rarely = (weight: number): fc.Arbitrary<boolean> =>
  fc.oneof({ weight, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

/** A start in which the stack knows what is live, with rules of others beside its own. */
function settledPlace(prefix: string, steps: number): fc.Arbitrary<Place> {
  return fc
    .record({
      live: fc.option(ruleAt(prefix)),
      known: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      damaged: rarely(15),
      wants: wantsAt(prefix, steps),
      course: fc.constantFrom("changes", "changes", "stays", "returns"),
    })
    .map(({ live, known, damaged, wants, course }) => {
      const rule = live ?? undefined;
      // What is changed and then changed back must not be taken for what was never touched.
      const isAsBefore = (step: number): boolean => course === "stays" || (course === "returns" && step > 0);
      const kept = rule ? wants.map((want, step) => (isAsBefore(step) ? rule : want)) : wants;
      return known
        ? { live: rule, stored: rule, damaged, wants: kept }
        : { live: rule, stored: undefined, damaged, wants: kept.map((want) => want && sameTarget(want, rule)) };
    });
}

/** A start in which somebody has changed or deleted rules of the stack in the console. */
function driftedPlace(prefix: string, steps: number): fc.Arbitrary<Place> {
  return fc
    .record({ stored: fc.option(ruleAt(prefix)), live: fc.option(ruleAt(prefix)), wants: wantsAt(prefix, steps) })
    .map(({ stored, live, wants }) => {
      const known = stored ?? undefined;
      const target = known ?? live ?? undefined;
      const rule = live ? sameTarget(live, target) : undefined;
      return {
        live: rule,
        stored: known,
        damaged: false,
        wants: wants.map((want) => want && sameTarget(want, target)),
      };
    });
}

function wantsAt(prefix: string, steps: number): fc.Arbitrary<(Rule | undefined)[]> {
  const want = fc.option(ruleAt(prefix), { nil: undefined, freq: 4 });
  return fc.array(want, { minLength: steps, maxLength: steps });
}

/** A read shows only rules that open the mini program it asks for: a rule that opens another one is not found by its prefix. */
function sameTarget(rule: Rule, other: Rule | undefined): Rule {
  return "appid" in rule && other && "appid" in other ? { ...rule, appid: other.appid } : rule;
}

const USUAL: FaultName[] = (Object.keys(FAULTS) as FaultName[]).filter((kind) => kind !== "late" && kind !== "timeout");

const kinds: fc.Arbitrary<FaultName[]> = fc.oneof(
  { weight: 10, arbitrary: fc.subarray(USUAL, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.subarray<FaultName>([...USUAL, "timeout"], { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant<FaultName[]>(["timeout"]) },
);
const endpoint = fc.constantFrom(
  undefined,
  undefined,
  "qrcodejumpadd" as const,
  "qrcodejumppublish" as const,
  "qrcodejumpdelete" as const,
  "qrcodejumpget" as const,
);

/** Faults of one to four kinds, at any call, at every other call, or once. */
export const anyFaults: fc.Arbitrary<Fault[]> = fc
  .record({
    seed: fc.nat(),
    probability: fc.constantFrom(0.1, 0.3, 0.5, 0.8),
    kinds,
    endpoint,
    times: fc.constantFrom(undefined, undefined, undefined, 1, 6),
    deaf: fc.option(
      fc.constantFrom("qrcodejumpdelete" as const, "qrcodejumpadd" as const, "qrcodejumppublish" as const),
      { nil: undefined, freq: 4 },
    ),
    // Up to a minute, as the provider sees time.
    lastsMs: fc.constantFrom(undefined, undefined, undefined, undefined, 20, 200, 1_200),
  })
  .map(({ seed, probability, kinds: chosen, endpoint: at, times, deaf, lastsMs }) => {
    const effects = chosen.flatMap((kind) => [...FAULTS[kind].effects]);
    const match = at && { match: { endpoint: at } };
    const spells = lastsMs ? { lastsMs, times: times ?? 2 } : {};
    const random = { seed, probability, kinds: effects, ...match, ...(times && { times }), ...spells };
    const notDone = { seed, probability, kinds: [OK_BUT_NOT_DONE.effect] };
    return [...(deaf ? [{ random: { ...notDone, match: { endpoint: deaf } } }] : []), { random }];
  });

export const noFaults: fc.Arbitrary<Fault[]> = fc.constant([]);

/** Writes that WeChat makes after the client has given them up. */
export const lateFaults: fc.Arbitrary<Fault[]> = fc
  .record({
    seed: fc.nat(),
    probability: fc.constantFrom(0.1, 0.3),
    endpoint: fc.constantFrom("qrcodejumpadd" as const, "qrcodejumppublish" as const, "qrcodejumpdelete" as const),
  })
  .map(({ seed, probability, endpoint: at }) => [
    { random: { seed, probability, kinds: [...FAULTS.late.effects], match: { endpoint: at } } },
  ]);

const SOMEBODYS = {
  account: ACCOUNT,
  record: { prefix: "https://else.example/", path: null, state: 2, debug_url: "" },
};

const emulatorOptions: fc.Arbitrary<OptionsInput> = fc.record({
  refuseTesterEdits: rarely(3),
  deleteMissing: fc.constantFrom("ok" as const, "error" as const),
  numbersAsStrings: rarely(7),
  latencyMs: fc.constantFrom(0, 0, 3),
  jitterMs: fc.constantFrom(0, 0, 6),
  // Up to five seconds and a minute, as the provider sees time.
  readLagMs: fc.constantFrom(0, 0, 0, 0, 0, 20, 60, 100),
  tokenStaleMs: fc.constantFrom(0, 0, 0, 40, 1_200),
  oddRecords: fc.constantFrom([], [], [], [SOMEBODYS]),
});

export interface Shape {
  faults: fc.Arbitrary<Fault[]>;
  /** Whether the network fails in the place of WeChat in some steps. @default false */
  network?: boolean;
  drift?: boolean;
  /** Whether destroy and refresh come in between. @default true */
  verbs?: boolean;
}

/** A stack at some start, and one or two commands on it. */
export function scenarios({ faults, network = false, drift = false, verbs = true }: Shape): fc.Arbitrary<Scenario> {
  const others = verbs ? [{ weight: 1, arbitrary: fc.constantFrom("refresh" as const, "destroy" as const) }] : [];
  const verb = fc.oneof({ weight: 4, arbitrary: fc.constant("up" as const) }, ...others);
  const prefixes = fc.oneof(
    { weight: 12, arbitrary: fc.constant(FEW) },
    { weight: 4, arbitrary: fc.constant(SOME) },
    { weight: 1, arbitrary: fc.constant(MANY) },
  );
  const onNetwork = badNetworks.map((bad) => ({ faults: [], network: bad }));
  const onFaults = faults.map((each) => ({ faults: each }));
  const trouble = network
    ? fc.oneof({ weight: 3, arbitrary: onFaults }, { weight: 1, arbitrary: onNetwork })
    : onFaults;
  const step = fc.tuple(verb, trouble).map(([chosen, bad]): Step => ({ verb: chosen, ...bad }));
  const place = drift ? driftedPlace : settledPlace;
  return fc.tuple(prefixes, fc.array(step, { minLength: 1, maxLength: 2 })).chain(([chosen, steps]) =>
    fc.record({
      places: fc.tuple(...chosen.map((prefix) => place(prefix, steps.length))),
      steps: fc.constant(steps),
      spareQuota: fc.constantFrom(100, 100, 100, 100, 3, 1, 0, -1),
      options: emulatorOptions,
    }),
  );
}
