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
};
