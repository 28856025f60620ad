/** Messages of `plugin/`. */
export const plugin: Readonly<Record<string, string>> = {
  // provider-arguments.ts
  "{0} is not an argument of a provider; declare each rule as a resource":
    "{0} 不是 provider 的参数；请把每条规则声明为资源",
};
