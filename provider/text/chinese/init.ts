/** Messages of `cli/init/`. */
export const init: Readonly<Record<string, string>> = {
  "It must be {0}.": "应为{0}。",
  "Nothing was written, because WeChat cannot be read: {0}": "无法读取微信，没有写入任何内容：{0}",
  "AppSecret: the usual way": "AppSecret：通常的方式",
  "Access token: expires after two hours": "access_token：两小时后过期",
  "Command that prints an access token": "输出 access_token 的命令",
  "URL that answers with an access token": "返回 access_token 的 URL",
  "Third-party platform: four values": "第三方平台：四个值",
  "How does this machine get at the account?": "本机用哪种凭据访问账号？",
  "AppID of the service account or mini program that owns the rules": "规则所属的服务号或小程序的 AppID",
  "AppID of the account that authorized the platform and owns the rules":
    "授权给第三方平台的账号（规则所属账号）的 AppID",
  "AppID of the third-party platform": "第三方平台的 AppID",
  "The platform's current component_access_token (not shown)": "第三方平台当前的 component_access_token（输入不显示）",
  "The account's authorizer_refresh_token (not shown)": "账号的 authorizer_refresh_token（输入不显示）",
  "AppSecret (not shown)": "AppSecret（输入不显示）",
  "Access token (not shown)": "access_token（输入不显示）",
  "Command that prints the token (written in clear, for reviews)": "输出令牌的命令（以明文写入，便于评审）",
  "URL that answers with the token (not shown: it may hold a key)": "返回令牌的 URL（输入不显示，其中可能含有密钥）",
  "Write AppIDs such as wxe5f52902cf4de896, with blanks between them, or nothing.":
    "请填写 AppID，例如 wxe5f52902cf4de896，多个之间用空格分隔；没有则留空。",
  "Mini programs that a service account's rules open: AppIDs, or nothing":
    "服务号规则打开哪些小程序：填写 AppID，没有则留空",
  "WeChat cannot be read so. What now?": "这样无法读取微信。接下来怎么做？",
  "Enter the credentials again": "重新输入凭据",
  "Check once more, e.g. after a change in WeChat's console": "再检查一次，例如在微信后台修改之后",
  "Stop, and write nothing": "停止，不写入任何内容",
  "Name of the stack": "栈的名称",
  '{0} has several accounts (wechat-qr-jump:accounts), and init is for one, so nothing was written; add an account there, and check it with "wechat-qr-jump doctor --stack {1}".':
    "{0} 有多个账号（wechat-qr-jump:accounts），而“wechat-qr-jump init”只用于一个账号，因此没有写入任何内容；请在那里添加账号，并用“wechat-qr-jump doctor --stack {1}”检查。",
  '{0} has rules already, so nothing was written; "wechat-qr-jump import --stack {1}" adds live ones, and "wechat-qr-jump doctor --stack {2}" checks the credentials.':
    "{0} 中已有规则，没有写入任何内容；用“wechat-qr-jump import --stack {1}”加入在线规则，用“wechat-qr-jump doctor --stack {2}”检查凭据。",
  'Import what is live? The rules are written into the stack\'s file, and the next "pulumi up" takes them over without a write.':
    "导入在线规则吗？规则会写入栈文件，下一次“pulumi up”接管它们，不向微信写入任何内容。",
  "Write {0}, with {1}?": "写入 {0}（{1}）吗？",
  "Wrote {0}: stack {1} with {2}. Secrets are encrypted.": "已写入 {0}：栈 {1}，{2}。密钥已加密。",
  "What comes next:": "接下来：",
  "Left as they were: {0}.": "保持原样：{0}。",
  "Removed, because they would have won: {0}.": "已移除，否则会优先使用它们：{0}。",
  "{0} in the environment is something else and wins; unset it.": "环境变量 {0} 的值不同，并且优先；请取消设置。",
  'write rules under "wechat-qr-jump:rules" in {0}, or run "wechat-qr-jump import"':
    "在 {0} 的“wechat-qr-jump:rules”下写规则，或运行“wechat-qr-jump import”",
  "Interrupted.": "已中断。",
  "Interrupted; nothing was written.": "已中断，没有写入任何内容。",
  "WeChat has no rule that this account shows.": "微信没有列出此账号的规则。",
  "Live in WeChat: {0}, of which {1} published.": "微信在线：{0}，其中 {1} 条已发布。",
  "And {0} more.": "另有 {0} 条。",
  published: "已发布",
  "not published": "未发布",
  "There is a {0} in {1}, above this folder; run this there to add a stack to that project, or outside of it to begin another.":
    "上级目录 {1} 中有 {0}；要给该项目增加栈，请在那里运行；要新建项目，请在它之外运行。",
  "{0} is there already and does something else; rename it, or choose another folder.":
    "{0} 已存在，内容属于其他用途；请改名，或另选目录。",
  '"{0}" failed: {1}.': "“{0}”失败：{1}。",
  'There is no "pulumi" on PATH; install the Pulumi CLI from https://www.pulumi.com/docs/install/ and run this again.':
    "PATH 中没有“pulumi”；请从 https://www.pulumi.com/docs/install/ 安装 Pulumi CLI，然后重新运行。",
  'The Pulumi CLI has no place for the state ({0}); run "pulumi login", or "pulumi login --local" to keep it on this machine.':
    "Pulumi CLI 没有保存状态的地方（{0}）；请运行“pulumi login”，或用“pulumi login --local”把状态保存在本机。",
  "Pulumi encrypts the secret by a passphrase and has none; set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE), here and wherever the stack is used.":
    "Pulumi 用口令加密密钥，但没有口令；请设置 PULUMI_CONFIG_PASSPHRASE（或 PULUMI_CONFIG_PASSPHRASE_FILE），在此处以及所有使用该栈的地方。",
  Yes: "是",
  No: "否",
  "--stack {0} cannot be the name of a stack: {1}": "--stack {0} 不能作为栈的名称：{1}",
  'it must have letters, digits, "-", "_" and "." only, at most 100, and not begin with "-" or be dots alone, such as dev.':
    "只能含字母、数字、“-”、“_”和“.”，最多 100 个，不能以“-”开头，也不能只有点，例如 dev。",
  "--import or --no-import": "--import 或 --no-import",
  'There is no terminal to ask in, and these are missing: {0}. "wechat-qr-jump init --help" says what they mean.':
    "没有可以提问的终端，缺少：{0}。“wechat-qr-jump init --help”说明各自的含义。",
  "{0} (or --secret-stdin)": "{0}（或 --secret-stdin）",
  "{0} (or {1})": "{0}（或 {1}）",
  "{0} from stdin": "标准输入中的 {0}",
  "--secret-stdin reads a pipe or a file; leave it out, and you are asked.":
    "--secret-stdin 从管道或文件读取；省略它就会提问。",
  "--secret-stdin reads one value a line, {0}, but there are {1} lines.":
    "--secret-stdin 每行读取一个值：{0}，但共有 {1} 行。",
  ", then ": "，然后 ",
  "{0} What was written was taken back.": "{0}已写入的内容已全部撤回。",
  '{0} Not everything could be taken back; run this again to go on, or remove it with "pulumi stack rm {1}".':
    "{0}未能全部撤回；请重新运行以继续，或用“pulumi stack rm {1}”删除。",
  "make a stack: ask for the account, check its credentials, take over what is live":
    "创建栈：询问账号、检查凭据、接管在线规则",
  "the account that owns the rules": "规则所属的账号",
  "the kind of credentials": "凭据的种类",
  "the third-party platform, with authorizer": "第三方平台，用于“authorizer”",
  "read the secrets from stdin, one a line": "从标准输入读取密钥，每行一个",
  "also look for the service-account rules that open these mini programs": "同时查找打开这些小程序的服务号规则",
  "write the live rules into the stack's file": "把在线规则写入栈文件",
  "do not": "不写入",
  "write without asking": "不询问，直接写入",
  "Secrets come from the environment or from stdin, never from an option, which others on this machine can read: WECHAT_APP_SECRET, WECHAT_ACCESS_TOKEN, WECHAT_ACCESS_TOKEN_COMMAND, WECHAT_ACCESS_TOKEN_URL, or for authorizer WECHAT_COMPONENT_ACCESS_TOKEN and WECHAT_AUTHORIZER_REFRESH_TOKEN, in this order on stdin.":
    "密钥来自环境变量或标准输入，从不来自选项，因为本机的其他人可以看到选项：WECHAT_APP_SECRET、WECHAT_ACCESS_TOKEN、WECHAT_ACCESS_TOKEN_COMMAND、WECHAT_ACCESS_TOKEN_URL；“authorizer”则为 WECHAT_COMPONENT_ACCESS_TOKEN 和 WECHAT_AUTHORIZER_REFRESH_TOKEN，标准输入中也按此顺序。",
  ", ": "、",
  "was interrupted": "被中断",
  "; ": "；",
  "{0} has appeared meanwhile; run this again.": "{0} 在此期间出现；请重新运行。",
  "{0} was changed by something else meanwhile; run this again.": "{0} 在此期间被其他程序修改；请重新运行。",
  "There is no place for a rules file of stack {0}: the other stacks read every place; narrow the globs in their rulesFiles.":
    "栈 {0} 的规则文件没有可用的位置：其他栈会读取所有位置；请缩小它们 rulesFiles 中通配模式的范围。",
  "Write {0}, with {1}, and remove the setting {2}?": "写入 {0}（{1}），并删除设置 {2} 吗？",
  'No program of this project can be seen to use pulumi-wechat-qr-jump: it must call declareRules, or "pulumi up" reads no rules.':
    "看不到该项目中有程序使用 pulumi-wechat-qr-jump：程序必须调用 declareRules，否则“pulumi up”不会读取规则。",
  "rules need the runtime nodejs; make their stack in a project of its own":
    "规则需要运行时“nodejs”；请在单独的项目中创建栈",
  "{0} is there, but is no file that can be read; rename or fix it, or choose another folder.":
    "{0} 已存在，但不是可读取的文件；请改名或修复，或另选目录。",
  "package.json is not valid JSON; fix it, and run this again.": "package.json 不是有效的 JSON；请修复后重新运行。",
  "The Pulumi CLI is too old ({0}); update it from https://www.pulumi.com/docs/install/ and run this again.":
    "Pulumi CLI 版本太旧（{0}）；请从 https://www.pulumi.com/docs/install/ 更新，然后重新运行。",
  'The Pulumi CLI does not work: "pulumi whoami" {0}; run it by hand to see why.':
    "Pulumi CLI 无法运行：“pulumi whoami”{0}；请手动运行以查看原因。",
  'The Pulumi CLI cannot be used here: "pulumi whoami" says "{0}"; fix that and run this again.':
    "Pulumi CLI 在此处无法使用：“pulumi whoami”报告“{0}”；请解决后重新运行。",
  '"pulumi stack init" gave {0} another key for its secrets; make the stack by hand first.':
    "“pulumi stack init”为 {0} 的密钥换了另一个加密密钥；请先手动创建该栈。",
  'The Pulumi CLI did not encrypt {0} in {1}; check which "pulumi" is on PATH, and update it.':
    "Pulumi CLI 没有加密 {1} 中的 {0}；请检查 PATH 中是哪个“pulumi”，并更新它。",
};
