/** Messages of `resource-provider/`. */
export const resourceProvider: Readonly<Record<string, string>> = {
  // deletion-guard.ts
  "another resource": "另一个资源",
  'the resource "{0}"': "资源“{0}”",
  "the stack still declares this rule, by {0}, which failed in this run; nothing was deleted, and the old resource stays in the state: fix what failed and run again":
    "栈仍由{0}声明这条规则，而它在本次运行中失败了；没有删除任何内容，旧资源留在状态中：请解决失败的原因，再运行一次",
  '; to delete all rules, run "pulumi destroy" without --run-program':
    "；要删除全部规则，请运行不带 --run-program 的 pulumi destroy",
  'the stack still declares this rule, by {0}, which is not part of this run (--target or --exclude), so its code would go dead; nothing was deleted: run "pulumi up" with both resources, or with all{1}':
    "栈仍由{0}声明这条规则，而它不在本次运行的范围内（--target 或 --exclude），因此它的码会失效；没有删除任何内容：请让 pulumi up 同时包含这两个资源，或包含全部资源{1}",
  "{0} failed in this run and may be what is to replace this rule; nothing was deleted: fix that and run again, which then deletes it":
    "{0} 在本次运行中失败，而它可能正要取代这条规则；没有删除任何内容：请解决后再运行一次，届时会删除它",
  "the program ended before all its rules were declared, so it cannot tell which rules are to go; nothing was deleted, fix the program and run again":
    "程序在声明全部规则之前就结束了，因此无法知道哪些规则应当删除；没有删除任何内容，请修正程序再运行一次",
  "the program of this run no longer declares the rule set that has this rule, which may be a mistake; nothing was deleted. If all rules of the set are to go, set WECHAT_MAX_DELETES for this run to their number":
    "本次运行的程序不再声明这条规则所在的规则集，这可能是失误；没有删除任何内容。如果确实要删除该规则集的全部规则，请为本次运行把 WECHAT_MAX_DELETES 设为它们的条数",
  "the program of this run declared no rule at all, and may have ended too early; nothing was deleted. If all rules are to go, set WECHAT_MAX_DELETES for this run to their number":
    "本次运行的程序没有声明任何规则，可能过早结束了；没有删除任何内容。如果确实要删除全部规则，请为本次运行把 WECHAT_MAX_DELETES 设为它们的条数",

  // failures.ts
  "see the error of this resource": "见该资源的错误",

  // import-id.ts
  "import {0}: a service-account rule is read by the mini program that it opens; write its app id before the prefix, e.g. wxe5f52902cf4de896,{1}":
    "导入 {0}：服务号规则按它打开的小程序读取；请在前缀之前写上小程序的 AppID，例如 wxe5f52902cf4de896,{1}",
  "import {0}: {1}.": "导入 {0}：{1}。",

  // planning.ts
  'publish {0}: the changes so far need {1}, but the account has {2} left this month. Leave some of the changes for the next month, or write "published: false" in new rules that can wait; WECHAT_ALLOW_OVER_BUDGET=true for this run publishes as many as it can.':
    "发布 {0}：到此为止的修改需要 {1}，但该账号本月只剩 {2} 次。请把部分修改留到下个月，或在可以等待的新规则中写 published: false；为本次运行设置 WECHAT_ALLOW_OVER_BUDGET=true 会尽量发布。",

  // session.ts
  "the Pulumi CLI has ended; nothing more is begun": "Pulumi CLI 已经结束，不再开始新的操作",

  // rule-provider.ts
  "compare {0}": "比较 {0}",
  "read {0}": "读取 {0}",
  "delete {0}: {1}.": "删除 {0}：{1}。",
  "{0} stays dead: no publish is left for it. The stack keeps it as not published.":
    "{0} 仍然失效：没有剩余的发布次数。栈把它记为未发布。",
  "{0} The rule stays as it is in WeChat.": "{0}这条规则在微信中保持原样。",
  "{0} is left as it is: the stack declares it under the name {1}.": "{0} 保持原样：栈以名称 {1} 声明它。",
  "{0} is left as it is: the stack declares it under another name.": "{0} 保持原样：栈以另一个名称声明它。",
  "the provider was used before it was configured": "provider 在配置之前就被调用",
  "{0} belongs to account {1}, but the settings name {2}: nothing was done. Set wechat-qr-jump:appId back to {3}, or keep the rules of {4} in a stack of their own.":
    "{0} 属于账号 {1}，而设置中的账号是 {2}：没有做任何操作。请把 wechat-qr-jump:appId 改回 {3}，或把 {4} 的规则放进单独的栈。",

  // accounts-of-run.ts
  "account must be text, the name of an account or its app id": "account 必须是文本：账号的名称或它的 AppID",
  "Account {0} is skipped, and its rules stay as they are recorded: {1}": "跳过账号 {0}，它的规则保持所记录的样子：{1}",
  "{0} is recorded without an account, and this stack has several: nothing was done. Set wechat-qr-jump:appId and its credentials to the account that it belongs to.":
    "{0} 的记录中没有账号，而本栈有多个账号：没有做任何操作。请把 wechat-qr-jump:appId 及其凭据设为它所属的账号。",
  "{0} belongs to account {1}, which is none of this stack's: nothing was done. Put it back under wechat-qr-jump:accounts.":
    "{0} 属于账号 {1}，而它不是本栈的账号：没有做任何操作。请把它放回 wechat-qr-jump:accounts。",
  "{0} Account {1} of this stack has it: it opens {2}. Declare it as it is live with that account for one run; after that it can move.":
    "{0} 本栈的账号 {1} 已有它：它打开 {2}。请先用一次运行按在线的样子在那个账号声明它，之后就可以移动。",
};
