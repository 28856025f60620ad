/** Messages of `wechat/`. */
export const wechat: Readonly<Record<string, string>> = {};
