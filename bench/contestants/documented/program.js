// A dynamic provider as Pulumi's guide shows one: an object of methods that captures its credentials and calls the API at once.
// https://www.pulumi.com/docs/iac/guides/building-extending/providers/dynamic-providers/
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config("wechat-qr-jump");
const endpoint = config.require("endpoint");
const appid = config.require("appId");
const secret = config.require("appSecret");

async function call(name, body) {
  const axios = require("axios");
  const token = await axios.post(`${endpoint}/cgi-bin/stable_token`, {
    grant_type: "client_credential",
    appid,
    secret,
  });
  const url = `${endpoint}/cgi-bin/wxopen/${name}?access_token=${token.data.access_token}`;
  const { data } = await axios.post(url, body);
  if (data.errcode) throw new Error(`${name}: ${data.errcode} ${data.errmsg}`);
  return data;
}

async function addAndPublish({ prefix, appid, path }) {
  await call("qrcodejumpadd", { prefix, appid, path, is_edit: 0 });
  await call("qrcodejumppublish", { prefix });
}

const provider = {
  async create(inputs) {
    await addAndPublish(inputs);
    return { id: inputs.prefix, outs: inputs };
  },
  async read(id, props) {
    const query = props.appid ? { appid: props.appid, get_type: 1, prefix_list: [props.prefix] } : {};
    const { rule_list: rules } = await call("qrcodejumpget", query);
    const rule = rules.find(({ prefix }) => prefix === props.prefix);
    return rule ? { id, props: { ...props, path: rule.path } } : {};
  },
  async update(_id, olds, news) {
    await call("qrcodejumpdelete", { prefix: olds.prefix, appid: olds.appid });
    await addAndPublish(news);
    return { outs: news };
  },
  async delete(_id, { prefix, appid }) {
    await call("qrcodejumpdelete", { prefix, appid });
  },
};

class Rule extends pulumi.dynamic.Resource {
  constructor(name, args, options) {
    super(provider, name, args, options);
  }
}

for (const rule of JSON.parse(readFileSync("rules.json", "utf8"))) new Rule(rule.prefix, rule);
