// Prints WeChat's answer with the platform's own token, or with the reason why there is none. WeChat posts a new verify ticket to the
// platform every 10 minutes; the platform stores it.
const { WECHAT_ENDPOINT = "https://api.weixin.qq.com", WECHAT_TOKEN_APP_ID } = process.env;

const answer = await fetch(`${WECHAT_ENDPOINT}/cgi-bin/component/api_component_token`, {
  method: "POST",
  body: JSON.stringify({
    component_appid: WECHAT_TOKEN_APP_ID,
    component_appsecret: process.env.COMPONENT_APP_SECRET,
    component_verify_ticket: process.env.COMPONENT_VERIFY_TICKET,
  }),
});
console.log(await answer.text());
