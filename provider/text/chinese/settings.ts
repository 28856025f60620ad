/** Messages of `settings/`. */
export const settings: Readonly<Record<string, string>> = {
  '{0} is in clear in the stack\'s file; run "pulumi config set --secret {1}" to encrypt it, and renew it if the file was shared.':
    "{0} 在栈文件中是明文；请运行“pulumi config set --secret {1}”加密保存；文件若已给过别人，还要更换它。",
  "{0}endpoint is http://{1}, so tokens and secrets travel there in clear; use https.":
    "{0}endpoint 是 http://{1}，令牌和密钥会以明文传输；请改用 https。",
  "{0}:{1} (or {2})": "{0}:{1}（或 {2}）",
  "{0} must be {1}.": "{0}：值必须是{1}。",
  '{0} must be {1}, not "{2}".': "{0}：值必须是{1}，现在写的是“{2}”。",
  '{0}:{1} is missing ({2} needs it); run "pulumi config set {3}{4}:{5} VALUE" or set {6}.':
    "缺少 {0}:{1}（{2} 需要它）；请运行“pulumi config set {3}{4}:{5} VALUE”，或设置 {6}。",
  'No WeChat credentials: run "pulumi config set {0}:appId APPID" and "pulumi config set --secret {1}:appSecret SECRET", or set {2} and {3}.':
    "没有微信凭据：请运行“pulumi config set {0}:appId APPID”和“pulumi config set --secret {1}:appSecret SECRET”，或设置 {2} 和 {3}。",
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
  '{0}{1} names {2}, which other users of this machine may read; run "chmod 600 {3}".':
    '{0}{1} 指向的 {2} 可被本机其他用户读取；请运行 "chmod 600 {3}"。',
  "Of {0} only one may be set, in the stack's config or in the environment; remove the others.":
    "{0} 在栈配置或环境变量中只能设置其中一个；请移除其余的。",
  'One of {0} is missing ({1} needs it); run "pulumi config set {2}:{3} COMMAND" or set {4}.':
    '缺少 {0} 之一（{1} 需要它）；请运行 "pulumi config set {2}:{3} COMMAND"，或设置 {4}。',
};
