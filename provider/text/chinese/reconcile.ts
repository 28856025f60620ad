/** Messages of `reconcile/`. */
export const reconcile: Readonly<Record<string, string>> = {};
