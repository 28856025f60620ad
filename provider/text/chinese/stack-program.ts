/** Messages of `stack-program/` and of `program.ts`. */
export const stackProgram: Readonly<Record<string, string>> = {
  "{0}: the list of rules is empty; no rule is declared.": "{0}：规则列表为空；没有声明任何规则。",

  // declare-rules.ts
  "the stack's config": "栈配置",
  "Previewed without looking at WeChat: access, publishes left, and rules that are already live were not checked. {0}":
    "预览时没有查看微信：没有检查访问权限、剩余发布次数和已在线的规则。{0}",

  // declaring.ts
  "the program ended before all its rules were declared, so nothing is deleted. A program must wait for declareRules (await it, or return its promise), and must not call process.exit.":
    "程序在声明全部规则之前就结束了，因此不删除任何内容。程序必须等待 declareRules 完成（“await”它，或返回它的结果），且不得调用 process.exit。",
  "the program went on although its rules were refused, so this run fails and deletes nothing: {0}":
    "规则被拒绝后程序仍继续执行，因此本次运行失败，不删除任何内容：{0}",

  // drift-look.ts
  "{0} was added by a run of this stack that was interrupted, and is still in WeChat: it opens {1}. Unless another stack has it, declare it for one run and then remove it, or delete it in WeChat's console.":
    "{0} 由本栈一次被中断的运行添加，仍在微信中：它打开 {1}。除非它属于另一个栈，请在一次运行中声明它再移除，或在微信后台删除它。",

  // drift.ts
  ", unless WeChat has it for a mini program that no rule here names":
    "，除非微信把它记在了这里没有规则提到的小程序之下",
  "{0} is {1}: pulumi up adds and publishes it again{2}.": "{0} {1}：pulumi up 会重新添加并发布它{2}。",
  "{0} is {1}: pulumi up adds it again{2}.": "{0} {1}：pulumi up 会重新添加它{2}。",
  "{0} is not published in WeChat, so its code opens nothing: pulumi up publishes it again.":
    "{0} 在微信中未发布，它的码什么都不打开：pulumi up 会重新发布它。",
  "{0} opens {1}, which an interrupted run left: pulumi up changes it back to {2}.":
    "{0} 打开 {1}，这是一次被中断的运行留下的：pulumi up 会把它改回 {2}。",
  "{0} opens {1}, which this stack did not set (onDrift: heal): pulumi up changes it back to {2}.":
    "{0} 打开 {1}，这不是本栈设置的（onDrift: heal）：pulumi up 会把它改回 {2}。",
  "not among the live rules of {0}": "不在 {0} 的在线规则之中",
  "not live in WeChat": "在微信中不在线",
  "is {0} and stays dead": "{0}，仍然失效",
  "is not published in WeChat and stays dead": "在微信中未发布，仍然失效",
  "stays as an interrupted run left it": "保持被中断的运行留下的样子",
  "stays as it was changed in WeChat": "保持在微信中被改成的样子",
  "{0} {1}: the account has no publish left for it this month.": "{0} {1}：账号本月没有剩余的发布次数。",
  '{0}. It stays so unless "pulumi up --refresh" or onDrift: heal changes it back.':
    "{0}。除非用 pulumi up --refresh 或 onDrift: heal 改回，否则保持不变。",
  '{0}. "pulumi up --refresh" changes it back, onDrift: warn lets it pass. Nothing was changed.':
    "{0}。pulumi up --refresh 会把它改回，onDrift: warn 则放行。没有做任何更改。",
  "{0} was changed in WeChat, not by this stack: it opens {1}, the stack has {2}":
    "{0} 在微信中被改过，不是由本栈改的：它打开 {1}，栈中是 {2}",
  nothing: "空",

  // made-rules.ts
  'What this run has made could not be looked at in the end: {0} Run "pulumi up" again, which looks at it first. It made {1}.':
    "最后无法查看本次运行建立的内容：{0}请再运行一次 pulumi up，它会先查看这些规则。本次建立了 {1}。",
  '{0} is not as it is declared: as of {1}, WeChat has it open {2}. Run "pulumi up" again.':
    "{0} 与声明不符：截至 {1}，它在微信中打开 {2}。请再运行一次 pulumi up。",
  '{0} is not as it is declared: as of {1}, WeChat has no such rule. Run "pulumi up" again.':
    "{0} 与声明不符：截至 {1}，微信中没有这条规则。请再运行一次 pulumi up。",

  // previewed-rules.ts
  'the program declared fewer lists of rules than in the preview, so nothing is deleted; run "pulumi up" again.':
    "程序声明的规则列表比预览时少，因此不删除任何内容；请再运行一次 pulumi up。",
  "removed {0}": "移除 {0}",
  "added {0}": "添加 {0}",
  "changed {0}": "修改 {0}",
  'The rules have changed since the preview: {0}. Nothing was changed in WeChat; run "pulumi up" again.':
    "预览之后规则有变动：{0}。微信中没有做任何更改；请再运行一次 pulumi up。",

  // qr-code-jump-rule.ts
  "The resource {0}: {1}.": "资源 {0}：{1}。",

  // stored-rules.ts
  '"pulumi stack export" {0}': "“pulumi stack export”{0}",
  'there is no "pulumi" on PATH': "PATH 中没有 pulumi",
  'what "pulumi stack export" prints is not a state': "“pulumi stack export”的输出不是状态",
  '"pulumi stack export" shows another state than this run has': "“pulumi stack export”显示的状态与本次运行的不同",
  '"pulumi stack export" says "{0}"': "“pulumi stack export”的应答是“{0}”",

  // guards/conflicts.ts
  " with WECHAT_ON_EXISTING=adoptIdentical": "（带 WECHAT_ON_EXISTING=adoptIdentical）",
  'create {0}: {1} the account already has a rule with this prefix: it opens {2}, the stack wants {3}; declare it as it is live, let one "pulumi up"{4} take it over, and change it after that. Nothing was changed.':
    "创建 {0}：{1} 账号已有这个前缀的规则：它打开 {2}，而栈要的是 {3}；请按在线的样子声明它，用一次 pulumi up{4} 接管，之后再修改。没有做任何更改。",
  "WeChat documents at most {0} link rules an account: {1} are live, and this run adds {2} before it deletes any, so WeChat may refuse some (85073); delete rules that are not needed in a run before this one.":
    "微信文档规定每个账号最多 {0} 条链接规则：现在在线 {1} 条，本次运行在删除之前先添加 {2} 条，微信可能会拒绝其中一些（85073）；请先用一次单独的运行删除不需要的规则。",
  "{0} is not to be published, but would take over codes that {1} opens, which then open nothing for the public: nothing was changed. Leave the rule out until it can be published; if no code under it is in use, set WECHAT_ALLOW_SHADOWING=true for this run, or wechat-qr-jump:allowShadowing in the stack's config.":
    "{0} 不发布，却会接走 {1} 现在打开的码，这些码对公众就什么都不打开了：没有做任何更改。请在能发布之前先不要写这条规则；如果它之下没有正在使用的码，请为本次运行设置 WECHAT_ALLOW_SHADOWING=true，或在栈配置中设置 wechat-qr-jump:allowShadowing。",

  // guards/mass-deletion.ts
  "delete {0}": "删除 {0}",
  "take down {0}": "下线 {0}",
  ", and ": "，并",
  '; "pulumi destroy" deletes all rules without this question': "；pulumi destroy 会删除全部规则，不作此询问",
  "This change {0}, and the printed codes stop working at once: {1}. Nothing was changed. It would {2}. If that is meant, set WECHAT_MAX_DELETES={3} for this run, or name the rules in WECHAT_ALLOW_DELETE or in wechat-qr-jump:allowDelete in the stack's config{4}.":
    "这次更改{0}，印出的码会立即失效：{1}。没有做任何更改。它将{2}。如果确实如此，请为本次运行设置 WECHAT_MAX_DELETES={3}，或在 WECHAT_ALLOW_DELETE 或栈配置的 wechat-qr-jump:allowDelete 中写明这些规则{4}。",
  "takes {0} of the stack's {1} down": "会使本栈的 {1}中有 {0} 个下线",
  "deletes {0} of the stack's {1} in WeChat": "会在微信中删除本栈 {1}中的 {0} 条",
  "{0} and takes {1} of its {2} down": "{0}，并使 {2}中有 {1} 个下线",
  "maxDeletes allows {0}": "maxDeletes 只允许 {0} 条",
  "the list of rules is empty or missing, which may be a mistake": "规则列表为空或缺失，这可能是失误",
  "of {0} or more rules at most {1} % may go in one run": "规则有 {0} 条或更多时，一次运行最多只能减少 {1} %",

  // guards/moved-rules.ts
  'delete {0}: {1} declares this rule too, and the printed codes of both are the same. Nothing was changed. To move the rule there, put it back into this stack with "retainOnDelete: true", run "pulumi up", and take it out after that; to delete it all the same, name it in WECHAT_ALLOW_DELETE for this run.':
    "删除 {0}：{1} 也声明了这条规则，两者印出的码是同一批。没有做任何更改。要把规则移到那里，请先带 retainOnDelete: true 放回这个栈，运行 pulumi up，之后再移除；如果仍要删除，请在这一次运行的 WECHAT_ALLOW_DELETE 中写明它。",

  // guards/preflight.ts
  "The guards look at the whole list of rules, with --target and --exclude as well: Pulumi does not tell a program of them.":
    "即使使用 --target 或 --exclude，保护检查也针对完整的规则列表：Pulumi 不会把它们告诉程序。",
  "Rules with retainOnDelete, which would stay live, could not be told apart and are counted as well: {0}.":
    "带 retainOnDelete 的规则会继续在线，但这次无法分辨，因此也计入其中：{0}。",
  "Account {0} owns {1} of this stack, but the settings name {2}: nothing was done. Set wechat-qr-jump:appId back to {3}, or keep the rules of {4} in a stack of their own.":
    "本栈有 {1}属于账号 {0}，而设置中的账号是 {2}：没有做任何操作。请把 wechat-qr-jump:appId 改回 {3}，或把 {4} 的规则放进单独的栈。",
  "create {0}: {1}; {2}. Nothing was changed.": "创建 {0}：{1}；{2}。没有做任何更改。",

  // guards/publish-budget.ts
  'This change needs {0}, but the account has {1} left this month: nothing was changed. It would publish {2}. Leave some of these changes for the next month, or write "published: false" in new rules that can wait; WECHAT_ALLOW_OVER_BUDGET=true for this run publishes as many as it can, and fails for each rule beyond (886000) before it takes anything of that rule down.':
    "这次更改需要 {0}，而账号本月只剩 {1} 次：没有做任何更改。它将发布 {2}。请把一部分更改留到下个月，或在可以等待的新规则中写 published: false；为本次运行设置 WECHAT_ALLOW_OVER_BUDGET=true 会尽量发布，超出的规则各自失败（886000），且不会先下线它们的任何内容。",
  "This change needs {0}, but the account has {1} left this month: {2} of {3} will fail with 886000 and stay as they are; run it again next month.":
    "这次更改需要 {0}，而账号本月只剩 {1} 次：{3} 中有 {2} 条会以 886000 失败并保持原样；请下个月再运行一次。",
  ", of which this change uses {0}": "，这次更改会用掉其中 {0} 次",
  "WeChat does not serve {0} that the stack has published: {1}. The account has {2} left this month{3}, too few to publish this again: it stays dead until next month.":
    "栈已发布的 {0}在微信中已不生效：{1}。账号本月剩余 {2}{3}，不够重新发布：在下个月之前仍然失效。",
  "{0}.": "{0}。",
  "The same holds for {0} other pages: {1}.": "另有 {0} 个页面也是如此：{1}。",

  // account-parts.ts
  "The state has {0} without an account, and this stack has several: nothing was done. Set wechat-qr-jump:appId and its credentials to the account that they belong to.":
    "状态中有 {0}没有记录账号，而本栈有多个账号：没有做任何操作。请把 wechat-qr-jump:appId 及其凭据设为它们所属的账号。",
  "Account {0} owns {1} of this stack, but is none of its accounts: nothing was done. Put it back under wechat-qr-jump:accounts with its credentials.":
    "本栈有 {1}属于账号 {0}，而它不是本栈的账号：没有做任何操作。请把它连同凭据放回 wechat-qr-jump:accounts。",

  // opened-accounts.ts, stack-look.ts
  "Account {0} cannot be used: {1}": "账号 {0} 无法使用：{1}",
  "Nothing was begun in any account. With wechat-qr-jump:onAccountFailure: skip the rules of such accounts stay as they are, and the others go on.":
    "没有在任何账号中开始操作。设置 wechat-qr-jump:onAccountFailure: skip 后，这类账号的规则保持原样，其他账号继续。",
  "Account {0}: {1}": "账号 {0}：{1}",
  "{0} other accounts together: {1}": "其他 {0} 个账号合计：{1}",

  // skipped-accounts.ts
  "Kept as recorded: {0}. Waiting for these accounts: {1} of the list.":
    "保持所记录的样子：{0}。列表中有 {1}要等这些账号恢复。",
  "Account {0} is skipped (onAccountFailure: skip), and its rules stay as they are recorded: {1}":
    "跳过账号 {0}（onAccountFailure: skip），它的规则保持所记录的样子：{1}",
  "The list lacks {0} of accounts that cannot be used. They are to stay as recorded, but how could not be read: {1}. Nothing was changed.":
    "列表中缺少 {0}，它们属于无法使用的账号，应保持所记录的样子，但无法读取记录：{1}。没有做任何更改。",

  // guards, where the stack has several accounts
  "This change deletes all {0} of account {1} in WeChat, and the printed codes stop working at once: no rule of it is left in the list, which may be a mistake. Nothing was changed. It would delete {2}. If that is meant, set WECHAT_MAX_DELETES={3} for this run, or name the rules in WECHAT_ALLOW_DELETE or in wechat-qr-jump:allowDelete in the stack's config.":
    "这次更改会在微信中删除账号 {1} 的全部 {0}，印出的码会立即失效：列表中已没有它的任何规则，这可能是失误。没有做任何更改。它将删除 {2}。如果确实如此，请为本次运行设置 WECHAT_MAX_DELETES={3}，或在 WECHAT_ALLOW_DELETE 或栈配置的 wechat-qr-jump:allowDelete 中写明这些规则。",
  "it has no publish left this month to put a rule back, and {0} would move to another account, which may refuse it: nothing was changed. Move it next month, or set WECHAT_ALLOW_OVER_BUDGET=true for this run.":
    "它本月没有剩余的发布次数来放回规则，而 {0} 要移到另一个账号，那个账号可能拒绝：没有做任何更改。请下个月再移动，或为本次运行设置 WECHAT_ALLOW_OVER_BUDGET=true。",
  "create {0}: account {1} of this stack has it: it opens {2}. Declare it as it is live with that account for one run; after that it can move. Nothing was changed.":
    "创建 {0}：本栈的账号 {1} 已有它：它打开 {2}。请先用一次运行按在线的样子在那个账号声明它，之后就可以移动。没有做任何更改。",
  "it could not be used in the preview; run again to see what there is to do.":
    "预览时它无法使用；请再运行一次，看看有什么要做。",
  "Nothing was begun: none of the accounts can be used, so there is nothing to go on with.":
    "没有开始任何操作：没有一个账号可以使用。",
  "Kept as recorded: {0}.": "保持所记录的样子：{0}。",
  "Account {0}: previewed without looking at WeChat, so access, publishes left, and rules that are already live were not checked. {1}":
    "账号 {0}：预览时没有查看微信，没有检查访问权限、剩余发布次数和已在线的规则。{1}",
};
