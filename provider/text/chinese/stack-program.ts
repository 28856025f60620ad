/** Messages of `stack-program/`. */
export const stackProgram: Readonly<Record<string, string>> = {};
