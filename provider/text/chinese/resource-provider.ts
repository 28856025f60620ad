/** Messages of `resource-provider/`. */
export const resourceProvider: Readonly<Record<string, string>> = {};
