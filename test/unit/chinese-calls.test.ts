import { statSync } from "node:fs";
import os from "node:os";
import { handOver, type Handover } from "../../provider/pulumi/handover";
import { kindOf, readText } from "../../provider/system/read-text";
import { speak } from "../../provider/text/language";
import { Http } from "../../provider/wechat/http";
import { RateLimiter, type Turn } from "../../provider/wechat/limits/rate-limit";
import { WechatClient } from "../../provider/wechat/client";
import { TokenSource } from "../../provider/wechat/token";
import { expectChinese } from "./chinese-support";
import { cutConnection, json, silence, startServer, text, type Answer, type ScriptedServer } from "./http-support";
import { errorOf, linkRule, serviceRule, SHOP, useQuickRetries } from "./support";

const LONG_MS = 5_000;
const TOKEN = { kind: "accessToken", accessToken: "a-token-that-is-long-enough" } as const;

let server: ScriptedServer;

beforeEach(async () => {
  speak("zh");
  server = await startServer(silence);
});
afterEach(async () => {
  speak(undefined);
  await server.close();
});
useQuickRetries();

/** What an answer's failure says. */
async function saidOf(work: Promise<unknown>): Promise<string> {
  const { message } = await errorOf(work);
  expectChinese(message);
  return message;
}

const post = (timeoutMs = LONG_MS) => new Http(server.url, timeoutMs).json({ action: "读取规则", url: "/x", body: {} });

describe("connections that fail speak Chinese", () => {
  const remedy = "请检查网络、代理和 wechat-qr-jump:endpoint，然后重新运行。";

  test.each<[string, Answer, string]>([
    ["a gateway's page", text("<html>", 502), "URL 返回 HTTP 502，内容不是可读的 JSON；"],
    ["a gateway's JSON", json({}, 502), "URL 返回 HTTP 502；"],
    ["a connection that is cut", cutConnection, "与 URL 的连接失败（ECONNRESET）；"],
  ])("with %s", async (_, answer, expected) => {
    server.answers = [answer];
    expect(await saidOf(post())).toBe(`读取规则：${expected.replace("URL", server.url)}${remedy}`);
  });

  test("with no answer in time", async () => {
    expect(await saidOf(post(300))).toBe(`读取规则：${server.url} 在 0.3 秒内没有应答；${remedy}`);
  });
});

describe("calls speak Chinese", () => {
  const turn: Turn = { call: (_, send) => send(), begin: () => undefined };
  const client = () => {
    const http = new Http(server.url, LONG_MS);
    return new WechatClient(http, new TokenSource(TOKEN, http), new RateLimiter());
  };

  test("in what they do, to what", async () => {
    server.answers = [json({ errcode: 85074, errmsg: "no released version" })];
    const rule = serviceRule();
    const calling = client();
    for (const [work, action] of [
      [() => calling.add(turn, rule), `新增 ${rule.prefix}`],
      [() => calling.add(turn, rule, { isEdit: true }), `修改 ${rule.prefix}`],
      [() => calling.publish(turn, rule), `发布 ${rule.prefix}`],
      [() => calling.delete(turn, rule), `删除 ${rule.prefix}`],
      [() => calling.getLinkRules(), "读取链接规则"],
      [() => calling.getServiceAccountRules(SHOP), `读取打开 ${SHOP} 的规则`],
      [() => calling.getAllServiceAccountRules(SHOP), `读取打开 ${SHOP} 的规则的第 1 页`],
      [() => calling.downloadOwnershipFile(), "下载校验文件"],
    ] as const) {
      expect(await saidOf(work())).toBe(`${action}：85074 小程序没有已发布的版本；请先发布小程序，再运行“pulumi up”。`);
    }
  });

  test("where the answer cannot be believed", async () => {
    server.answers = [json({})];
    expect(await saidOf(client().publish(turn, linkRule()))).toContain("应答中没有 errcode，因此不是微信的应答；");
    server.answers = [json({ rule_list: [], list_size: 0, total_count: 3, qrcodejump_pub_quota: 1 })];
    expect(await saidOf(client().getAllServiceAccountRules(SHOP))).toContain("这一页是空的，但微信的计数是 3 条规则；");
  });
});

describe("sources of tokens speak Chinese", () => {
  const byCommand = (command: string, timeoutMs = LONG_MS) =>
    new TokenSource({ kind: "accessTokenCommand", command }, new Http(server.url, LONG_MS), Date.now, timeoutMs).get();
  const ask = (credentials: ConstructorParameters<typeof TokenSource>[0]) =>
    new TokenSource(credentials, new Http(server.url, LONG_MS)).get();

  test.each([
    ["exit 3", "该命令以退出码 3 结束；请手工运行它"],
    ["kill -9 $$", "该命令被信号 SIGKILL 结束；"],
    ["head -c 2000000 /dev/zero", "该命令输出超过 1 MB；"],
    ["echo no", "得到的内容不是令牌；它只能给出当前的 access_token。"],
    [
      `echo '{"errcode":40125,"errmsg":"x"}'`,
      "40125 AppSecret 错误；请更正 wechat-qr-jump:accessTokenCommand 所用的 AppSecret。",
    ],
  ])("where a command does %s", async (command, expected) => {
    expect(await saidOf(byCommand(command))).toContain(expected);
  });

  test("where a command does not end", async () => {
    expect(await saidOf(byCommand("sleep 20", 100))).toBe(
      "运行 wechat-qr-jump:accessTokenCommand：该命令在 0.1 秒内没有结束；请手工运行它，查明原因；它只能打印当前的 access_token。",
    );
  });

  test("where an address or WeChat gives none", async () => {
    server.answers = [text("", 404)];
    expect(await saidOf(ask({ kind: "accessTokenUrl", url: server.url }))).toBe(
      "从 wechat-qr-jump:accessTokenUrl 获取 access_token：HTTP 404；请更正该设置，或修复令牌服务器。",
    );
    server.answers = [json({})];
    expect(await saidOf(ask({ kind: "appSecret", appId: SHOP, appSecret: "s" }))).toBe(
      `获取 ${SHOP} 的 access_token：应答中没有令牌；请检查 wechat-qr-jump:endpoint。`,
    );
    const component = { setting: "componentAccessToken", value: "c".repeat(20) } as const;
    const refresh = { setting: "authorizerRefreshToken", value: "r" } as const;
    const platform = { componentAppId: SHOP, authorizerAppId: SHOP, component, refresh };
    expect(await saidOf(ask({ kind: "authorizer", ...platform }))).toContain(`获取授权方 ${SHOP} 的 access_token：`);
  });
});

describe("this machine speaks Chinese", () => {
  test("of what is no file", () => {
    expect(readText("/dev/null").reason).toBe("这是设备，不是文件；请在此处放一个 YAML 文件");
    expect(kindOf(statSync("/"))).toBe("目录");
    expect(readText("/no/such/file").reason).toBe("没有这个文件");
  });

  test("of a folder for temporary files that cannot be used", () => {
    const tmpdir = jest.spyOn(os, "tmpdir").mockReturnValue("/proc/no-such-folder");
    const nothing: Handover = { stage: "begun", declared: [], recorded: [], change: [], leave: [] };
    expect(() => handOver("127.0.0.1:1", nothing)).toThrow(
      /^程序无法把它声明的规则告诉 provider：.*；请解决这个问题，或把 TMPDIR 设为可写的目录。没有做任何改动。$/,
    );
    tmpdir.mockRestore();
  });
});
