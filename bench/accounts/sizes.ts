import { SECOND, type Scenario } from "../scenarios";

/** How much is measured. */
export interface Sizes {
  /** Some accounts with ten rules each. */
  company: { accounts: number; rules: number };
  /** Many accounts with two rules each. */
  many: { accounts: number; rules: number };
  /** The rules of the one account. */
  one: number;
  /** Accounts with a rule each, spread over stacks. */
  fleet: { accounts: number; stacks: number; sample: number };
}

export const FULL: Sizes = {
  company: { accounts: 100, rules: 1_000 },
  many: { accounts: 1_000, rules: 2_000 },
  one: 1_000,
  fleet: { accounts: 1_000, stacks: 20, sample: 20 },
};

/** Tries the benchmark itself out. */
export const SMALL: Sizes = {
  company: { accounts: 10, rules: 100 },
  many: { accounts: 100, rules: 200 },
  one: 100,
  fleet: { accounts: 60, stacks: 4, sample: 4 },
};

/** WeChat's limits for each account. */
export function company(accounts: number): Scenario {
  return { ...SECOND, name: "company", accounts, callsPerMinute: 200 };
}
