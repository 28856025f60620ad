import { isServiceAccountRule, type Rule } from "../rules/rule";
import { clock } from "../system/clock";
import { t } from "../text/message";
import { hasCode, isUnknownOutcome, WechatError } from "./errors";
import type { Http } from "./http";
import { RateLimiter, type Need, type Turn } from "./limits/rate-limit";
import { UsualPatience, type Patience } from "./patience";
import type { TokenSource } from "./token";
import { parseGet, wireFields, type Extent, type LiveAnswer, type OddRecord } from "./wire";

export type Endpoint =
  "qrcodejumpadd" | "qrcodejumppublish" | "qrcodejumpget" | "qrcodejumpdelete" | "qrcodejumpdownload";

interface Adding {
  /** Changes an existing rule. @default false */
  isEdit?: boolean;
  /** @default a {@link UsualPatience} */
  patience?: Patience | undefined;
}

/** The file that proves that the account owns a link's domain. */
export interface OwnershipFile {
  name: string;
  content: string;
}

const PAGE_SIZE = 200;
/** Goes into a code that nobody prints. */
const SCENE = "page";
const NO_SUCH_PAGE = 41030;

/** The five endpoints for QR-code jump rules of one account, and the one that tells of a page, called within its limits. */
export class WechatClient {
  constructor(
    private readonly http: Http,
    private readonly tokens: TokenSource,
    private readonly limiter: RateLimiter,
    /** Codes have slots of their own, so that they take none from the rules. */
    private readonly codes = new RateLimiter(),
  ) {}

  /** True if reads and writes of this rule share a limit. */
  readsAreScarce(rule: Rule): boolean {
    return this.limiter.isShared(isServiceAccountRule(rule));
  }

  /** Resolves when a read could be sent; with `perMinute`, a read of service-account rules. */
  untilReadFits(perMinute: boolean): Promise<void> {
    return this.limiter.untilFree("qrcodejumpget", perMinute);
  }

  /** Runs several calls in sequence, in slots that are reserved before the first is sent. The calls of a swap go back to back. */
  inOneGo<T>(
    rule: Rule,
    need: Omit<Need, "perMinute" | "calls"> & { calls: readonly Endpoint[] },
    work: (turn: Turn) => Promise<T>,
  ): Promise<T> {
    return this.limiter.inOneGo({ ...need, perMinute: isServiceAccountRule(rule) }, work);
  }

  /**
   * Adds a rule, unpublished; with `isEdit`, changes an unpublished rule.
   * A write is resent while `patience` allows it, and only if WeChat has certainly not done it.
   * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpAdd.html
   */
  async add(turn: Turn, rule: Rule, { isEdit = false, patience }: Adding = {}): Promise<void> {
    const body = { ...wireFields(rule), is_edit: isEdit ? 1 : 0 };
    const action = isEdit ? t`edit ${rule.prefix}` : t`add ${rule.prefix}`;
    await this.write(turn, "qrcodejumpadd", action, body, patience);
  }

  /**
   * Publishes a rule; uses one of the month's publishes.
   * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpPublish.html
   */
  async publish(turn: Turn, { prefix }: Rule, patience?: Patience): Promise<void> {
    await this.write(turn, "qrcodejumppublish", t`publish ${prefix}`, { prefix }, patience);
  }

  /**
   * Deletes a rule, published or not. Takes effect at once.
   * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpDelete.html
   */
  async delete(turn: Turn, rule: Rule, patience?: Patience): Promise<void> {
    const body = isServiceAccountRule(rule) ? { prefix: rule.prefix, appid: rule.appid } : { prefix: rule.prefix };
    await this.write(turn, "qrcodejumpdelete", t`delete ${rule.prefix}`, body, patience);
  }

  /** All link rules of the account. */
  getLinkRules(): Promise<LiveAnswer> {
    return this.get(t`read the link rules`, {}, undefined, "all");
  }

  /** The latest 10,000 service-account rules that open `appid`, or only those with the given prefixes (at most 200). */
  getServiceAccountRules(appid: string, prefixes?: string[]): Promise<LiveAnswer> {
    const action = t`read the rules that open ${appid}`;
    if (!prefixes) return this.get(action, { appid, get_type: 0 }, appid, "latest");
    return this.get(action, { appid, get_type: 1, prefix_list: prefixes }, appid, "some");
  }

  /** Every service-account rule that opens `appid`, however many: 200 a call. */
  async getAllServiceAccountRules(appid: string): Promise<LiveAnswer> {
    const rules = new Map<string, Rule>();
    const odd: OddRecord[] = [];
    for (let page = 1, seen = 0; ; page += 1) {
      const query = { appid, get_type: 2, page_num: page, page_size: PAGE_SIZE };
      const action = t`read page ${page} of the rules that open ${appid}`;
      const answer = await this.get(action, query, appid, "some");
      for (const rule of answer.rules) rules.set(rule.prefix, rule);
      odd.push(...answer.odd);
      const records = answer.rules.length + answer.odd.length;
      seen += records;
      if (seen >= answer.total || (records === 0 && answer.total === Infinity)) {
        return { ...answer, rules: [...rules.values()], odd };
      }
      if (records === 0) throw notBelieved(action, t`the page is empty, but WeChat counts ${answer.total} rules`);
    }
  }

  /** @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpDownload.html */
  async downloadOwnershipFile(): Promise<OwnershipFile> {
    return this.read("qrcodejumpdownload", t`download the ownership file`, {}, false, (answer) => ({
      name: String(answer["file_name"]),
      content: String(answer["file_content"]),
    }));
  }

  /**
   * True if the released version of the account's mini program has this page, without a query. The way to ask is to have a mini
   * program code made, which costs nothing.
   *
   * @param untilMs when to give up, on `clock`.
   * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/qr-code/getUnlimitedQRCode.html
   */
  async hasPage(page: string, untilMs = Infinity): Promise<boolean> {
    const action = t`look for page ${page}`;
    const body = { scene: SCENE, page, check_path: true, env_version: "release" };
    const patience = new UsualPatience();
    for (;;) {
      try {
        await this.codes.single("getwxacodeunlimit", false, () =>
          this.makeCode(action, body, Math.ceil(untilMs - clock.now())),
        );
        return true;
      } catch (error) {
        if (hasCode(error, NO_SUCH_PAGE)) return false;
        if (clock.now() >= untilMs || !(await patience.again(error))) throw withCodeRemedy(error);
      }
    }
  }

  private makeCode(action: string, body: object, withinMs: number): Promise<void> {
    const sentAtMs = this.codes.clock();
    return this.tokens.use(async (token) => {
      try {
        const query = { access_token: token };
        return await this.http.image({ action, url: "/wxa/getwxacodeunlimit", query, body, withinMs });
      } catch (error) {
        if (error instanceof WechatError && error.retry === "slower") this.codes.tooFast(sentAtMs);
        throw error;
      }
    });
  }

  /** @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpGet.html */
  private get(action: string, body: object, appid: string | undefined, extent: Extent): Promise<LiveAnswer> {
    return this.read("qrcodejumpget", action, body, appid !== undefined, (answer) => {
      const read = parseGet(answer, appid, extent);
      if (typeof read === "string") throw notBelieved(action, read);
      return read;
    });
  }

  /** Reads may be resent whatever happened to the first one. */
  private async read<T>(
    endpoint: Endpoint,
    action: string,
    body: object,
    perMinute: boolean,
    parse: (answer: Record<string, unknown>) => T,
  ): Promise<T> {
    const patience = new UsualPatience();
    for (;;) {
      try {
        return parse(await this.limiter.single(endpoint, perMinute, () => this.send(endpoint, action, body)));
      } catch (error) {
        if (!(await patience.again(error))) throw error;
      }
    }
  }

  /** Writes are resent only if WeChat has certainly not done them. */
  private async write(
    turn: Turn,
    endpoint: Endpoint,
    action: string,
    body: object,
    patience: Patience = new UsualPatience(),
  ): Promise<void> {
    for (;;) {
      try {
        return await turn.call(endpoint, async () => requireVerdict(action, await this.send(endpoint, action, body)));
      } catch (error) {
        if (error instanceof WechatError) error.ofWrite();
        if (isUnknownOutcome(error) || !(await patience.again(error))) throw error;
      }
    }
  }

  private send(endpoint: Endpoint, action: string, body: object): Promise<Record<string, unknown>> {
    const sentAtMs = this.limiter.clock();
    const url = `/cgi-bin/wxopen/${endpoint}`;
    return this.tokens.use(async (token) => {
      try {
        return await this.http.json({ action, url, query: { access_token: token }, body });
      } catch (error) {
        // The stack program and the provider both read, each with its own limiter, so a refused read says nothing about the limits.
        const isRead = endpoint === "qrcodejumpget" || endpoint === "qrcodejumpdownload";
        if (error instanceof WechatError && error.retry === "slower" && !isRead) this.limiter.tooFast(sentAtMs);
        if (error instanceof WechatError && error.retry === "nextMinute") this.limiter.minuteIsShared();
        throw error;
      }
    });
  }
}

/** WeChat answers every write with an errcode. JSON without one comes from a gateway and says nothing about the write. */
function requireVerdict(action: string, answer: Record<string, unknown>): void {
  if (Number(answer["errcode"] ?? NaN) === 0) return;
  throw new WechatError({
    action,
    outcome: "unknown",
    reason: t`the answer has no errcode, so it is not WeChat's`,
    remedy: t`check the network, proxies and wechat-qr-jump:endpoint, then run again`,
  });
}

/** The same failure with what to do about it where a code is made: these codes mean something else for rules. */
function withCodeRemedy(error: unknown): unknown {
  if (hasCode(error, 48001)) return error.withRemedy(t`the token must be a mini program's, not a service account's`);
  if (hasCode(error, 61007)) return error.withRemedy(t`grant the platform permission set 17 or 58`);
  if (hasCode(error, 45009))
    return error.withRemedy(t`WeChat also says so after 5,000 codes in a minute; run again later`);
  return error;
}

/** For an answer to a read that cannot be true; the next one may be right. */
function notBelieved(action: string, reason: string): WechatError {
  const remedy = t`run again in a few minutes; if it stays so, check wechat-qr-jump:endpoint`;
  return new WechatError({ action, outcome: "unknown", reason, remedy });
}
