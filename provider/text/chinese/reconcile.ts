/** Messages of `reconcile/`. */
export const reconcile: Readonly<Record<string, string>> = {
  "create {0}": "创建 {0}",
  "change {0}": "修改 {0}",
  "publish {0}": "发布 {0}",
  "make {0}": "建立 {0}",
  "delete {0}": "删除 {0}",

  // adoption.ts
  "the account already has this rule: it opens {0}, the stack wants {1}":
    "账号已有这条规则：它打开 {0}，而栈要的是 {1}",
  "set WECHAT_ON_EXISTING=adoptIdentical for this run, or wechat-qr-jump:onExisting in the stack's config, to let this stack take it over":
    "要让本栈接管它，请为本次运行设置 WECHAT_ON_EXISTING=adoptIdentical，或在栈配置中设置 wechat-qr-jump:onExisting",
  "write the rule as it is live, or set WECHAT_ON_EXISTING=adopt for this run, or wechat-qr-jump:onExisting in the stack's config, to let this stack take it over":
    "请把规则写成在线的样子；要让本栈接管它，请为本次运行设置 WECHAT_ON_EXISTING=adopt，或在栈配置中设置 wechat-qr-jump:onExisting",

  // dark.ts
  "its new rule is on its way.": "新规则正在建立。",
  "{0} below {1}": "{1} 之下的 {0}",
  "{0}: {1} It is tried again until {2}.": "{0}：{1}会一直重试到 {2}。",
  "{0} waits to be changed since {1} ({2} s)": "{0} 从 {1} 起等待修改（{2} 秒）",
  "{0} may be dark since {1} ({2} s)": "{0} 从 {1} 起可能失效（{2} 秒）",
  "{0} is dark since {1} ({2} s)": "{0} 从 {1} 起失效（{2} 秒）",

  // making.ts
  "WeChat answers ok to each call, but at {0} it has it open {1}": "微信对每个请求都应答成功，但在 {0} 它打开的是 {1}",
  "WeChat answers ok to each call, but at {0} it has no such rule": "微信对每个请求都应答成功，但在 {0} 并没有这条规则",
  'look at it in WeChat\'s console, then run "pulumi up" again': "请在微信后台查看，再运行一次 pulumi up",

  // reconcile.ts
  "{0} was not live before this run. WeChat tells this for one mini program at a time; this run asked for {1}: if the rule was given another one in WeChat's console, its code still works, and only the console can delete it.":
    "{0} 在本次运行之前就不在线。微信一次只回答一个小程序的规则，本次查询了 {1}：如果有人在微信后台把这条规则改到了别的小程序，它的码仍然有效，只能在后台删除。",
  '{0} The rule was added, but WeChat does not serve it; the next "pulumi up" publishes it.':
    "{0}规则已添加，但微信尚未启用它；下一次 pulumi up 会发布它。",
  "the account has 0 publishes left this month": "账号本月的发布次数已用完",
  "wait for the first of next month, Beijing time; nothing was changed": "请等到下月 1 日（北京时间）；没有做任何更改",
  "{0} The rule was taken away again, so that {1} goes on serving the codes below {2}.":
    "{0}已撤下这条规则，{1} 继续为 {2} 之下的码服务。",

  // settled-writes.ts
  "WeChat answers ok, but the rule was still there at {0}, after {1} tries":
    "微信应答成功，但尝试 {1} 次之后，规则在 {0} 仍然存在",
  'run the same command again later, or delete it in WeChat\'s console and run "pulumi refresh"':
    "请稍后再运行同一条命令，或在微信后台删除它，再运行 pulumi refresh",
  "What was done could not be read: {0}": "无法读取操作的结果：{0}",
  "{0} Whether it was done could not be read: {1}": "{0}无法读取它是否已完成：{1}",
  'delete {0}: it may be deleted, but no read could confirm it; run the same command again, or "pulumi refresh" if the stack is to keep the rule.{1} {2}':
    "删除 {0}：可能已删除，但没有一次读取能够确认；请再运行同一条命令，如果栈要保留这条规则，请运行 pulumi refresh。{1}{2}",

  // swap.ts
  "{0} Putting the old rule back failed as well: {1}": "{0}恢复旧规则也失败了：{1}",
  "{0} The old rule was put back: WeChat serves {1} as of {2}.": "{0}已恢复旧规则：微信在 {2} 打开的是 {1}。",
  " It was given up at {0}.": "已在 {0} 放弃重试。",
  '{0}{1} {2}; run "pulumi up" again as soon as that is fixed.': "{0}{1}{2}；问题解决后请立即再运行一次 pulumi up。",
  "WeChat serves nothing for {0} as of {1}": "截至 {1}，微信没有为 {0} 打开任何页面",
  "WeChat serves {0} as of {1}": "截至 {1}，微信打开的是 {0}",
  "What WeChat serves for {0} cannot be told yet; it may be nothing": "尚无法判断微信为 {0} 打开什么，可能什么都不打开",
  "What WeChat serves for {0} now could not be read; it may be nothing":
    "无法读取微信现在为 {0} 打开什么，可能什么都不打开",

  // move.ts and publishing.ts
  "move {0}": "移动 {0}",
  "the account that has it has 0 publishes left this month, so the rule could not be put back if the other account refused it":
    "现有这条规则的账号本月剩余发布次数为 0，如果另一个账号拒绝，规则就无法放回",
  "wait for the first of next month, Beijing time, or set WECHAT_ALLOW_OVER_BUDGET=true for this run; nothing was changed":
    "请等到下月 1 日（北京时间），或为本次运行设置 WECHAT_ALLOW_OVER_BUDGET=true；没有做任何更改",
  "its account also has {0} with permitSubRule: false, so no other account can have a rule below it":
    "它的账号还有 {0}（permitSubRule: false），所以其他账号不能在其下添加规则",
  "move that rule as well, or set its permitSubRule to true first; nothing was changed":
    "请把那条规则也移过去，或先把它的 permitSubRule 设为 true；没有做任何更改",
};
