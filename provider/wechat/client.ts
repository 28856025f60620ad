import { backOff } from "exponential-backoff";
import { z } from "zod";
import { isServiceAccountPrefix, isServiceAccountRule, OPEN_VERSIONS, type Rule } from "../rule";
import { isUnknownOutcome, WechatError } from "./errors";
import type { Http } from "./http";
import type { Need, RateLimiter, Turn } from "./rate-limit";
import type { TokenSource } from "./token";

export type Endpoint =
  "qrcodejumpadd" | "qrcodejumppublish" | "qrcodejumpget" | "qrcodejumpdelete" | "qrcodejumpdownload";

/** What one read tells: rules, and how many publishes the account has left this month. */
export interface LiveAnswer {
  rules: Rule[];
  publishQuotaLeft: number;
  /** WeChat's own word on whether the feature is switched on; seen off with working rules, so nothing may depend on it. */
  switchedOn: boolean | undefined;
}

/** The file that proves that a link's domain is the account's. */
export interface OwnershipFile {
  name: string;
  content: string;
}

const TRIES = 5;
const BACK_OFF = { startingDelay: 300, timeMultiple: 2, maxDelay: 20_000, jitter: "full" } as const;
const PAGE_SIZE = 200;
/** Enough to outlast a minute in which somebody else used up the account's calls. */
const PATIENT_TRIES = 12;

// Older answers give numbers as strings.
const number = z.coerce.number();
const getAnswer = z.object({
  rule_list: z
    .array(
      z.object({
        prefix: z.string(),
        path: z.string(),
        state: number,
        permit_sub_rule: number.optional(),
        open_version: number.optional(),
        debug_url: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
  total_count: number.optional(),
  qrcodejump_pub_quota: number,
  qrcodejump_open: number.optional(),
});
type WireRule = NonNullable<z.infer<typeof getAnswer>["rule_list"]>[number];

/** The five endpoints of QR-code jump rules, for one account, within its limits. */
export class WechatClient {
  constructor(
    private readonly http: Http,
    private readonly tokens: TokenSource,
    private readonly limiter: RateLimiter,
  ) {}

  /** Whether a read of this rule takes the place of another call. */
  readsAreScarce(rule: Rule): boolean {
    return this.limiter.isShared(isServiceAccountRule(rule));
  }

  /** Resolves when a read could be sent; with `perMinute` one of service-account rules. */
  untilReadFits(perMinute: boolean): Promise<void> {
    return this.limiter.untilFree("qrcodejumpget", perMinute);
  }

  /** Counts so many reads of another process, answered just now. */
  countReadsElsewhere(reads: number): void {
    for (let read = 0; read < reads; read++) this.limiter.countElsewhere("qrcodejumpget");
  }

  /** Resolves when WeChat counts at most so many reads of this process in its second. */
  untilReadsAreFew(most: number): Promise<void> {
    return this.limiter.untilFew("qrcodejumpget", most);
  }

  /** Runs several calls one after the other, in slots that are theirs before the first is sent; those of a swap back to back. */
  inOneGo<T>(
    rule: Rule,
    need: Omit<Need, "perMinute" | "calls"> & { calls: readonly Endpoint[] },
    work: (turn: Turn) => Promise<T>,
  ): Promise<T> {
    return this.limiter.inOneGo({ ...need, perMinute: isServiceAccountRule(rule) }, work);
  }

  /**
   * Adds a rule, not yet published; with `isEdit` changes one that is not published.
   * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpAdd.html
   */
  async add(turn: Turn, rule: Rule, isEdit = false): Promise<void> {
    await this.write(turn, "qrcodejumpadd", `${isEdit ? "edit" : "add"} ${rule.prefix}`, {
      ...wireFields(rule),
      is_edit: isEdit ? 1 : 0,
    });
  }

  /**
   * Publishes a rule; uses one of the month's publishes.
   * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpPublish.html
   */
  async publish(turn: Turn, { prefix }: Rule): Promise<void> {
    await this.write(turn, "qrcodejumppublish", `publish ${prefix}`, { prefix });
  }

  /**
   * Deletes a rule, published or not; takes effect at once.
   * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpDelete.html
   */
  async delete(turn: Turn, rule: Rule): Promise<void> {
    const body = isServiceAccountRule(rule) ? { prefix: rule.prefix, appid: rule.appid } : { prefix: rule.prefix };
    await this.write(turn, "qrcodejumpdelete", `delete ${rule.prefix}`, body);
  }

  /** All link rules of the account. */
  async getLinkRules(): Promise<LiveAnswer> {
    return (await this.get("read the link rules", {}, undefined)).answer;
  }

  /** The latest 10,000 service-account rules that open `appid`, or just those with the given prefixes (at most 200). */
  async getServiceAccountRules(appid: string, prefixes?: string[]): Promise<LiveAnswer> {
    const query = prefixes ? { get_type: 1, prefix_list: prefixes } : { get_type: 0 };
    return (await this.get(`read the rules that open ${appid}`, { appid, ...query }, appid)).answer;
  }

  /** Every service-account rule that opens `appid`, however many: 200 a call. */
  async getAllServiceAccountRules(appid: string): Promise<LiveAnswer> {
    const rules = new Map<string, Rule>();
    for (let page = 1, seen = 0; ; page += 1) {
      const query = { appid, get_type: 2, page_num: page, page_size: PAGE_SIZE };
      const { answer, total } = await this.get(`read page ${page} of the rules that open ${appid}`, query, appid);
      for (const rule of answer.rules) rules.set(rule.prefix, rule);
      seen += answer.rules.length;
      if (answer.rules.length === 0 || seen >= total) return { ...answer, rules: [...rules.values()] };
    }
  }

  /** @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpDownload.html */
  async downloadOwnershipFile(): Promise<OwnershipFile> {
    const answer = await this.read("qrcodejumpdownload", "download the ownership file", {}, false);
    return { name: String(answer["file_name"]), content: String(answer["file_content"]) };
  }

  /** @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpGet.html */
  private async get(
    action: string,
    body: object,
    appid: string | undefined,
  ): Promise<{ answer: LiveAnswer; total: number }> {
    const answer = await this.read("qrcodejumpget", action, body, appid !== undefined);
    const parsed = getAnswer.safeParse(answer);
    // A list that is absent although rules are counted must never be taken for "all rules are gone".
    if (!parsed.success || (!parsed.data.rule_list && parsed.data.total_count !== 0)) {
      throw new WechatError({
        action,
        outcome: "refused",
        reason: "the answer is not in WeChat's documented form",
        remedy: "check wechat-qr-jump:endpoint",
      });
    }
    const rules = (parsed.data.rule_list ?? []).map((rule) => fromWire(rule, appid));
    const { qrcodejump_pub_quota, qrcodejump_open, total_count = Infinity } = parsed.data;
    const switchedOn = qrcodejump_open === undefined ? undefined : qrcodejump_open === 1;
    return { answer: { rules, publishQuotaLeft: qrcodejump_pub_quota, switchedOn }, total: total_count };
  }

  /** A read may be sent again whatever happened to the first. */
  private read(endpoint: Endpoint, action: string, body: object, perMinute: boolean): Promise<Record<string, unknown>> {
    return backOff(() => this.limiter.single(endpoint, perMinute, () => this.send(endpoint, action, body)), {
      ...BACK_OFF,
      numOfAttempts: PATIENT_TRIES,
      retry: retryUnless((error) => error.isFinal),
    });
  }

  /** A write is sent again only where WeChat has certainly not done it. */
  private async write(turn: Turn, endpoint: Endpoint, action: string, body: object): Promise<void> {
    const send = async (): Promise<void> => requireVerdict(action, await this.send(endpoint, action, body));
    await backOff(() => turn.call(endpoint, send), {
      ...BACK_OFF,
      numOfAttempts: PATIENT_TRIES,
      retry: retryUnless((error) => error.isFinal || isUnknownOutcome(error)),
    });
  }

  private async send(endpoint: Endpoint, action: string, body: object): Promise<Record<string, unknown>> {
    const sentAtMs = this.limiter.clock();
    const token = await this.token();
    try {
      return await this.http.json({ action, url: `/cgi-bin/wxopen/${endpoint}`, query: { access_token: token }, body });
    } catch (error) {
      if (error instanceof WechatError && error.retry === "slower") this.limiter.tooFast(sentAtMs);
      if (error instanceof WechatError && error.retry === "nextMinute") this.limiter.minuteIsShared();
      if (error instanceof WechatError && error.retry === "freshToken") await this.tokens.refused(token, error);
      throw error;
    }
  }

  private async token(): Promise<string> {
    try {
      return await this.tokens.get();
    } catch (error) {
      throw error instanceof WechatError ? error.beforeCall() : error;
    }
  }
}

/**
 * Decides for one call whether to send it again: always at another pace or later, once with a fresh token, and a few times
 * after any other failure that is not `final`.
 */
function retryUnless(final: (error: WechatError) => boolean): (error: unknown, tries: number) => boolean {
  let renewed = false;
  return (error, tries) => {
    if (!(error instanceof WechatError)) return false;
    if (error.retry !== "freshToken") return error.retry !== undefined || (!final(error) && tries < TRIES);
    const first = !renewed;
    renewed = true;
    return first;
  };
}

/** WeChat answers every write with an errcode. JSON without one is a gateway's, and tells nothing of the write. */
function requireVerdict(action: string, answer: Record<string, unknown>): void {
  if (Number(answer["errcode"] ?? NaN) === 0) return;
  throw new WechatError({
    action,
    outcome: "unknown",
    reason: "the answer has no errcode, so it is not WeChat's",
    remedy: "check the network, proxies and wechat-qr-jump:endpoint, then run again",
  });
}

function wireFields(rule: Rule): Record<string, unknown> {
  if (isServiceAccountRule(rule)) return { prefix: rule.prefix, appid: rule.appid, path: rule.path };
  return {
    prefix: rule.prefix,
    path: rule.path,
    permit_sub_rule: rule.permitSubRule ? 1 : 2,
    open_version: OPEN_VERSIONS.indexOf(rule.openVersion) + 1,
    debug_url: rule.debugUrls,
  };
}

function fromWire(wire: WireRule, appid: string | undefined): Rule {
  const common = { prefix: wire.prefix, path: wire.path, published: wire.state === 2 };
  if (appid !== undefined && isServiceAccountPrefix(wire.prefix)) return { ...common, appid };
  return {
    ...common,
    permitSubRule: wire.permit_sub_rule !== 2,
    openVersion: OPEN_VERSIONS[(wire.open_version ?? 3) - 1] ?? "release",
    debugUrls: wire.debug_url ?? [],
  };
}
