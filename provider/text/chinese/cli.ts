/** Messages of `cli/`; those of the report page are in `report.ts`. */
export const cli: Readonly<Record<string, string>> = {
  // annotations.ts
  "A rule or setting that cannot be right": "不可能正确的规则或设置",
  "Something that may be meant otherwise": "可能另有所指的内容",

  // check.ts
  "warning: {0}": "警告：{0}",
  "{0}: {1}, no mistakes": "{0}：{1}，没有错误",
  "{0}.": "{0}。",
  "{0}, and WeChat is as declared.": "{0}，微信与声明一致。",
  "{0}, but WeChat differs in {1}:": "{0}，但微信有 {1} 处不同：",
  'missing    {0}{1}: not in WeChat; "pulumi up --refresh" adds it':
    "缺失    {0}{1}：不在微信中；pulumi up --refresh 会添加它",
  "different  {0}{1}: {2}": "不同    {0}{1}：{2}",
  "unmanaged  {0}: live {1}; {2}": "未管理  {0}：在线，打开 {1}；{2}",
  '"wechat-qr-jump import" declares it': "“wechat-qr-jump import”会声明它",
  "it cannot be declared ({0}), so only WeChat's console can change it": "无法声明（{0}），只能在微信后台修改",
  '--account says which account to ask, which only --live does; write "check --live --account {0}".':
    "--account 写明查询哪个账号，而只有 --live 才查询；请写“check --live --account {0}”。",

  // check-live.ts
  "{0} account": "{0} 个账号",
  "{0}, but {1} cannot be looked at:": "{0}，但 {1}无法查看：",
  "{0}, but WeChat differs in {1}, and {2} cannot be looked at:": "{0}，但微信有 {1} 处不同，{2}无法查看：",
  'missing    {0}{1}: not in account {2}; "pulumi up --refresh" adds it':
    "缺失    {0}{1}：不在账号 {2} 中；pulumi up --refresh 会添加它",
  'elsewhere  {0}{1}: {2}; "pulumi up" moves a rule of this stack, otherwise correct its account':
    "他处    {0}{1}：{2}；如果是本栈的规则，pulumi up 会移动它，否则请更正它的 account",
  "unmanaged  {0}: live in account {1} {2}; {3}": "未管理  {0}：在线，属于账号 {1}，打开 {2}；{3}",
  "is live in account {0}, declared for {1}": "在账号 {0} 中在线，声明为属于 {1}",

  // command-line.ts
  "Exit codes: 0 all is well, 1 findings or a failure, 2 wrong usage.":
    "退出码：0 一切正常，1 有发现或失败，2 用法错误。",
  "Settings come from Pulumi.<stack>.yaml and the WECHAT_... environment variables; the environment wins.":
    "设置来自 Pulumi.<stack>.yaml 和 WECHAT_... 环境变量；环境变量优先。",
  "speak English or Chinese; by default as WECHAT_LANG or the locale says":
    "用英文或中文输出；默认由 WECHAT_LANG 或系统语言决定",
  "Looks after the WeChat QR jump rules of a Pulumi stack. Only create-codes writes to WeChat.":
    "照看一个 Pulumi 栈的微信扫码跳转规则。只有 create-codes 会写入微信。",
  "print JSON for machines": "输出供程序读取的 JSON",
  "write the account's live rules into the stack's file, for the next up to take over without a write":
    "把账号的在线规则写入栈文件，下一次 up 接管它们而不写入微信",
  "one of the stack's accounts, by its name or app id": "栈的一个账号，写名称或 appid",
  "read the service-account rules that open these mini programs": "读取打开这些小程序的服务号规则",
  "write them into this rules file instead of the stack's own": "写入这个规则文件，而不是栈文件",
  "validate the stack's rules, without credentials; all stacks where none is named":
    "校验栈的规则，不需要凭据；不指定栈则校验全部",
  "also compare them with WeChat: missing, different and unmanaged rules": "同时与微信比对：缺失、不同和未管理的规则",
  "with --live, also ask whether the pages are in the mini program's released version":
    "与 --live 同用：再询问页面是否在小程序的已发布版本中",
  "print what was found as annotations of a pull request, or as SARIF": "以合并请求的注释或 SARIF 输出发现的问题",
  "find out why WeChat or Pulumi does not work": "查明微信或 Pulumi 为何不工作",
  "download the file that proves a domain, say where to serve it, and look whether it is there":
    "下载证明域名归属的校验文件，说明应放在哪里，并检查是否已在那里",
  "where to put it; - prints it": "放在哪里；- 表示直接输出",
  "write one HTML page with every rule, its QR code and its state": "写出一个 HTML 页面，列出每条规则及其二维码和状态",
  "the page to write, e.g. rules.html; - prints it": "要写出的页面，例如 rules.html；- 表示直接输出",
  "say what a preview would do to the printed codes, as Markdown for a pull request":
    "以 Markdown 说明一次预览对印出的码有何影响，供合并请求使用",
  'what "pulumi preview --json" has printed; - reads it from stdin':
    "pulumi preview --json 的输出；- 表示从标准输入读取",
  "The value is missing.": "缺少值。",
  "the stack; may be left out where there is only one": "栈；只有一个时可以省略",
  "Name a stack, or leave it out.": "请写明一个栈，或省略此项。",

  "list the stacks of the project and what each holds, without credentials": "列出项目的栈及各自的内容，不需要凭据",

  // comparison.ts
  none: "无",
  "{0} is declared {1}, live {2}": "{0} 声明为 {1}，在线为 {2}",

  // declared-rules.ts
  "{0} is not a list of files; write {1}: [rules/*.yaml].": "{0} 不是文件列表；请写成 {1}: [rules/*.yaml]。",

  // doctor.ts
  "ok      ": "正常    ",
  "FIX     ": "需处理  ",
  "note    ": "提示    ",
  "skipped ": "已跳过  ",
  "{0}{1}: {2}": "{0}{1}：{2}",
  "Pulumi CLI": "Pulumi CLI",
  setting: "设置",
  settings: "设置",
  token: "令牌",
  "component token": "平台令牌",
  authorizer: "授权方",
  "the platform's token is needed": "需要先有平台令牌",
  "IP allow-list": "IP 白名单",
  permission: "权限",
  read: "读取",
  publishes: "发布次数",
  "feature switch": "功能开关",
  clock: "时钟",
  'no working "pulumi" on PATH; install it from https://www.pulumi.com/docs/install/':
    "PATH 中没有可用的 pulumi；请从 https://www.pulumi.com/docs/install/ 安装",
  "{0} and the environment": "{0} 和环境变量",
  "the environment": "环境变量",
  "an account that is not named": "未写明的账号",
  "read from {0}: {1} of {2}": "来自 {0}：{2} 的 {1}",
  "settings are needed": "需要先有正确的设置",
  received: "已获取",
  "the address is refused": "本机地址被拒绝",
  "WeChat answers to this machine's address": "微信接受本机的地址",
  "WeChat has not answered to a read": "微信没有应答读取请求",
  "none left this month; wait for the first of next month, Beijing time, or declare new rules with published: false":
    "本月已用完；请等到下月 1 日（北京时间），或在新规则中写 published: false",
  "WeChat says that the feature is off (qrcodejump_open 0), which it also says of accounts whose rules work; if rules do not open, switch it on in the console":
    "微信称此功能已关闭（qrcodejump_open 0），但规则正常的账号有时也这样；如果规则打不开，请在后台开启",
  "the rules can be read": "可以读取规则",
  "{0} left this month": "本月剩余 {0}",
  on: "已开启",
  "WeChat does not say": "微信没有说明",
  "a token is needed": "需要先有令牌",
  "the rules cannot be read": "无法读取规则",
  "no answer says what time it is": "没有应答说明现在的时间",
  right: "准确",
  "this machine is {0} minutes ahead of WeChat; set its clock (NTP): TLS and token lifetimes depend on it":
    "本机时间比微信快 {0} 分钟；请校准时钟（NTP）：TLS 和令牌有效期都取决于它",
  "this machine is {0} minutes behind WeChat; set its clock (NTP): TLS and token lifetimes depend on it":
    "本机时间比微信慢 {0} 分钟；请校准时钟（NTP）：TLS 和令牌有效期都取决于它",
  "not looked at, {0}": "未检查，{0}",
  "Account {0}:": "账号 {0}：",
  "{0}, nothing to fix.": "{0}，没有需处理的内容。",
  "{0}, to fix: {1}.": "{0}，需处理：{1}。",

  // ending.ts
  "wechat-qr-jump ended before it had a result; run it again, and report this if it happens again.":
    "wechat-qr-jump 在得出结果之前就结束了；请再运行一次，如果再次发生请反馈。",
  "wechat-qr-jump failed ({0}); please report this.": "wechat-qr-jump 失败（{0}）；请反馈此问题。",
  "The result cannot be written to stdout ({0}); make room there, or write it elsewhere.":
    "无法把结果写到标准输出（{0}）；请腾出空间，或写到别处。",

  // files.ts
  "{0} is not a folder; choose another place.": "{0} 不是文件夹；请换一个位置。",
  "{0} holds something else than {1}; nothing was written. Choose another place, or remove it.":
    "{0} 的内容不是{1}；没有写入任何内容。请换一个位置，或移除它。",
  "{0} cannot be written ({1}); choose another place, or fix its permissions.":
    "无法写入 {0}（{1}）；请换一个位置，或修正其权限。",
  "{0} is {1}, not a file; choose another place.": "{0} 是{1}，不是文件；请换一个位置。",

  // import.ts
  '--appid {0} is not an app id; write "wx" and 16 hexadecimal digits, as in WeChat\'s console.':
    "--appid {0} 不是 appid；请写 wx 加 16 位十六进制数字，与微信后台一致。",
  " {0} declared already.": " {0}已经声明。",
  "Nothing to add: WeChat has no other rule that {0} does not declare.{1}":
    "没有可添加的内容：微信中没有其他未在 {0} 中声明的规则。{1}",
  "Nothing to add: WeChat has no rule that {0} does not declare.{1}":
    "没有可添加的内容：微信中没有未在 {0} 中声明的规则。{1}",
  '{0}: added {1}.{2} The next "pulumi up" takes them over without a write.':
    "{0}：添加了 {1}。{2} 下一次 pulumi up 接管它们，不写入微信。",
  "  differs  {0}{1}: left as it is; {2}": "  不同    {0}{1}：保持原样；{2}",
  "  left out {0}: {1}": "  未加入  {0}：{1}",
  " or ": " 或 ",
  "1 live rule cannot be declared: WeChat's console took a {0} that its API refuses. It stays as it is, and only the console can change it.":
    "有 1 条在线规则无法声明：微信后台接受了 API 会拒绝的 {0}。它保持原样，只能在后台修改。",
  "{0} live rules cannot be declared: WeChat's console took a {1} that its API refuses. They stay as they are, and only the console can change them.":
    "有 {0} 条在线规则无法声明：微信后台接受了 API 会拒绝的 {1}。它们保持原样，只能在后台修改。",
  "{0} is of another account than the stack's own, whose app id is not known; nothing was written. Set wechat-qr-jump:appId, or name another file.":
    "{0} 属于另一个账号，而栈自己的账号的 appid 未知；没有写入任何内容。请设置 wechat-qr-jump:appId，或指定另一个文件。",

  // ownership-file.ts
  "an ownership file": "校验文件",
  "{0} to stdout": "{0} 到标准输出",
  "answers with a redirect (HTTP {0} to {1}), which WeChat does not follow; serve the file itself":
    "应答的是重定向（HTTP {0}，指向 {1}），微信不跟随重定向；请直接提供文件",
  "answers HTTP {0}; put the file there": "应答 HTTP {0}；请把文件放到那里",
  "has a byte order mark before the text; save it without one and serve the file byte for byte":
    "文字前有字节顺序标记（BOM）；请存为不带 BOM 的文件，并逐字节原样提供",
  "has blanks or line ends around the text; serve the file byte for byte": "文字前后有空格或换行；请逐字节原样提供文件",
  "serves something else; serve the file byte for byte": "提供的是别的内容；请逐字节原样提供文件",
  "{0}; WeChat must be able to fetch it": "{0}；微信必须能够获取它",
  "cannot be fetched": "无法获取",
  "gives {0}": "结果是 {0}",
  "serves something much longer than the file": "提供的内容比文件长得多",
  "cannot be fetched ({0})": "无法获取（{0}）",
  "Wrote {0}. No link rule is declared; serve it in the last directory named in each link prefix.":
    "已写出 {0}。没有声明链接规则；请放在每个链接前缀所指的最后一级目录中。",
  "Wrote {0}. It must be served at {1}, and is not at {2}:": "已写出 {0}。它必须出现在 {1}，其中 {2} 个没有：",
  "Wrote {0}. It must be served at {1}, and is:": "已写出 {0}。它必须出现在 {1}，都已就绪：",
  "for {0}, {1}{2}": "用于 {0}，{1}{2}",
  "ok      {0} ({1})": "正常    {0}（{1}）",
  "FIX     {0} {1} ({2})": "需处理  {0} {1}（{2}）",
  "download the ownership file": "下载校验文件",
  "the answer is not in WeChat's documented form": "应答与微信文档中的格式不符",
  "check wechat-qr-jump:endpoint": "请检查 wechat-qr-jump:endpoint",

  // plan.ts and plan-text.ts
  'the preview has a rule without prefix, path or published, so there is no summary; look at what "pulumi preview --diff" says.':
    "预览中有一条规则缺少 prefix、path 或 published，因此没有摘要；请看 pulumi preview --diff 的输出。",
  Refused: "被拒绝",
  "Goes dark: {0}": "将失效：{0}",
  "Changed: {0}": "更改：{0}",
  "{0}: only what testers get": "{0}：只影响测试人员",
  "Repaired in WeChat: {0}": "在微信中修复：{0}",
  "New: {0}": "新增：{0}",
  "Left to themselves, still live: {0}": "不再管理，继续在线：{0}",
  Warnings: "警告",
  "No printed code changes.": "印出的码没有变化。",
  "Publishes: {0} needed, {1} left this month.": "发布次数：需要 {0}，本月剩余 {1}。",
  "Unchanged: {0}.": "不变：{0}。",
  "and {0} more": "以及另外 {0} 个",
  deleted: "删除",
  unpublished: "取消发布",
  "{0}: {1}": "{0}：{1}",
  "{0} (not published)": "{0}（未发布）",
  "{0} of {1}": "{1} 的 {0}",
  "Moved to another account: {0}": "移到另一个账号：{0}",
  "{0}: account {1} → {2}": "{0}：账号 {1} → {2}",
  Publishes: "发布次数",
  "{0} other accounts together": "其他 {0} 个账号合计",
  "{0}: {1} needed, {2} left this month": "{0}：需要 {1}，本月剩余 {2}",

  // project.ts
  "There is no Pulumi.yaml in {0} or above it; run this in the folder of a Pulumi project.":
    "{0} 及其上级目录中没有 Pulumi.yaml；请在 Pulumi 项目的目录中运行。",
  "There is no stack {0}: {1} has no {2}; {3}.": "没有栈 {0}：{1} 中没有 {2}；{3}。",
  "Say which stack with --stack; {0}.": "请用 --stack 写明哪个栈；{0}。",
  'there is none yet, make one with "pulumi stack init" and "pulumi config set"':
    "现在还没有栈，请用“pulumi stack init”和“pulumi config set”建立",
  "there is {0}": "现有 {0}",
  "there are {0}": "现有 {0}",

  // rules-target.ts
  "{0} cannot be added to: {1}; nothing was written to it. Write it as a plain list, or name another file with --file.":
    "无法添加到 {0}：{1}；没有写入任何内容。请把它写成普通的列表，或用 --file 指定另一个文件。",
  "--file {0} is outside of the project's folder {1}; name a file below it.":
    "--file {0} 在项目目录 {1} 之外；请指定其中的文件。",
  "{0} cannot be added to: {1}. Nothing was written to it.": "无法向 {0} 添加：{1}。没有写入任何内容。",
  "it is not a table with fields in its first row": "它不是第一行为字段名的表格",
  "its first row has no {0}, which these rules need; add that, with a comma before it":
    "它的第一行没有这些规则需要的 {0}；请在其中加上，前面用逗号隔开",
  "--file {0} is neither a YAML file nor a table; give it a name that ends in .yaml or .csv.":
    "--file {0} 既不是 YAML 文件也不是表格；文件名应以 .yaml 或 .csv 结尾。",
  "{0} would get too large with {1} more rules: Pulumi can hand over 128 KiB of config, and beyond them every command fails; write the rules into a file of their own with --file rules/imported.yaml.":
    "再加 {1} 条规则，{0} 就太大了：Pulumi 最多传递 128 KiB 配置，超出后所有命令都会失败；请用 --file rules/imported.yaml 把规则写入单独的文件。",
  "{0}: {1}, or name another one.": "{0}：{1}，或指定另一个文件。",

  // stack-accounts.ts
  "this stack has one account": "本栈只有一个账号",
  "this stack has one account, {0}": "本栈只有一个账号，即 {0}",
  "--account {0}: {1}; leave the option out.": "--account {0}：{1}；请去掉此选项。",
  "Say which account with --account; there are {0}.": "请用 --account 写明哪个账号；现有 {0}。",

  // stack-settings.ts
  '"pulumi config" {0}': "“pulumi config”{0}",
  "The secrets of the stack cannot be read: {0}": "无法读取栈的密钥：{0}",
  "{0}; {1}, or {2}.": "{0}；{1}，或{2}。",
  "run it by hand": "请手动运行它",
  "install the Pulumi CLI": "请安装 Pulumi CLI",
  'they are encrypted and there is no "pulumi" on PATH': "它们已加密，而 PATH 中没有 pulumi",
  '"pulumi config" says "{0}"': "pulumi config 的应答是 “{0}”",
  "fix that": "请先解决它",
  'The secrets of stack {0} cannot be read: what "pulumi config --json" prints is not JSON':
    "无法读取栈 {0} 的密钥：pulumi config --json 的输出不是 JSON",
  "update the Pulumi CLI": "请更新 Pulumi CLI",
  "set {0} (or another credential) in the environment, which works without it":
    "在环境变量中设置 {0}（或其他凭据），这样就不需要它",

  // stacks.ts
  "an account that its file does not name": "栈文件没有写明的账号",
  "{0}: {1}, {2} published, of {3}": "{0}：{1}，{2} 条已发布，属于 {3}",
  "{0}: {1}, {2} published": "{0}：{1}，{2} 条已发布",
  "{0}, from {1}": "{0}，来自 {1}",
  "{0}, with {1}:": "{0}，有 {1}：",
  'There is no stack yet; make one with "pulumi stack init" and "pulumi config set".':
    "现在还没有栈；请用“pulumi stack init”和“pulumi config set”建立。",
  "{0}, {1}, {2} published": "{0}，{1}，{2} 条已发布",
  "{0}; {1} with mistakes.": "{0}；{1}有错误。",

  // summary.ts
  "this file cannot be read": "此文件无法读取",
  "{0}: {1}.": "{0}：{1}。",
  '{0} is not what "pulumi preview --json" prints; look at what that command says.':
    "{0} 不是 pulumi preview --json 的输出；请看那条命令的提示。",

  // usage.ts
  'no command is named; "wechat-qr-jump --help" lists them': "没有写明命令；wechat-qr-jump --help 会列出全部命令",
  "unknown option '{0}'": "未知选项 '{0}'",
  "unknown command '{0}'": "未知命令 '{0}'",
  "missing required argument '{0}'": "缺少参数 '{0}'",
  "option '{0}' argument missing": "选项 '{0}' 缺少值",
  "required option '{0}' not specified": "缺少必需的选项 '{0}'",
  "option '{0}' cannot be used with option '{1}'": "选项 '{0}' 不能与选项 '{1}' 同时使用",
  "option '{0}' argument '{1}' is invalid.": "选项 '{0}' 的值 '{1}' 无效。",
  "too many arguments: expected {0}, got {1}": "参数太多：应有 {0} 个，给了 {1} 个",
  "Allowed choices are {0}.": "可选值：{0}。",
  "(Did you mean {0}?)": "（是否指 {0}？）",
  "Usage:": "用法：",
  "Arguments:": "参数：",
  "Options:": "选项：",
  "Commands:": "命令：",
  "display help for command": "显示命令的帮助",
  "output the version number": "输出版本号",

  // yaml-addition.ts
  "it is written in an unusual way": "它的写法不常见",
  "{0} is not a list": "{0} 不是列表",
  "it has a list there": "那里是一个列表",
  "it has a mapping there": "那里是一个映射",
  "note: {0}": "注意：{0}",
  "{0}: {1}: {2} in the released version, {3} not in it, {4} not looked at.":
    "{0}：{1}：{2} 个在线上版本中，{3} 个不在，{4} 个未查看。",
  '--pages asks WeChat, which only --live does; write "check --live --pages".':
    '--pages 要询问微信，而只有 --live 才会询问；请写成 "check --live --pages"。',

  // qr-code.ts
  "no QR code  {0}: {1} ({2} bytes)": "没有二维码  {0}：{1}（{2} 字节）",
  "too long for a QR code, or empty": "内容为空，或过长而无法生成二维码",
};
