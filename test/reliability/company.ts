import fc from "fast-check";
import type { Fault } from "../../emulator";
import { ACCOUNTS, type Owned } from "./owned";
import { anyFaults, scenarios, type Place, type Scenario, type Shape } from "./scenario";

const MOST_PLACES = 40;
const MOST_STEPS = 2;
const MOST_FAULTS = 2;

/** Where everything happens, as numbers that stand for one of the accounts. */
interface Placement {
  count: number;
  live: number[];
  /** By place and step. Three of five rules stay where they are. */
  moves: number[][];
  /** By step and fault: the account that it strikes; 0 for all of them. */
  struck: number[][];
}

const arrayOf = <T>(of: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: length, maxLength: length });

const placements: fc.Arbitrary<Placement> = fc.record({
  count: fc.integer({ min: 2, max: ACCOUNTS.length }),
  live: arrayOf(fc.nat(ACCOUNTS.length - 1), MOST_PLACES),
  moves: arrayOf(arrayOf(fc.constantFrom(0, 0, 0, 1, 2), MOST_STEPS), MOST_PLACES),
  struck: arrayOf(arrayOf(fc.nat(ACCOUNTS.length), MOST_FAULTS), MOST_STEPS),
});

/** A stack with two to four accounts, whose rules move between them while single accounts fail. */
export function companies(shape: Partial<Shape> = {}): fc.Arbitrary<Scenario> {
  return fc.tuple(scenarios({ faults: anyFaults, ...shape }), placements).map(([scenario, placement]) => ({
    ...scenario,
    accounts: ACCOUNTS.slice(0, placement.count),
    places: scenario.places.map((place, index) => placedIn(place, index, placement)),
    steps: scenario.steps.map((step, index) => ({
      ...step,
      faults: step.faults.map((fault, nth) => striking(fault, placement.struck[index]?.[nth] ?? 0, placement.count)),
    })),
  }));
}

/** A rule that the stack does not know is adopted in its own account: another one could not have it. */
function placedIn(place: Place, index: number, { count, live, moves }: Placement): Place {
  const home = live[index] ?? 0;
  const isForeign = place.live !== undefined && place.stored === undefined;
  let account = home;
  return {
    ...place,
    live: place.live && owned(place.live, home, count),
    stored: place.stored && owned(place.stored, home, count),
    wants: place.wants.map((want, step) => {
      if (!isForeign) account += moves[index]?.[step] ?? 0;
      return want && owned(want, account, count);
    }),
  };
}

/** With `permitSubRule: false` no other account could have the rules below. */
function owned(rule: Owned, account: number, count: number): Owned {
  const free = "permitSubRule" in rule ? { ...rule, permitSubRule: true } : rule;
  return { ...free, account: ACCOUNTS[account % count] as string };
}

function striking(fault: Fault, account: number, count: number): Fault {
  const struck = account === 0 ? undefined : ACCOUNTS[account % count];
  if (struck === undefined || !("random" in fault)) return fault;
  return { random: { ...fault.random, match: { ...fault.random.match, account: struck } } };
}
