import { serviceAccountRule } from "../rules/rule-schema";
import { t } from "../text/message";
import { foreign } from "../text/visible";
import { hasCode, isUnknownOutcome, WechatError } from "./errors";
import type { Http } from "./http";
import type { RateLimiter } from "./limits/rate-limit";
import { UsualPatience } from "./patience";
import type { TokenSource } from "./token";

const ENDPOINT = "qrcode/create";
/** `invalid action info`: WeChat's answer to a scene that it does not take. */
const SCENE_REFUSED = 40053;
const NO_MORE_CODES = 45029;

/** A parametric QR code that was just made. */
export interface ParametricCode {
  /** The text of the picture, and the prefix of a rule for it. */
  prefix: string;
  /** How long a temporary code works, in seconds from now. */
  expiresS: number | undefined;
}

/** The parametric QR codes of one service account. WeChat neither lists nor deletes them, and each counts for ever. */
export class ParametricCodes {
  constructor(
    private readonly http: Http,
    private readonly tokens: TokenSource,
    /** What WeChat takes is not documented: codes are made as slowly as rules, with slots of their own. */
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Has a code made. The call is resent only if WeChat has certainly not made one.
   *
   * @param scene 1 to 64 characters, which WeChat tells the account when the code is scanned.
   * @param expiresS makes a temporary code that works for so many seconds, at most 2,592,000; by default it is permanent.
   * @param onResend is called before the call is sent again because WeChat has refused it.
   * @throws WechatError whose outcome is `unknown` if a code may have been made whose text nobody knows
   * @see https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.html
   */
  async create(scene: string, expiresS?: number, onResend: () => void = () => undefined): Promise<ParametricCode> {
    const action = t`make the code of scene ${scene}`;
    const info = { action_info: { scene: { scene_str: scene } } };
    const body =
      expiresS === undefined
        ? { action_name: "QR_LIMIT_STR_SCENE", ...info }
        : { action_name: "QR_STR_SCENE", expire_seconds: expiresS, ...info };
    const patience = new UsualPatience();
    for (;;) {
      try {
        const answer = await this.limiter.single(ENDPOINT, false, () => this.send(action, body));
        return codeIn(action, answer);
      } catch (error) {
        if (isUnknownOutcome(error) || !(await patience.again(error))) throw withRemedy(error);
        if (error instanceof WechatError && error.outcome === "refused") onResend();
      }
    }
  }

  private send(action: string, body: object): Promise<Record<string, unknown>> {
    const sentAtMs = this.limiter.clock();
    return this.tokens.use(async (token) => {
      try {
        return await this.http.json({ action, url: `/cgi-bin/${ENDPOINT}`, query: { access_token: token }, body });
      } catch (error) {
        if (error instanceof WechatError && error.retry === "slower") this.limiter.tooFast(sentAtMs);
        throw error;
      }
    });
  }
}

/** Permanent codes come without `expire_seconds`, or with 0. */
function codeIn(action: string, { url, expire_seconds: seconds }: Record<string, unknown>): ParametricCode {
  const prefix = serviceAccountRule.shape.prefix.safeParse(url);
  if (!prefix.success) {
    const reason =
      typeof url === "string"
        ? t`the answer has the code "${foreign(url)}", which no rule can have`
        : t`the answer has no code in it, so it is not WeChat's`;
    const remedy = t`check the network, proxies and wechat-qr-jump:endpoint, then run again`;
    throw new WechatError({ action, outcome: "unknown", reason, remedy });
  }
  return { prefix: prefix.data, expiresS: Number(seconds) > 0 ? Number(seconds) : undefined };
}

/** What to do about codes that mean something else for rules. */
function withRemedy(error: unknown): unknown {
  if (hasCode(error, 48001)) {
    return error.withRemedy(
      t`only a certified service account makes such codes: name it with --account, or use its credentials`,
    );
  }
  if (hasCode(error, 61007)) return error.withRemedy(t`grant the platform permission set 3`);
  if (hasCode(error, SCENE_REFUSED)) return error.withRemedy(t`write another scene, of 1 to 64 characters`);
  if (hasCode(error, NO_MORE_CODES)) {
    return error.withRemedy(t`the account has its 100,000 permanent codes: make temporary ones with --expires 30d`);
  }
  return error;
}
