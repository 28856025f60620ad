// The shortest way to read many accounts: a token and a read each, so many accounts at a time.
// node reads.js ACCOUNTS.json AT_ONCE, where the file has a rule of each account
const { readFileSync } = require("node:fs");
const axios = require("axios");

const { WECHAT_ENDPOINT, WECHAT_APP_SECRET } = process.env;

async function read({ account, appid, prefix }) {
  const query = `grant_type=client_credential&appid=${account}&secret=${WECHAT_APP_SECRET}`;
  const token = await axios.get(`${WECHAT_ENDPOINT}/cgi-bin/token?${query}`);
  const url = `${WECHAT_ENDPOINT}/cgi-bin/wxopen/qrcodejumpget?access_token=${token.data.access_token}`;
  const { data } = await axios.post(url, { appid, get_type: 1, prefix_list: [prefix] });
  if (data.errcode || data.rule_list.length !== 1) throw new Error(`${account}: ${data.errcode} ${data.errmsg}`);
}

async function main([file, atOnce]) {
  const left = JSON.parse(readFileSync(file, "utf8")).values();
  const worker = async () => {
    for (const rule of left) await read(rule);
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, worker));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
