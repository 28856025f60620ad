/** Messages of `settings/`. */
export const settings: Readonly<Record<string, string>> = {
  '{0} is in clear in the stack\'s file; run "{1}" to encrypt it, and renew it if the file was shared.':
    "{0} 在栈文件中是明文；请运行“{1}”加密保存；文件若已给过别人，还要更换它。",
  "{0}:endpoint is http://{1}, so tokens and secrets travel there in clear; use https.":
    "{0}:endpoint 是 http://{1}，令牌和密钥会以明文传输；请改用 https。",
  "{0} (or {1})": "{0}（或 {1}）",
  "{0} must be {1}.": "{0}：值必须是{1}。",
  '{0} must be {1}, not "{2}".': "{0}：值必须是{1}，现在写的是“{2}”。",
  '{0} is missing ({1} needs it); run "{2}" or set {3}.': "缺少 {0}（{1} 需要它）；请运行“{2}”，或设置 {3}。",
  'No WeChat credentials: run "{0}" and "{1}", or set {2} and {3}.':
    "没有微信凭据：请运行“{0}”和“{1}”，或设置 {2} 和 {3}。",
  "a text": "文本",
  "an http or https URL": "以 http 或 https 开头的 URL",
  "a whole number from {0} on": "不小于 {0} 的整数",
  "the bare value, without quotes around it and without blanks, line breaks or non-ASCII letters in it":
    "值本身，两端不加引号，其中没有空白、换行和非 ASCII 字符",
  '"wx" and 16 hexadecimal digits': "“wx”加 16 位十六进制数字",
  "a number of seconds up to {0}": "不超过 {0} 的秒数",
  "one of {0}": "下列之一：{0}",
  "a list of prefixes": "前缀列表",
  "the settings are {0}.": "现有的设置是：{0}。",
  "{0} is not a setting; {1}": "没有 {0} 这项设置；{1}",
  "The environment variable {0} is not one of this tool's; did you mean {1}?":
    "环境变量 {0} 不是本工具的变量；是不是想写 {1}？",
  "{appId} can only stand for an app id.": "{appId} 只能代表 AppID。",
  '{0} names {1}, which other users of this machine may read; run "chmod 600 {2}".':
    '{0} 指向的 {1} 可被本机其他用户读取；请运行 "chmod 600 {2}"。',
  "Of {0} only one may be set, in the stack's config or in the environment; remove the others.":
    "{0} 在栈配置或环境变量中只能设置其中一个；请移除其余的。",
  'One of {0} is missing ({1} needs it); run "{2}" or set {3}.':
    "缺少 {0} 之一（{1} 需要它）；请运行“{2}”，或设置 {3}。",

  // account-map.ts
  '{0}.{1} has no appId; write "appId: wx…" in it, the account\'s app id':
    "{0}.{1} 没有 appId；请在其中写“appId: wx…”，即该账号的 AppID",
  "{0}.{1} and {2} are the same account, {3}; keep one of the two": "{0}.{1} 与 {2} 是同一个账号 {3}；请只保留其中一个",
  '{0} is not a map of accounts; write a name for each, and below it "appId: wx…" and its credentials':
    "{0} 不是账号的映射；请给每个账号写一个名称，并在其下写“appId: wx…”和它的凭据",
  '"{0}" cannot be the name of an account; use letters, digits, "-" and "_", and not an app id':
    "“{0}”不能作为账号的名称；请用文字、数字、“-”和“_”，不要用 AppID",
  'the account "{0}" would have the environment variable {1}, which belongs to {2}; give it another name':
    "账号“{0}”的环境变量会是 {1}，而它属于 {2}；请换一个名称",
  "{0} is a setting of the whole stack; write it as {1}:{2}": "{0} 是整个栈的设置；请写成 {1}:{2}",
  "the settings are {0}": "现有的设置是：{0}",
  "{0} is encrypted, but rules are told apart by it; write it in clear": "{0} 是加密的，而规则要靠它区分账号；请写明文",

  // accounts.ts
  'account "{0}" is none of this stack\'s; {1}': "账号“{0}”不是本栈的账号；{1}",
  "account is missing, and this stack has several; {0}": "缺少 account，而本栈有多个账号；{0}",
  "account {0} is none of this stack's, and its credentials serve no others; {1}":
    "账号 {0} 不是本栈的账号，而本栈的凭据不能用于其他账号；{1}",
  "write one of {0}": "请写下列之一：{0}",
  "name it under wechat-qr-jump:{0}": "请把它写到 wechat-qr-jump:{0} 之下",
  "without a name": "（未命名）",
  'No WeChat credentials: run "{0}" or set {1}.': "没有微信凭据：请运行“{0}”，或设置 {1}。",
  "account in the rules": "规则中的 account",
};
