/** Messages of `wechat/`. */
export const wechat: Readonly<Record<string, string>> = {
  "page {0} of {1} is not in the released version of the mini program (41030); publish the version that has it, or correct the path":
    "{1} 的页面 {0} 不在小程序的线上版本中（41030）；请发布包含它的版本，或更正 path",
  "{0} could not be looked at: {1}": "{0}未能查看：{1}",
  "{0} s were not enough.": "{0} 秒的时间不够。",
  "the token of a service account does not show a mini program's pages; let wechat-qr-jump:accessTokenUrl or wechat-qr-jump:accessTokenCommand have {appId} in it, which gives the token of any app id.":
    "服务号的 token 看不到小程序的页面；请在 wechat-qr-jump:accessTokenUrl 或 wechat-qr-jump:accessTokenCommand 中写入 {appId}，使其能给出任意 AppID 的 token。",
  "look for page {0}": "查看页面 {0}",
  "the token must be a mini program's, not a service account's": "必须使用小程序的 token，而不是服务号的",
  "grant the platform permission set 17 or 58": "请向第三方平台授予权限集 17 或 58",
  "WeChat also says so after 5,000 codes in a minute; run again later":
    "一分钟内生成 5,000 个码之后，微信也会这样回答；请稍后再运行",
  "read the refresh token of {0} from {1}": "从 {1} 读取 {0} 的刷新令牌",
  "write a map of app id → refresh token there": "请在其中写入 AppID → 刷新令牌的映射",
  "this is not a map in YAML or JSON": "这不是 YAML 或 JSON 的映射",
  "write one of app id → refresh token": "请写成 AppID → 刷新令牌的映射",
  "{0} is not in it": "其中没有 {0}",
  "add it, or correct wechat-qr-jump:authorizerAppId": "请加上它，或更正 wechat-qr-jump:authorizerAppId",
  "what it has for {0} is not a refresh token": "其中 {0} 的值不是刷新令牌",
  "write the bare token": "请只写令牌本身",
  "look for authorizer {0} of platform {1}": "查找平台 {1} 的授权方 {0}",
  "it is not among the {0} accounts that have authorized the platform: it never did, or has revoked it":
    "它不在授权给该平台的 {0} 个账号之中：从未授权，或已取消授权",
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
};
