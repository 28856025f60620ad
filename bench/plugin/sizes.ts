/** How much is measured. */
export interface Sizes {
  /** Previews a round, of which the median counts. */
  previews: number;
  /** The rules of `up`, a second `up` and `destroy`. */
  rules: number;
  /** The most rules that a plugin's memory is measured with. */
  many: number;
}

export const FULL: Sizes = { previews: 5, rules: 200, many: 3_000 };

/** Tries the benchmark itself out. */
export const SMALL: Sizes = { previews: 1, rules: 20, many: 300 };
