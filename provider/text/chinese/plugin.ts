/** Messages of `plugin/`. */
export const plugin: Readonly<Record<string, string>> = {
  // functions.ts
  "{0} is not a function; the functions are {1}.": "{0} 不是函数；函数有 {1}。",
  "{0} is not an argument; the arguments are {1}": "{0} 不是参数；参数有 {1}",
  "What WeChat lists for {0} is not a rule as documented, and is left out.":
    "微信为 {0} 列出的内容不是文档所述的规则，已略去。",

  // provider-arguments.ts
  "{0} is for a program that hands over all its rules, and does nothing here; remove it.":
    "{0} 用于一次交出全部规则的程序，在这里不起作用；请删除它。",

  // service.ts
  "The Pulumi CLI is too old for this plugin: it does not name the provider. Install the newest.":
    "Pulumi CLI 对这个插件来说太旧：它没有说明 provider 的名称。请安装最新版本。",
  "{0} The settings of the provider {1} are its arguments.": "{0}provider {1} 的设置是它的参数。",
};
