/** Messages of `text/`, and counted things (`counted`). */
export const text: Readonly<Record<string, string>> = {
  "the provider itself decides whether a rule is added or modified: remove it":
    "新增还是修改由 provider 自行判断，请删除此项",
  "write published: false for WeChat's 1, published: true for its 2":
    "微信的 1 请写成 published: false，2 请写成 published: true",
  "write permitSubRule: true for WeChat's 1, permitSubRule: false for its 2":
    "微信的 1 请写成 permitSubRule: true，2 请写成 permitSubRule: false",
  "write openVersion: development, trial or release for WeChat's 1, 2 or 3":
    "微信的 1、2、3 请写成 openVersion: development、trial、release",
  "did you mean {0}?": "是不是想写 {0}？",
  "{0} and {1} more": "{0} 以及另外 {1} 个",
  "{0} has {1} at its start; remove it": "{0} 的开头有{1}；请删除",
  '{0} has {1} after "{2}"; remove it': "{0} 在“{2}”之后有{1}；请删除",
  '{0} has the full-width character "{1}"; did you mean {2}? If it belongs there, write it as {3}':
    "{0} 含有全角字符“{1}”；是不是想写 {2}？如果确实需要这个字符，请写成 {3}",
  "{0} has a backslash; did you mean {1}?": "{0} 含有反斜杠；是不是想写 {1}？",
  "a line break (U+{0})": "换行符（U+{0}）",
  "a control character (U+{0})": "控制字符（U+{0}）",
  "an invisible character (U+{0})": "不可见字符（U+{0}）",
  "{0} more mistake": "另有 {0} 个错误",
  "{0} more warning": "另有 {0} 条警告",
  "And {0}.": "{0}。",
  "{0}.": "{0}。",
  "{0}, {1} a second": "{0}，每秒 {1} 条",
  "{0}, {1} a second, {2} left": "{0}，每秒 {1} 条，还需 {2}",
  "{0} deleted": "已删除 {0}",
  "{0} done": "已完成 {0}",
  "{0} of {1} deleted": "已删除 {0} 条，共 {1}",
  "{0} of {1} done": "已完成 {0} 条，共 {1}",
  "{0} s": "{0} 秒",
  "{0} min {1} s": "{0} 分 {1} 秒",
  "This run needs {0} of the {1} left this month.": "本月剩余 {1}，本次运行需要其中 {0} 次。",
  "{0} address": "{0} 个地址",
  "{0} code": "{0} 个码",
  "{0} live rule": "{0} 条线上规则",
  "{0} publish": "{0} 次发布",
  "{0} published code": "{0} 个已发布的码",
  "{0} rule": "{0} 条规则",
  "{0} rule was": "{0} 条规则",
};
