/** Messages of `plugin/`. */
export const plugin: Readonly<Record<string, string>> = {
  // provider-arguments.ts
  "{0} is for a program that hands over all its rules, and does nothing here; remove it.":
    "{0} 用于一次交出全部规则的程序，在这里不起作用；请删除它。",
};
