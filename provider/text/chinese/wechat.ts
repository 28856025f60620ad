/** Messages of `wechat/`. */
export const wechat: Readonly<Record<string, string>> = {
  "page {0} of {1} is not in the released version of the mini program (41030); publish the version that has it, or correct the path":
    "{1} 的页面 {0} 不在小程序的线上版本中（41030）；请发布包含它的版本，或更正 path",
  "{0} could not be looked at: {1}": "{0}未能查看：{1}",
  "{0} s were not enough.": "{0} 秒的时间不够。",
  "the token of a service account does not show a mini program's pages; let wechat-qr-jump:accessTokenUrl or wechat-qr-jump:accessTokenCommand have {appId} in it, which gives the token of any app id, or name the mini program under wechat-qr-jump:accounts.":
    "服务号的 token 看不到小程序的页面；请在 wechat-qr-jump:accessTokenUrl 或 wechat-qr-jump:accessTokenCommand 中写入 {appId}，使其能给出任意 AppID 的 token，或把该小程序写到 wechat-qr-jump:accounts 之下。",
  "look for page {0}": "查看页面 {0}",
  "the token must be a mini program's, not a service account's": "必须使用小程序的 token，而不是服务号的",
  "grant the platform permission set 17 or 58": "请向第三方平台授予权限集 17 或 58",
  "WeChat also says so after 5,000 codes in a minute; run again later":
    "一分钟内生成 5,000 个码之后，微信也会这样回答；请稍后再运行",
  "edit {0}": "修改 {0}",
  "add {0}": "新增 {0}",
  "publish {0}": "发布 {0}",
  "delete {0}": "删除 {0}",
  "read {0}": "读取 {0}",
  "read the link rules": "读取链接规则",
  "read the rules that open {0}": "读取打开 {0} 的规则",
  "read page {0} of the rules that open {1}": "读取打开 {1} 的规则的第 {0} 页",
  "the page is empty, but WeChat counts {0} rules": "这一页是空的，但微信的计数是 {0} 条规则",
  "download the ownership file": "下载校验文件",
  "the answer has no errcode, so it is not WeChat's": "应答中没有 errcode，因此不是微信的应答",
  "check the network, proxies and wechat-qr-jump:endpoint, then run again":
    "请检查网络、代理和 wechat-qr-jump:endpoint，然后重新运行",
  "run again in a few minutes; if it stays so, check wechat-qr-jump:endpoint":
    "请过几分钟重新运行；如果仍然如此，请检查 wechat-qr-jump:endpoint",
  "HTTP {0} without an image from {1}": "{1} 的应答是 HTTP {0}，没有图片",
  "WeChat makes no more codes for now": "微信暂时不再生成码",
  "run again later": "请稍后重新运行",
  "WeChat's system is busy": "微信系统繁忙",
  'run "pulumi up" again in a few minutes': "请过几分钟再运行“pulumi up”",
  "the access token is invalid or has expired": "access_token 无效或已过期",
  "check the credentials, and that nothing else fetches tokens for this account by /cgi-bin/token or force_refresh":
    "请检查凭据，并确认没有别处用 /cgi-bin/token 或 force_refresh 为此账号换取令牌",
  "WeChat could not read the request": "微信无法解析请求",
  "this is a fault of pulumi-wechat-qr-jump; please report it with the rid":
    "这是 pulumi-wechat-qr-jump 的缺陷；请附上 rid 反馈",
  "more than 5 calls a second": "每秒调用超过 5 次",
  "lower wechat-qr-jump:callsPerSecond, or run again when no other pipeline uses the account":
    "请调低 wechat-qr-jump:callsPerSecond，或等其他流水线不再使用此账号时重新运行",
  "too many calls this minute": "这一分钟内调用过多",
  "wait a minute and run again": "请等一分钟再运行",
  "the account's daily quota of API calls is used up": "账号当天的接口调用次数已用完",
  "run again after midnight Beijing time, when it is reset": "请在北京时间零点重置之后再运行",
  "WeChat does not know this app id": "微信不认识这个 AppID",
  "correct wechat-qr-jump:appId": "请更正 wechat-qr-jump:appId",
  "the app secret is wrong": "AppSecret 错误",
  'set WECHAT_APP_SECRET to the present one, or run "pulumi config set --secret wechat-qr-jump:appSecret SECRET" and then "pulumi up" (refresh and destroy use the config of the last up)':
    "请把 WECHAT_APP_SECRET 设为现在的值，或依次运行“pulumi config set --secret wechat-qr-jump:appSecret SECRET”和“pulumi up”（refresh 和 destroy 使用上一次 up 的配置）",
  "the caller's IP address is not in the account's allow-list": "调用方的 IP 地址不在账号的白名单中",
  "add the address to the IP allow-list in WeChat's console (it takes up to 10 minutes)":
    "请在微信后台把该地址加入 IP 白名单（最多 10 分钟生效）",
  "the caller's IP address is not in the third-party platform's allow-list": "调用方的 IP 地址不在第三方平台的白名单中",
  "add the address to the allow-list in WeChat's open platform": "请在微信开放平台把该地址加入白名单",
  "the authorizer's refresh token is invalid": "授权方的刷新令牌（refresh_token）无效",
  "correct wechat-qr-jump:authorizerRefreshToken, or let the account authorize the platform again":
    "请更正 wechat-qr-jump:authorizerRefreshToken，或让账号重新授权给平台",
  "the account has no permission for this API": "账号没有该接口的权限",
  "service accounts must be certified, and the QR-code jump feature be switched on in WeChat's console":
    "服务号须经过认证，并在微信后台开启扫码打开小程序的功能",
  "the third-party platform lacks permission set 3 or 18, or the mini program is not linked to the service account":
    "第三方平台缺少权限集 3 或 18，或小程序没有关联到服务号",
  "grant the permission set, or link the mini program in WeChat's console": "请授予该权限集，或在微信后台关联小程序",
  "WeChat calls an argument invalid (a published rule cannot be modified)": "微信认为参数无效（已发布的规则不能修改）",
  "check the rule's fields": "请检查规则的字段",
  "WeChat does not know the mini program": "微信不认识这个小程序",
  "correct the rule's appid": "请更正规则的 appid",
  "WeChat does not accept the prefix": "微信不接受该前缀",
  "correct the rule's prefix": "请更正规则的 prefix",
  "a debug URL is not under the prefix": "有测试链接不在前缀之下",
  "correct the rule's debugUrls": "请更正规则的 debugUrls",
  "WeChat did not find the ownership file": "微信没有找到校验文件",
  "download the check file in WeChat's console and serve it in the last directory named in the prefix, without redirects":
    "请在微信后台下载校验文件，放在前缀所指的最后一级目录下，不要重定向",
  "the link is blacklisted": "该链接已被列入黑名单",
  "use another domain, or appeal in WeChat's console": "请换用其他域名，或在微信后台申诉",
  "the account already has a rule with this prefix": "账号已有该前缀的规则",
  "declare it as it is live, or remove it in WeChat's console (a service-account rule may open another mini program there)":
    "请按在线的内容声明它，或在微信后台删除它（服务号规则在那里打开的可能是另一个小程序）",
  "another account occupies the prefix": "该前缀已被其他账号占用",
  "let its owner remove it; WeChat does not tell whose it is": "须由其所有者移除；微信不会说明是谁",
  "the account cannot have more rules": "账号的规则数量已达上限",
  "remove rules that are not needed; link rules are limited to 100, service-account rules to 100,000 adds per mini program":
    "请移除不需要的规则；每个小程序最多 100 条链接规则，服务号规则最多新增 100,000 次",
  "the mini program has no released version": "小程序没有已发布的版本",
  'release it, then run "pulumi up" again': "请先发布小程序，再运行“pulumi up”",
  "personal mini programs cannot have rules": "个人主体的小程序不能有规则",
  "use a mini program of a company": "请改用企业主体的小程序",
  "the domain has no ICP filing": "域名没有 ICP 备案",
  "file it; a fresh filing takes up to 3 working days to reach WeChat": "请办理备案；新备案最多 3 个工作日同步到微信",
  "the rule's record is damaged in WeChat": "规则在微信中的数据已损坏",
  "the rule has to be deleted and added again": "必须删除该规则并重新新增",
  "the publishes of this month (about 100 an account) are used up": "本月的发布次数（每个账号约 100 次）已用完",
  "wait for the first of next month, Beijing time": "请等到下月 1 日（北京时间）",
  "{0}: {1}; {2}.": "{0}：{1}；{2}。",
  'WeChat answers "{0}"': "微信回答“{0}”",
  "{0} (it saw {1})": "{0}（微信看到的是 {1}）",
  "{0} (it saw {1} and {2})": "{0}（微信看到的是 {1} 和 {2}）",
  "{0} (rid {1})": "{0}（rid {1}）",
  "look the code up in WeChat's documentation": "请在微信的文档中查找该错误码",
  "something that is not HTTP": "不是 HTTP 的内容",
  "the proxy answers {0}": "代理的应答是 {0}",
  "closed without an answer": "没有应答就断开了",
  "no answer within {0} s": "{0} 秒内没有应答",
  "no connection within {0} s": "{0} 秒内没有建立连接",
  "no answer within {0} s from {1}": "{1} 在 {0} 秒内没有应答",
  "no connection within {0} s to {1}": "在 {0} 秒内没有连上 {1}",
  "the answer is too long": "应答过长",
  "HTTP {0} from {1}": "{1} 返回 HTTP {0}",
  "HTTP {0} without readable JSON from {1}": "{1} 返回 HTTP {0}，内容不是可读的 JSON",
  "the connection failed ({0}) to {1}": "与 {1} 的连接失败（{0}）",
  "what WeChat lists for it is not a rule as documented: {0}": "微信列出的内容不是文档所说的规则：{0}",
  "look at it in WeChat's console": "请在微信后台查看",
  "give a new one in wechat-qr-jump:accessToken or WECHAT_ACCESS_TOKEN":
    "请在 wechat-qr-jump:accessToken 或 WECHAT_ACCESS_TOKEN 中换上新的令牌",
  "let wechat-qr-jump:accessTokenCommand (or WECHAT_ACCESS_TOKEN_COMMAND) print the account's current token, and {0}":
    "请让 wechat-qr-jump:accessTokenCommand（或 WECHAT_ACCESS_TOKEN_COMMAND）打印账号当前的令牌，并{0}",
  "let wechat-qr-jump:accessTokenUrl (or WECHAT_ACCESS_TOKEN_URL) answer with the account's current token, and {0}":
    "请让 wechat-qr-jump:accessTokenUrl（或 WECHAT_ACCESS_TOKEN_URL）返回账号当前的令牌，并{0}",
  "check wechat-qr-jump:appId and wechat-qr-jump:appSecret, and {0}":
    "请检查 wechat-qr-jump:appId 和 wechat-qr-jump:appSecret，并{0}",
  "see to it that nothing else fetches tokens for this account by /cgi-bin/token or force_refresh":
    "确认没有别处用 /cgi-bin/token 或 force_refresh 为此账号换取令牌",
  "check wechat-qr-jump:appId and wechat-qr-jump:appSecret (or WECHAT_APP_SECRET)":
    "请检查 wechat-qr-jump:appId 和 wechat-qr-jump:appSecret（或 WECHAT_APP_SECRET）",
  "renew the credentials that wechat-qr-jump:{0} uses": "请更新 wechat-qr-jump:{0} 所用的凭据",
  "correct the app id that wechat-qr-jump:{0} uses": "请更正 wechat-qr-jump:{0} 所用的 AppID",
  "correct the app secret that wechat-qr-jump:{0} uses": "请更正 wechat-qr-jump:{0} 所用的 AppSecret",
  "correct the setting, or fix the token server": "请更正该设置，或修复令牌服务器",
  "fetch the access token of authorizer {0}": "获取授权方 {0} 的 access_token",
  "fetch the access token of {0}": "获取 {0} 的 access_token",
  "the answer holds no token": "应答中没有令牌",
  "check wechat-qr-jump:endpoint": "请检查 wechat-qr-jump:endpoint",
  "it {0}": "该命令{0}",
  "what it gave is not a token": "得到的内容不是令牌",
  "the answer is not in WeChat's documented form": "应答与微信文档中的格式不符",
  "{0} in rule_list": "rule_list 有 {0} 条",
  "no rule_list": "没有 rule_list",
  absent: "无",
  "WeChat's list does not fit its own counts ({0}, list_size {1}, total_count {2})":
    "微信的列表与它自己的计数不符（{0}，list_size {1}，total_count {2}）",
  "it is not an object": "它不是对象",
  "{0} is missing": "缺少 {0}",
  "{0} is {1}": "{0} 是 {1}",
  "read the refresh token of {0} from {1}": "从 {1} 读取 {0} 的刷新令牌",
  "write a map of app id → refresh token there": "请在其中写入 AppID → 刷新令牌的映射",
  "this is not a map in YAML or JSON": "这不是 YAML 或 JSON 的映射",
  "write one of app id → refresh token": "请写成 AppID → 刷新令牌的映射",
  "{0} is not in it": "其中没有 {0}",
  "add it, or correct wechat-qr-jump:authorizerAppId": "请加上它，或更正 wechat-qr-jump:authorizerAppId",
  "what it has for {0} is not a refresh token": "其中 {0} 的值不是刷新令牌",
  "write the bare token": "请只写令牌本身",
  "look for authorizer {0} of platform {1}": "查找平台 {1} 的授权方 {0}",
  "it is not among the {0} that authorized the platform: it never did, or has revoked it":
    "它不在授权给该平台的 {0}之中：从未授权，或已取消授权",
  "let it authorize the platform, or correct wechat-qr-jump:authorizerAppId":
    "请让它授权给平台，或更正 wechat-qr-jump:authorizerAppId",
  "WeChat lists it without a refresh token": "微信的列表中没有它的刷新令牌",
  "give the refresh token in {0}, or let the account authorize the platform again":
    "请在 {0} 中给出刷新令牌，或让该账号重新授权给平台",
  "WeChat's list of authorizers is not whole": "微信给出的授权方列表不完整",
  "run again in a few minutes": "请几分钟后再运行",
  "let the account authorize the platform again, and run again": "请让该账号重新授权给平台，然后再运行",
  "check {0}, and see to it that no other run of the platform renews the token at the same time":
    "请检查 {0}，并确保该平台没有其他运行同时刷新令牌",
  "give the platform's current token in wechat-qr-jump:{0} or {1} (it lives two hours)":
    "请在 wechat-qr-jump:{0} 或 {1} 中给出平台当前的令牌（有效期两小时）",
  "let wechat-qr-jump:{0} (or {1}) give the platform's current token":
    "请让 wechat-qr-jump:{0}（或 {1}）给出平台当前的令牌",
  "correct wechat-qr-jump:componentAppId or wechat-qr-jump:authorizerAppId":
    "请更正 wechat-qr-jump:componentAppId 或 wechat-qr-jump:authorizerAppId",
  "correct wechat-qr-jump:{0}": "请更正 wechat-qr-jump:{0}",
  "let the account authorize the platform again, or correct wechat-qr-jump:authorizerAppId":
    "请让该账号重新授权给平台，或更正 wechat-qr-jump:authorizerAppId",
  "give that of the account's last authorization in wechat-qr-jump:{0}, or leave the setting out: it is then taken from WeChat's list of authorizers":
    "请在 wechat-qr-jump:{0} 中给出该账号最近一次授权的刷新令牌，或不设置此项：届时从微信的授权方列表中取得",
  "let the account authorize the platform again": "请让该账号重新授权给平台",
  "access token": "access_token",
  "component access token": "component_access_token",
  "read the {0} from wechat-qr-jump:{1}": "从 wechat-qr-jump:{1} 读取 {0}",
  "it must give the current {0} and nothing else": "它只能给出当前的 {0}",
  "fetch the {0} from wechat-qr-jump:{1}": "从 wechat-qr-jump:{1} 获取 {0}",
  "run wechat-qr-jump:{0}": "运行 wechat-qr-jump:{0}",
  "run it by hand to see why; it must print the current {0} and nothing else":
    "请手工运行它，查明原因；它只能打印当前的 {0}",
  "the account has not authorized the third-party platform, or has revoked it":
    "账号没有授权给第三方平台，或已取消授权",
  "the third-party platform's component_verify_ticket has expired": "第三方平台的 component_verify_ticket 已过期",
  "the third-party platform's component_verify_ticket is wrong": "第三方平台的 component_verify_ticket 有误",
  "use the latest ticket, which WeChat posts to the platform every 10 minutes":
    "请使用最新的 component_verify_ticket，微信每 10 分钟推送一次",
  "read the authorizers of platform {0}": "读取平台 {0} 的授权账号",
  "The accounts {0} got the same access token, so the rules of one would be made in the other: nothing was done. Give each its own credentials; a token server or command that serves both must have {appId} in it.":
    "账号 {0} 得到了同一个令牌，一个账号的规则会被建到另一个账号里：没有做任何操作。请给每个账号各自的凭据；同时供两者使用的令牌服务器或命令里必须有 {appId}。",
  "WeChat does not take this scene": "微信不接受这个场景值",
  "write another one": "换一个",
  "make the code of scene {0}": "生成场景值 {0} 的码",
  "the answer has no code in it, so it is not WeChat's": "回答中没有码，因此不是微信的回答",
  "only a certified service account makes such codes: name it with --account, or use its credentials":
    "只有已认证的服务号能生成这种码：用 --account 指定它，或使用它的凭据",
  "grant the platform permission set 3": "请授予平台权限集 3",
  "write another scene, of 1 to 64 characters": "换一个 1 到 64 个字符的场景值",
  "the account has its 100,000 permanent codes: make temporary ones with --expires 30d":
    "账号的 100,000 个永久码已用完：用 --expires 30d 生成临时码",
  'the answer has the code "{0}", which no rule can have': "回答中的码是“{0}”，没有规则能用它",
};
