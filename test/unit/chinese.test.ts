import { undeclarable } from "../../provider/cli/comparison";
import { doubtsAbout, parseDeclaredRule } from "../../provider/rules/check-rule";
import { describe as inWords, type Rule } from "../../provider/rules/rule";
import type { Credentials } from "../../provider/settings/credentials";
import { exposedSecrets } from "../../provider/settings/exposed-secrets";
import { readSettings } from "../../provider/settings/settings";
import { SETTING_NAMES, SETTINGS } from "../../provider/settings/table";
import { doubtfulVariables } from "../../provider/settings/unknown-settings";
import { CHINESE } from "../../provider/text/chinese";
import { speak } from "../../provider/text/language";
import { invisibleProblem, oddCharacterProblem } from "../../provider/text/odd-characters";
import { problemOf, textsOf } from "../../provider/text/problem";
import { Progress } from "../../provider/text/progress";
import { publishNeedsIn, publishNote } from "../../provider/text/publish-note";
import { CODES } from "../../provider/wechat/error-codes";
import { refusal } from "../../provider/wechat/errors";
import { remedyForToken, withPlatformRemedy, withRemedyFor } from "../../provider/wechat/token-remedies";
import { parseGet, type OddRecord } from "../../provider/wechat/wire";
import { englishIn, expectChinese } from "./chinese-support";
import { linkRule, serviceRule } from "./support";

beforeEach(() => speak("zh"));
afterEach(() => speak(undefined));

describe("what is left of English in a message", () => {
  test("is found beside names, code and quotations", () => {
    expect(englishIn("规则 needs a path；请运行“pulumi config set”，见 wechat-qr-jump:rules 的 debugUrls")).toEqual([
      "needs",
    ]);
    expect(() => expectChinese("the rule is dark")).toThrow();
  });

  test("is nothing in any message of the table", () => {
    const left = Object.values(CHINESE).filter((text) => englishIn(text.replace(/\{\d+\}/g, "规则")).length > 0);
    expect(left).toEqual([]);
  });
});

describe("settings speak Chinese", () => {
  const config = (values: Record<string, string>) => (key: string) => values[key.replace("wechat-qr-jump:", "")];
  const refused = (values: Record<string, string>): string => {
    try {
      readSettings(config(values), {});
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("nothing is refused");
  };

  test.each(SETTING_NAMES)("where the value of %s cannot be right", (name) => {
    expectChinese(`值必须是${SETTINGS[name].expected()}`);
  });

  test("with what was written, the name of the variable, and whole sentences", () => {
    const secret = { appId: "wx0123456789abcdef", appSecret: "s" };
    expect(refused({ ...secret, callsPerSecond: "many" })).toBe(
      "wechat-qr-jump:callsPerSecond（或 WECHAT_CALLS_PER_SECOND）：值必须是不小于 1 的整数，现在写的是“many”。",
    );
    expect(refused({ ...secret, onDrift: "mend" })).toContain("值必须是下列之一：warn, heal, fail，现在写的是“mend”。");
    expect(refused({ appId: "wx0123456789abcdef", appSecret: "'s'" })).not.toContain("'s'");
    expect(refused({ appSecret: "s" })).toBe(
      "缺少 wechat-qr-jump:appId（appSecret 需要它）；请运行“pulumi config set wechat-qr-jump:appId VALUE”，或设置 WECHAT_APP_ID。",
    );
    [refused({}), refused({ ...secret, endpoint: "x" }), refused({ authorizerRefreshToken: "t" })].forEach(
      expectChinese,
    );
  });

  test("where a secret is exposed, and where a variable looks misspelt; WECHAT_LANG does not", () => {
    const exposed = { "wechat-qr-jump:appSecret": "s", "wechat-qr-jump:endpoint": "http://proxy.example.com" };
    const texts = [
      ...exposedSecrets(exposed, {}, () => false),
      ...doubtfulVariables({ WECHAT_MAX_DELETE: "1", WECHAT_LANG: "zh" }),
    ];
    expect(texts).toHaveLength(3);
    texts.forEach(expectChinese);
  });
});

describe("rules speak Chinese", () => {
  const link = { prefix: "https://qr.example.com/shop/", path: "pages/shop/index" };
  const service = { prefix: "http://weixin.qq.com/q/02P5KzM", path: "pages/shop/index", appid: "wxe5f52902cf4de896" };

  test.each<[Record<string, unknown>, string]>([
    [{ path: "p" }, "缺少 prefix；"],
    [{ ...link, prefix: "qr.example.com" }, "prefix “qr.example.com”不是链接；"],
    [{ ...link, prefix: "HTTPS://qr.example.com" }, "以大写字母开头；"],
    [{ ...link, prefix: "https://qr.example.com/咖啡/" }, "https://qr.example.com/%E5%92%96%E5%95%A1/"],
    [{ ...link, prefix: "https://qr.example.com/a；b" }, "全角字符“；”"],
    [{ ...link, prefix: "https://qr.example.com/#top" }, "片段（#top）"],
    [{ ...link, prefix: "https://weixin.qq.com/q/02P5KzM" }, "是不是想写 http://weixin.qq.com/q/02P5KzM？"],
    [{ ...link, prefix: "http://weixin.qq.com/q/" }, "没有可用的内容"],
    [{ ...link, path: "/pages/shop/index" }, "path 以“/”开头；请去掉它，例如 pages/index/index。"],
    [{ ...link, path: "" }, "path 是空的；"],
    [{ ...link, path: 7 }, "path 必须是文本"],
    [{ ...link, path: "pages\\shop" }, "反斜杠；是不是想写 pages/shop？"],
    [{ ...link, path: "?id=3" }, "在“?”之前没有页面"],
    [{ ...link, path: "https://example.com/x" }, "path 是链接"],
    [{ ...link, path: "pages/shop x" }, "path 含有空格"],
    [{ ...link, openVersion: "tria" }, "openVersion 必须是 development, trial, release 之一；是不是想写 trial？"],
    [{ ...link, openVersion: [] }, "development, trial, release 之一"],
    [{ ...link, debugUrls: "x" }, "debugUrls 必须是链接列表"],
    [{ ...link, debugUrls: Array(6).fill(link.prefix) }, "微信最多接受 5 个"],
    [{ ...link, debugUrls: ["https://example.com/"] }, "不在前缀 https://qr.example.com/shop/ 之下；请写"],
    [{ ...link, prefix: "https://a.cn/b", debugUrls: ["https://a.cn/b/c"] }, "前缀是不是想写 https://a.cn/b/？"],
    [{ ...link, published: "yes" }, "published 必须是 true 或 false；是不是想写 true？"],
    [{ ...link, published: "maybe" }, "published 必须是 true 或 false"],
    [{ ...link, name: "" }, "name 必须是文本，即 Pulumi 资源的名称"],
    [{ ...link, name: "a\u200bb" }, "name 在“a”之后有不可见字符（U+200B）；请删除"],
    [{ ...link, path: { secure: "v1:x" } }, "不能有加密的值（secure:）"],
    [{ ...link, appid: service.appid }, "appid 只用于服务号规则"],
    [{ ...link, colour: 1 }, "规则没有“colour”这个字段；可用的字段是 prefix, path,"],
    [{ ...link, open_version: 2 }, "规则没有“open_version”这个字段；微信的 1、2、3 请写成"],
    [{ ...link, is_edit: 1 }, "由 provider 自行判断"],
    [{ ...link, state: 1 }, "微信的 1 请写成 published: false"],
    [{ ...service, appid: undefined }, "缺少 appid；"],
    [{ ...service, appid: "gh_0123456789ab" }, "而是原始 ID；"],
    [{ ...service, appid: "wx1" }, "appid 写的不是 AppID；"],
    [{ ...service, debugUrls: [] }, "debugUrls 只用于链接规则；请删除此项"],
  ])("of a mistake: %j", (raw, expected) => {
    const texts = parseDeclaredRule(raw).problems.map(({ reason }) => problemOf("规则", reason).text);
    expect(texts.length).toBeGreaterThan(0);
    texts.forEach(expectChinese);
    expect(texts.join("\n")).toContain(expected);
    expect(texts.every((text) => /[。？]$/.test(text))).toBe(true);
  });

  test("of doubts", () => {
    const prefixes = ["https://QR.example.com", "https://qr.example.com:8443/", "http://127.0.0.1/"];
    const rules = [
      ...prefixes.map((prefix) => linkRule({ prefix })),
      linkRule({ path: "a.html" }),
      linkRule({ path: "a&b" }),
    ];
    const texts = rules.flatMap((rule) => doubtsAbout(rule).map(({ reason }) => reason));
    expect(texts).toHaveLength(6);
    texts.forEach(expectChinese);
  });

  test("of what they open, and of why one cannot be declared, without the remedy", () => {
    expect(inWords(serviceRule({ published: false }))).toBe("wxe5f52902cf4de896 的 pages/index/index（未发布）");
    expect(inWords(linkRule())).toMatch(/^pages\/shop\/index（已发布，openVersion release，permitSubRule true，/);
    const reason = (rule: Rule) => undeclarable(rule)?.reason;
    expect(reason(linkRule({ prefix: "https://qr.example.com/咖啡" }))).toBe(
      "prefix 含有空格或非 ASCII 字符，微信不接受",
    );
    expect(reason(linkRule({ prefix: "https://qr.example.com/a；b" }))).toBe("prefix 含有全角字符“；”");
    speak("en");
    expect(reason(linkRule({ prefix: "https://qr.example.com/a；b" }))).toBe(
      'prefix has the full-width character "；"',
    );
  });

  test.each(["\n/x", "/x\u0007y", "/x\u202e", "/x\uff1f", "/a\\b"])("of the odd character in %j", (text) => {
    expectChinese(oddCharacterProblem("path", text) ?? "");
  });

  test("of an odd character at the start", () => {
    expect(invisibleProblem("name", "\u200bx")).toBe("name 的开头有不可见字符（U+200B）；请删除");
  });
});

describe("WeChat's refusals speak Chinese", () => {
  const action = "发布 http://weixin.qq.com/q/02P5KzM";

  test.each(Object.keys(CODES).map(Number))("with the meaning of %d and what to do", (code) => {
    expectChinese(refusal(action, code, "some message of 203.0.113.7 rid: 6512-ab").message);
  });

  test("with the code, the address that WeChat saw and the rid", () => {
    expect(refusal(action, 40164, "invalid ip 203.0.113.7 rid: 6512-ab").message).toBe(
      `${action}：40164 调用方的 IP 地址不在账号的白名单中（微信看到的是 203.0.113.7）（rid 6512-ab）；` +
        "请在微信后台把该地址加入 IP 白名单（最多 10 分钟生效）。",
    );
    expect(refusal(action, 40164, "203.0.113.7 and 2001:db8::5").message).toContain(
      "（微信看到的是 203.0.113.7 和 2001:db8::5）",
    );
    expect(refusal(action, 12345, "no such thing").message).toBe(
      `${action}：12345 微信回答“no such thing”；请在微信的文档中查找该错误码。`,
    );
  });

  test("with what to do about each kind of credentials", () => {
    const [appId, value] = ["wx0123456789abcdef", "v"];
    const component = { setting: "componentAccessTokenUrl", value } as const;
    const platform = { kind: "authorizer", componentAppId: appId, component, authorizerAppId: appId } as const;
    const credentials: Credentials[] = [
      { kind: "accessToken", accessToken: value },
      { kind: "accessTokenCommand", command: value },
      { kind: "accessTokenUrl", url: value },
      { kind: "appSecret", appId, appSecret: value },
      { ...platform, refresh: undefined },
      { ...platform, refresh: { setting: "authorizerRefreshToken", value } },
    ];
    for (const one of credentials) {
      for (const code of [40001, 40013, 40125, 61003, 61005, 61023]) {
        const refused = refusal(action, code, "");
        expectChinese(remedyForToken(one, refused));
        expectChinese(withRemedyFor(one.kind, refused).message);
        if (one.kind === "authorizer") expectChinese(withPlatformRemedy(one, refused).message);
      }
    }
  });

  test("and so do lists that cannot be believed, and odd records", () => {
    const why = (answer: object) => parseGet({ qrcodejump_pub_quota: 1, ...answer }, undefined, "all");
    for (const answer of [{}, { rule_list: [], list_size: 3 }, { qrcodejump_pub_quota: "x" }]) {
      expectChinese(why(answer) as string);
    }
    const { odd } = why({ rule_list: [null, {}, { prefix: "p", path: null }] }) as { odd: OddRecord[] };
    expect(odd.map(({ reason }) => reason)).toEqual(["它不是对象", "缺少 prefix", "path 是 null"]);
  });
});

describe("lines of a run speak Chinese", () => {
  test("about publishes, and are found in either language, whatever this process speaks", () => {
    const need = { needed: 2, left: 98 };
    expect(publishNote(need)).toBe("本月剩余 98 次发布，本次运行需要其中 2 次。");
    for (const language of ["zh", "en"] as const) {
      speak(language);
      const [many, one] = [publishNote(need), publishNote({ needed: 1, left: 1 })];
      speak(language === "zh" ? "en" : "zh");
      expect(publishNeedsIn([`info: ${many}\n`])).toEqual({ all: need, byAccount: [] });
      expect(publishNeedsIn([one]).all).toEqual({ needed: 1, left: 1 });
    }
    expect(publishNeedsIn(["本月剩余次数"]).all).toBeUndefined();
  });

  test("about progress and the mistakes that are not shown", async () => {
    jest.useFakeTimers();
    const lines: string[] = [];
    const progress = new Progress(
      "deleted",
      (line) => lines.push(line),
      100,
      () => Date.now(),
    );
    for (let n = 0; n < 100; n++) {
      void progress.track(new Promise((resolve) => setTimeout(resolve, 500 + n * 1000)));
    }
    await jest.advanceTimersByTimeAsync(5_100);
    jest.useRealTimers();
    expect(lines).toEqual(["已删除 5 条，共 100 条规则，每秒 1.0 条，还需 1 分 35 秒"]);
    expect(textsOf(Array.from({ length: 53 }, () => problemOf("x", "y"))).at(-1)).toBe("另有 3 个错误。");
  });
});
