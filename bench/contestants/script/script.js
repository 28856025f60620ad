// What a person would write: one call after the other, and a pause after each, since WeChat takes 5 a second.
// node script.js add|replace|delete RULES.json
const { readFileSync } = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");
const axios = require("axios");

const PAUSE_MS = 200;
const { WECHAT_ENDPOINT, WECHAT_APP_ID, WECHAT_APP_SECRET } = process.env;

async function fetchToken() {
  const { data } = await axios.post(`${WECHAT_ENDPOINT}/cgi-bin/stable_token`, {
    grant_type: "client_credential",
    appid: WECHAT_APP_ID,
    secret: WECHAT_APP_SECRET,
  });
  return data.access_token;
}

async function main([verb, file]) {
  const token = await fetchToken();
  const call = async (name, body) => {
    const { data } = await axios.post(`${WECHAT_ENDPOINT}/cgi-bin/wxopen/${name}?access_token=${token}`, body);
    await sleep(PAUSE_MS);
    if (data.errcode) throw new Error(`${name} ${body.prefix}: ${data.errcode} ${data.errmsg}`);
  };
  const add = async ({ prefix, appid, path }) => {
    await call("qrcodejumpadd", { prefix, appid, path, is_edit: 0 });
    await call("qrcodejumppublish", { prefix });
  };
  const remove = ({ prefix, appid }) => call("qrcodejumpdelete", { prefix, appid });
  const replace = async (rule) => {
    await remove(rule);
    await add(rule);
  };
  const work = { add, replace, delete: remove }[verb];
  for (const rule of JSON.parse(readFileSync(file, "utf8"))) {
    try {
      await work(rule);
    } catch (error) {
      console.error(error.message);
      process.exitCode = 1;
    }
  }
}

main(process.argv.slice(2));
