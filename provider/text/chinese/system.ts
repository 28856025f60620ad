/** Messages of `system/`. */
export const system: Readonly<Record<string, string>> = {};
