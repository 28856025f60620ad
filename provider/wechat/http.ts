import { t } from "../text/message";
import { Agents } from "./agents";
import { refusal, WechatError, type Outcome } from "./errors";
import { exchange, ExchangeError } from "./exchange";

export interface Call {
  /** For messages: what is done, and to what. */
  action: string;
  method?: "GET" | "POST";
  url: string;
  query?: Record<string, string>;
  body?: unknown;
  /** Shortens the time-out. */
  withinMs?: number;
}

/** How a JPEG and a PNG begin. */
const IMAGE = /^(?:\xff\xd8\xff|\x89PNG\r\n)/;

/**
 * Sends and reads JSON, with a time-out on every call. Every failure becomes a {@link WechatError}, which contains neither the
 * URL's query nor the body: those hold tokens and secrets.
 */
export class Http {
  /** How far this machine's clock is ahead of the server's, according to the last answer that gave the server's time. */
  clockAheadMs: number | undefined;

  constructor(
    readonly endpoint: string,
    private readonly timeoutMs: number,
    private readonly agents = new Agents(),
  ) {}

  /** @throws WechatError also for HTTP 200 with an `errcode` other than 0: that is how WeChat refuses. */
  async json(call: Call): Promise<Record<string, unknown>> {
    const { status, text } = await this.text(call);
    return this.accepted(call, status, parseObject(text));
  }

  /**
   * For a call that answers an image, whatever content type it comes with.
   *
   * @throws WechatError for anything else.
   */
  async image(call: Call): Promise<void> {
    const { status, text } = await this.text(call, "latin1");
    if (status === 200 && IMAGE.test(text)) return;
    const answer = parseObject(Buffer.from(text, "latin1").toString("utf8"));
    if (answer) this.accepted(call, status, answer);
    const reason = t`HTTP ${status} without an image from ${this.originOf(call)}`;
    throw unreachable(call.action, reason, "unknown", undefined);
  }

  /** @throws WechatError if WeChat refuses, or if the answer is not WeChat's. */
  private accepted(call: Call, status: number, answer: Record<string, unknown> | undefined): Record<string, unknown> {
    const errcode = Number(answer?.["errcode"] ?? 0);
    // WeChat refuses by errcode alone: any status other than 200 comes from a gateway, whatever JSON comes with it.
    if (!answer || status >= 500 || (status >= 300 && errcode === 0)) {
      const origin = this.originOf(call);
      const reason = answer ? t`HTTP ${status} from ${origin}` : t`HTTP ${status} without readable JSON from ${origin}`;
      throw unreachable(call.action, reason, "unknown", undefined);
    }
    if (errcode !== 0) throw refusal(call.action, errcode, errmsgOf(answer), secretsOf(call));
    return answer;
  }

  /** @param encoding `latin1` gives a letter for each byte. */
  async text(call: Call, encoding?: "latin1"): Promise<{ status: number; text: string }> {
    const { action, method = "POST", url, query, body, withinMs = Infinity } = call;
    const address = /^https?:/.test(url) ? url : this.endpoint.replace(/\/+$/, "") + url;
    try {
      const response = await exchange(
        {
          ...this.agents.to(address),
          method,
          url: address,
          ...(encoding && { responseEncoding: encoding }),
          ...(query && { params: query }),
          ...(body !== undefined && { data: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
        },
        Math.min(this.timeoutMs, Math.max(1, withinMs)),
      );
      const dateMs = Date.parse(String(response.headers["date"]));
      if (!Number.isNaN(dateMs)) this.clockAheadMs = Date.now() - dateMs;
      return { status: response.status, text: response.data };
    } catch (error) {
      throw error instanceof ExchangeError ? this.connectionError({ action, url }, error) : error;
    }
  }

  private connectionError(call: Call, error: ExchangeError): WechatError {
    const outcome = error.mayBeSent ? "unknown" : "notSent";
    return unreachable(call.action, this.connectionReason(error, this.originOf(call)), outcome, error.cause);
  }

  private connectionReason({ kind, message, mayBeSent }: ExchangeError, origin: string): string {
    const seconds = this.timeoutMs / 1000;
    if (kind !== "timeout") return t`the connection failed (${message}) to ${origin}`;
    return mayBeSent
      ? t`no answer within ${seconds} s from ${origin}`
      : t`no connection within ${seconds} s to ${origin}`;
  }

  private originOf({ url }: Pick<Call, "url">): string {
    return new URL(url, this.endpoint).origin;
  }
}

function unreachable(action: string, reason: string, outcome: Outcome, cause: unknown): WechatError {
  const remedy = t`check the network, proxies and wechat-qr-jump:endpoint, then run again`;
  return new WechatError({ action, outcome, reason, remedy, cause });
}

/** The tokens and secrets that a call sends. */
function secretsOf({ query, body }: Call): string[] {
  return Object.entries({ ...query, ...(body as object | undefined) }).flatMap(([name, value]) =>
    /secret|token/.test(name) && typeof value === "string" ? [value] : [],
  );
}

export function errmsgOf({ errmsg }: Record<string, unknown>): string {
  return typeof errmsg === "string" ? errmsg : "";
}

export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
