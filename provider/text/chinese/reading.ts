/** Messages of `reading/`. */
export const reading: Readonly<Record<string, string>> = {};
