/** Messages of `text/`, and counted things (`counted`). */
export const text: Readonly<Record<string, string>> = {
  "{0} and {1} more": "{0} 以及另外 {1} 个",
  "{0} address": "{0} 个地址",
  "{0} code": "{0} 个码",
  "{0} publish": "{0} 次发布",
  "{0} published code": "{0} 个已发布的码",
  "{0} rule": "{0} 条规则",
  "{0} mistake": "{0} 个错误",
  "{0} other rule": "另外 {0} 条规则",
  "The same holds for {0}: {1}.": "{0}也是如此：{1}。",
  "{0} rules file": "{0} 个规则文件",
  "{0} stack": "{0} 个栈",
  "{0} rule was": "{0} 条规则",
};
