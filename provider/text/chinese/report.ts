/** Messages of the report page. */
export const report: Readonly<Record<string, string>> = {};
