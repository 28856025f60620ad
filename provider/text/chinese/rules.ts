/** Messages of `rules/`. */
export const rules: Readonly<Record<string, string>> = {
  "a rule cannot have encrypted values (secure:), because Pulumi's state and WeChat hold rules in clear text; write the plain value":
    "规则中不能有加密的值（secure:），因为 Pulumi 的状态和微信都以明文保存规则；请写明文",
  "path names a web page; a mini program's page has no .html, e.g. {0}":
    "path 写的是网页；小程序的页面没有 .html，例如 {0}",
  'path has "&" before any "?", so that it belongs to the page\'s name; did you mean {0}?':
    "path 在“?”之前出现了“&”，它会被当作页面名称的一部分；是不是想写 {0}？",
  "prefix is missing; write the text of the printed QR code, e.g. https://qr.example.com/shop/":
    "缺少 prefix；请写印出来的码的内容，例如 https://qr.example.com/shop/",
  "debugUrls has {0}, which the prefix {1} does not cover; did you mean the prefix {2}/, which matches everything below it?":
    "debugUrls 中的 {0} 不在前缀 {1} 之下；前缀是不是想写 {2}/？它匹配其下的所有链接",
  "debugUrls has {0}, which the prefix {1} does not cover; write full URLs under the prefix":
    "debugUrls 中的 {0} 不在前缀 {1} 之下；请写该前缀之下的完整链接",
  "{0} belongs to service-account rules only (prefix http://weixin.qq.com/q/…); a link rule opens the mini program whose token is used: remove it":
    "{0} 只用于服务号规则（前缀为 http://weixin.qq.com/q/…）；链接规则打开的就是令牌所属的小程序：请删除此项",
  "{0} belongs to link rules only; remove it": "{0} 只用于链接规则；请删除此项",
  "the fields are {0}": "可用的字段是 {0}",
  "{0} is not a field of a rule; {1}": "规则没有“{0}”这个字段；{1}",
  "them percent-encoded": "百分号编码（如 %20）",
  "prefix has blanks or non-ASCII letters, which WeChat refuses; write {0}":
    "prefix 含有空格或非 ASCII 字符，微信不接受；请写成 {0}",
  'prefix "{0}" starts with capitals; write http:// or https:// in lower case':
    "prefix “{0}”以大写字母开头；http:// 或 https:// 请用小写",
  'prefix "{0}" is not a link; write it from http:// or https:// on':
    "prefix “{0}”不是链接；请从 http:// 或 https:// 写起",
  "prefix has a fragment ({0}), which WeChat never sees; remove it": "prefix 含有片段（{0}），微信看不到它；请删除",
  "prefix {0} matches only this bare address; write {1}/ to match everything below it":
    "prefix {0} 只匹配这个地址本身；要匹配其下的所有链接，请写 {1}/",
  "prefix has capitals in its host ({0}), and WeChat does not say whether it compares letter case; write {1}":
    "prefix 的主机名含有大写字母（{0}），微信没有说明是否区分大小写；请写 {1}",
  "prefix has more than a name for its host ({0}), and WeChat documents nothing on ports or user names; use a plain host name":
    "prefix 的主机部分不只是主机名（{0}），微信的文档没有提到端口和用户名；请只写主机名",
  "prefix has the host {0}, which can have no ICP filing; WeChat takes only filed domains":
    "prefix 的主机是 {0}，它无法办理 ICP 备案；微信只接受已备案的域名",
  'prefix "{0}" is not a service account\'s parametric QR code; those start with {1}':
    "prefix “{0}”不是服务号的带参数二维码；后者以 {1} 开头",
  'prefix "{0}" is not a service account\'s parametric QR code; those start with {1}; did you mean {2}?':
    "prefix “{0}”不是服务号的带参数二维码；后者以 {1} 开头；是不是想写 {2}？",
  "path must be text such as pages/index/index": "path 必须是文本，例如 pages/index/index",
  "path is empty; write the mini program page to open, e.g. pages/index/index":
    "path 是空的；请写要打开的小程序页面，例如 pages/index/index",
  'path starts with "/"; write it without, e.g. pages/index/index': "path 以“/”开头；请去掉它，例如 pages/index/index",
  'path has no page before "?"; write it, e.g. pages/index/index?id=3':
    "path 在“?”之前没有页面；请补上，例如 pages/index/index?id=3",
  "path is a link; write a page of the mini program, e.g. pages/index/index":
    "path 是链接；请写小程序的页面，例如 pages/index/index",
  "path contains a blank; remove it or write it as %20": "path 含有空格；请删除，或写成 %20",
  "prefix has nothing usable after {0}; write the whole text of the printed QR code":
    "prefix 在 {0} 之后没有可用的内容；请写印出来的码的完整内容",
  "appid is missing; a service-account rule needs the app id of the mini program to open, e.g. wxe5f52902cf4de896":
    "缺少 appid；服务号规则必须写明要打开的小程序的 appid，例如 wxe5f52902cf4de896",
  'appid is not an app id but an original id (原始ID); write "wx" and 16 hexadecimal digits in lower case, e.g. wxe5f52902cf4de896':
    "appid 写的不是 AppID，而是原始 ID；请写“wx”加 16 位小写十六进制数字，例如 wxe5f52902cf4de896",
  'appid is not an app id; write "wx" and 16 hexadecimal digits in lower case, e.g. wxe5f52902cf4de896':
    "appid 写的不是 AppID；请写“wx”加 16 位小写十六进制数字，例如 wxe5f52902cf4de896",
  "debugUrls must be a list of URLs": "debugUrls 必须是链接列表",
  "openVersion must be one of {0}; did you mean {1}?": "openVersion 必须是 {0} 之一；是不是想写 {1}？",
  "openVersion must be one of {0}": "openVersion 必须是 {0} 之一",
  "debugUrls has more than {0} URLs; WeChat takes at most {1}": "debugUrls 超过 {0} 个链接；微信最多接受 {1} 个",
  "name must be text, the name of the Pulumi resource": "name 必须是文本，即 Pulumi 资源的名称",
  "{0} must be true or false": "{0} 必须是 true 或 false",
  "{0} must be true or false; did you mean {1}?": "{0} 必须是 true 或 false；是不是想写 {1}？",
  published: "已发布",
  "not published": "未发布",
  "{0} of {1} ({2})": "{1} 的 {0}（{2}）",
  "{0} ({1}, openVersion {2}, permitSubRule {3}, debugUrls [{4}])":
    "{0}（{1}，openVersion {2}，permitSubRule {3}，debugUrls [{4}]）",
  "account must be text, the name of an account or its app id": "account 必须是文本：账号的名称或它的 AppID",
  "this temporary code stops working at {0}; put another one in its place until then":
    "这个临时码将于 {0} 失效；请在此之前换上新的码",
  "this temporary code stopped working at {0}; remove the rule, or give the place a new code":
    "这个临时码已于 {0} 失效；请删除这条规则，或换上新的码",
  "{0} belongs to service-account rules only (prefix http://weixin.qq.com/q/…); remove it":
    "{0} 只属于服务号规则（前缀 http://weixin.qq.com/q/…）；请删除它",
  "scene must be text": "scene 必须是文本",
  "scene must have 1 to {0} characters": "scene 必须有 1 到 {0} 个字符",
  "expires must be a time such as 2026-12-31T08:00:00Z": "expires 必须是时间，例如 2026-12-31T08:00:00Z",
  "the resource {0} declares {1} too, and WeChat has one rule for a prefix; keep one of the two":
    "资源 {0} 也声明了 {1}，而微信中一个前缀只有一条规则；请只保留其中一个",
};
