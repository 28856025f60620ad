/** Messages of `pulumi/`. */
export const pulumi: Readonly<Record<string, string>> = {};
