import type { Rule } from "../../provider/rules/rule";
import { WechatClient, type Endpoint } from "../../provider/wechat/client";
import { Http } from "../../provider/wechat/http";
import { RateLimiter, type Turn } from "../../provider/wechat/limits/rate-limit";
import { TokenSource } from "../../provider/wechat/token";
import { json, startServer } from "./http-support";
import {
  ACCOUNT,
  CAFE,
  CODE,
  errorOf,
  LINK,
  linkRule,
  liveRules,
  plant,
  requests,
  SECRET,
  serviceRule,
  sessionOn,
  SHOP,
  useEmulator,
  useQuickRetries,
  wechatErrorOf,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const APP = { kind: "appSecret", appId: ACCOUNT, appSecret: SECRET } as const;

function write(
  client: WechatClient,
  rule: Rule,
  endpoint: Endpoint,
  work: (turn: Turn) => Promise<void>,
): Promise<void> {
  return client.inOneGo(rule, { priority: "publish", calls: [endpoint] }, work);
}

const add = (client: WechatClient, rule: Rule = linkRule()) =>
  write(client, rule, "qrcodejumpadd", (turn) => client.add(turn, rule));

describe("what is sent", () => {
  test.each<[string, Rule, object]>([
    [
      "a link rule",
      linkRule({ permitSubRule: false, openVersion: "trial", debugUrls: [`${LINK}1`] }),
      { prefix: LINK, path: "pages/shop/index", permit_sub_rule: 2, open_version: 2, debug_url: [`${LINK}1`] },
    ],
    [
      "a link rule with every default",
      linkRule(),
      { prefix: LINK, path: "pages/shop/index", permit_sub_rule: 1, open_version: 3, debug_url: [] },
    ],
    ["a service-account rule", serviceRule(), { prefix: CODE, appid: SHOP, path: "pages/index/index" }],
  ])("to add, edit, publish and delete %s is what WeChat documents", async (_what, rule, fields) => {
    const { client } = sessionOn(emulator());
    await write(client, rule, "qrcodejumpadd", (turn) => client.add(turn, rule));
    await write(client, rule, "qrcodejumpadd", (turn) => client.add(turn, rule, { isEdit: true }));
    expect(liveRules(emulator())).toEqual([{ ...rule, published: false }]);
    await write(client, rule, "qrcodejumppublish", (turn) => client.publish(turn, rule));
    expect(liveRules(emulator())).toEqual([rule]);
    await write(client, rule, "qrcodejumpdelete", (turn) => client.delete(turn, rule));
    expect(liveRules(emulator())).toEqual([]);
    expect(requests(emulator())).toEqual([
      ["qrcodejumpadd", { ...fields, is_edit: 0 }],
      ["qrcodejumpadd", { ...fields, is_edit: 1 }],
      ["qrcodejumppublish", { prefix: rule.prefix }],
      ["qrcodejumpdelete", "appid" in rule ? { prefix: CODE, appid: SHOP } : { prefix: LINK }],
    ]);
  });

  test("to read is an empty object for link rules, and the mini program with the prefixes or none for service-account rules", async () => {
    const { client } = sessionOn(emulator());
    await client.getLinkRules();
    await client.getServiceAccountRules(SHOP);
    await client.getServiceAccountRules(SHOP, [CODE, `${CODE}2`]);
    expect(requests(emulator())).toEqual([
      ["qrcodejumpget", {}],
      ["qrcodejumpget", { appid: SHOP, get_type: 0 }],
      ["qrcodejumpget", { appid: SHOP, get_type: 1, prefix_list: [CODE, `${CODE}2`] }],
    ]);
  });

  test("for the ownership file is an empty object", async () => {
    const file = await sessionOn(emulator()).client.downloadOwnershipFile();
    expect(file).toEqual({
      name: expect.stringMatching(/^[A-Za-z0-9]{10}\.txt$/) as string,
      content: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(requests(emulator())).toEqual([["qrcodejumpdownload", {}]]);
  });
});

describe("what is read", () => {
  const link = linkRule({
    permitSubRule: false,
    openVersion: "development",
    debugUrls: [`${LINK}1`],
    published: false,
  });

  test.each([false, true])(
    "is both families in our words, with numbers as strings or not: %p",
    async (numbersAsStrings) => {
      emulator().setOptions({ numbersAsStrings });
      plant(emulator(), link, serviceRule(), serviceRule({ prefix: `${CODE}2`, appid: CAFE, published: false }));
      emulator().setQuotaLeft(7);
      const { client } = sessionOn(emulator());
      expect(await client.getLinkRules()).toMatchObject({ rules: [link], publishQuotaLeft: 7, switchedOn: true });
      expect(await client.getServiceAccountRules(SHOP)).toMatchObject({
        rules: [serviceRule()],
        publishQuotaLeft: 7,
        switchedOn: true,
      });
      expect(await client.getServiceAccountRules(CAFE, [CODE, `${CODE}2`])).toMatchObject({
        rules: [serviceRule({ prefix: `${CODE}2`, appid: CAFE, published: false })],
        publishQuotaLeft: 7,
        switchedOn: true,
      });
    },
  );

  const clientOf = (url: string) => {
    const http = new Http(url, 500);
    const tokens = new TokenSource({ kind: "accessToken", accessToken: "token" }, http);
    return new WechatClient(http, tokens, new RateLimiter());
  };

  const noForm = "the answer is not in WeChat's documented form";
  const noFit = (counts: string): string => `WeChat's list does not fit its own counts (${counts})`;
  const one = { prefix: LINK, path: "pages/shop/index", state: 2 };

  test.each([
    ["no list", { total_count: 3 }, noFit("no rule_list, list_size absent, total_count 3")],
    ["no list and no count", {}, noFit("no rule_list, list_size absent, total_count absent")],
    ["null for a list", { rule_list: null, total_count: "1" }, noFit("no rule_list, list_size absent, total_count 1")],
    ["another thing than a list", { rule_list: {}, total_count: 0 }, noForm],
    [
      "an empty list and counts",
      { rule_list: [], list_size: 12, total_count: 12 },
      noFit("0 in rule_list, list_size 12, total_count 12"),
    ],
    [
      "an empty list and one count",
      { rule_list: [], total_count: 12 },
      noFit("0 in rule_list, list_size absent, total_count 12"),
    ],
    [
      "an empty list and its size",
      { rule_list: [], list_size: "2" },
      noFit("0 in rule_list, list_size 2, total_count absent"),
    ],
    [
      "a short list",
      { rule_list: [one], list_size: 1, total_count: 2 },
      noFit("1 in rule_list, list_size 1, total_count 2"),
    ],
    [
      "a long list",
      { rule_list: [one], list_size: 0, total_count: 0 },
      noFit("1 in rule_list, list_size 0, total_count 0"),
    ],
    ["a count that is none", { rule_list: [], total_count: "many" }, noForm],
    ["no count of publishes", { rule_list: [], total_count: 0, qrcodejump_pub_quota: undefined }, noForm],
    ["nothing but ok", { qrcodejump_pub_quota: undefined }, noForm],
  ])("is never believed when the answer has %s, and asked for again", async (_what, answer, reason) => {
    const server = await startServer(json({ errcode: 0, errmsg: "ok", qrcodejump_pub_quota: 100, ...answer }));
    const error = await wechatErrorOf(clientOf(server.url).getLinkRules());
    expect(error.message).toBe(
      `read the link rules: ${reason}; run again in a few minutes; if it stays so, check wechat-qr-jump:endpoint.`,
    );
    expect(server.received).toHaveLength(5);
    await server.close();
  });

  test.each([
    ["a path that is null", { ...one, path: null }, { prefix: LINK, reason: "path is null" }],
    ["debug URLs as text", { ...one, debug_url: LINK }, { prefix: LINK, reason: `debug_url is "${LINK}"` }],
    ["a state of its own", { ...one, state: 3 }, { prefix: LINK, reason: "state is 3" }],
    ["no prefix", { path: "p", state: 2 }, { prefix: undefined, reason: "prefix is missing" }],
    ["nothing", null, { prefix: undefined, reason: "it is not an object" }],
  ])("has its other rules where one record has %s", async (_what, record, odd) => {
    const rule_list = [{ ...one, prefix: `${LINK}2` }, record];
    const server = await startServer(json({ rule_list, list_size: 2, total_count: 2, qrcodejump_pub_quota: 1 }));
    const answer = await clientOf(server.url).getLinkRules();
    expect(answer.rules).toEqual([linkRule({ prefix: `${LINK}2` })]);
    expect(answer.odd).toEqual([odd]);
    await server.close();
  });

  test.each([
    ["an empty list", { rule_list: [] }],
    ["null for a list and a count of 0", { rule_list: null, total_count: 0 }],
    ["no list and a count of 0", { total_count: "0" }],
  ])("is no rules when the answer has %s", async (_what, answer) => {
    const server = await startServer(json({ errcode: 0, ...answer, qrcodejump_pub_quota: "12" }));
    expect(await clientOf(server.url).getLinkRules()).toMatchObject({ rules: [], publishQuotaLeft: 12 });
    await server.close();
  });

  test("is a rule with WeChat's own defaults where an answer leaves out the tester fields", async () => {
    const rule_list = [{ prefix: LINK, path: "pages/shop/index", state: "2", debug_url: null }];
    const server = await startServer(json({ rule_list, qrcodejump_pub_quota: 1 }));
    expect((await clientOf(server.url).getLinkRules()).rules).toEqual([linkRule()]);
    await server.close();
  });
});

describe("a token that dies during the run", () => {
  test("is renewed and the call is sent once more", async () => {
    const { client } = sessionOn(emulator(), { credentials: APP });
    await client.getLinkRules();
    emulator().setFaults([{ kind: "tokenDies", match: { endpoint: "qrcodejumpadd" } }]);
    await add(client);
    expect(requests(emulator()).map(([endpoint]) => endpoint)).toEqual([
      "stable_token",
      "qrcodejumpget",
      "qrcodejumpadd",
      "stable_token",
      "qrcodejumpadd",
    ]);
    expect(liveRules(emulator())).toEqual([linkRule({ published: false })]);
  });

  test("is renewed once for many calls that it was refused to", async () => {
    const { client } = sessionOn(emulator(), { credentials: APP });
    await client.getLinkRules();
    emulator().expireTokens();
    await Promise.all(Array.from({ length: 8 }, () => client.getLinkRules()));
    expect(requests(emulator()).filter(([endpoint]) => endpoint === "stable_token")).toHaveLength(2);
  });

  test("is an error when the fresh token is refused too", async () => {
    const { client } = sessionOn(emulator(), { credentials: APP });
    emulator().setFaults([{ kind: "errcode", code: 42001, match: { endpoint: "qrcodejumpadd" }, times: 9 }]);
    const error = await wechatErrorOf(add(client));
    expect(error).toMatchObject({ code: 42001, outcome: "refused" });
    expect(requests(emulator()).map(([endpoint]) => endpoint)).toEqual([
      "stable_token",
      "qrcodejumpadd",
      "stable_token",
      "qrcodejumpadd",
    ]);
  });

  test("is an error at once when it was given by hand, which says where to give a new one", async () => {
    const { client } = sessionOn(emulator());
    emulator().expireTokens(40001);
    for (const work of [() => add(client), () => client.getLinkRules()]) {
      expect((await wechatErrorOf(work())).message).toMatch(
        /: 40001 the access token is invalid or has expired \(rid \S+\); give a new one in wechat-qr-jump:accessToken or WECHAT_ACCESS_TOKEN\.$/,
      );
    }
    expect(requests(emulator())).toHaveLength(2);
  });
});

test("no error shows the token that was in force", async () => {
  const { client } = sessionOn(emulator(), { credentials: APP });
  emulator().setFaults([{ kind: "html", match: { endpoint: "qrcodejumpadd" } }]);
  const error = await errorOf(add(client));
  const [token = "none"] = emulator().tokens();
  expect(token).not.toBe("none");
  expect(error.stack).not.toContain(token);
  expect(JSON.stringify(error)).not.toContain(token);
});
