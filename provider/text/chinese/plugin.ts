/** Messages of `plugin/`. */
export const plugin: Readonly<Record<string, string>> = {
  // functions.ts
  "{0} is not a function; the functions are {1}.": "{0} 不是函数；函数有 {1}。",
  "{0} is not an argument; the arguments are {1}": "{0} 不是参数；参数有 {1}",
  "What WeChat lists for {0} is not a rule as documented, and is left out.":
    "微信为 {0} 列出的内容不是文档所述的规则，已略去。",

  // provider-arguments.ts
  "{0} is for rules in the stack's YAML, and does nothing here; remove it.":
    "{0} 用于写在栈的 YAML 里的规则，在这里不起作用；请删除它。",

  // rule-set.ts
  "The rules are previewed without the guards, since some of their values are not known yet. The guards look at all of them in the update, before anything is changed in WeChat.":
    "有些值还不知道，所以这次预览没有经过各项保护。更新时，在微信中做任何改动之前，各项保护会查看全部规则。",
  'Some values of the rules are not known in this update, since they come from resources that it leaves out (--target or --exclude), so the guards cannot look at the list. Nothing was changed; run "pulumi up" with those resources, or with all.':
    "规则的某些值来自这次更新排除的资源（--target 或 --exclude），因此还不知道，各项保护无法查看列表。没有做任何改动；请连同那些资源或对全部资源运行“pulumi up”。",
  "{0} is not an argument of a rule set, which has rules alone.": "{0} 不是规则集的参数；规则集只有 rules。",
  "The rules are secret, wholly or in part, but messages and the guards name what a rule opens, and everybody who scans the code sees it: hand them over as they are, or declare the rule that is secret as a resource of its own.":
    "这些规则全部或部分是机密值，但消息和各项保护会写出规则打开什么，而且每个扫码的人都看得到：请直接交出它们，或把机密的那条规则声明为单独的资源。",
  'The list of rules is not known yet in this preview, so nobody can tell what would be deleted. Write a list, whose rules may have values that are not known yet, or run "pulumi up --skip-preview": its guards look at the whole list.':
    "这次预览还不知道规则列表，因此无法知道会删除什么。请写出一个列表（其中的规则可以有还不知道的值），或运行“pulumi up --skip-preview”：它的各项保护会查看整个列表。",
  "rules must be a list of rules.": "rules 必须是规则的列表。",

  // service.ts
  "{0} is not a component; the component is {1}.": "{0} 不是组件；组件是 {1}。",
  "The Pulumi CLI is too old for this plugin: it does not name the provider. Install the newest.":
    "Pulumi CLI 对这个插件来说太旧：它没有说明 provider 的名称。请安装最新版本。",
  "{0} The settings of the provider {1} are its arguments.": "{0}provider {1} 的设置是它的参数。",
};
