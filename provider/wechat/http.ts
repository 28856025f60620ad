import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { isAxiosError, type AxiosInstance } from "axios";
import { refusal, WechatError } from "./errors";

export interface Call {
  /** For messages: what is tried, on what. */
  action: string;
  method?: "GET" | "POST";
  url: string;
  query?: Record<string, string>;
  body?: unknown;
}

/** Errors of a connection that was never made: WeChat cannot have seen the request. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"]);

/**
 * Sends JSON and reads JSON, with a time-out on every call. A failure of any kind becomes a {@link WechatError} that carries
 * neither the URL's query nor the body, which hold tokens and secrets.
 */
export class Http {
  private readonly axios: AxiosInstance;
  /** How far this machine's clock is ahead of the server's, as of the last answer that says what time it is there. */
  clockAheadMs: number | undefined;

  constructor(
    readonly endpoint: string,
    private readonly timeoutMs: number,
  ) {
    this.axios = axios.create({
      baseURL: endpoint,
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true }),
      maxRedirects: 0,
      validateStatus: () => true,
      responseType: "text",
      transformResponse: (text: string) => text,
    });
  }

  /** @throws WechatError also for HTTP 200 with an `errcode` other than 0: that is how WeChat says no. */
  async json(call: Call): Promise<Record<string, unknown>> {
    const { status, text } = await this.text(call);
    const answer = parseObject(text);
    const errcode = Number(answer?.["errcode"] ?? 0);
    // WeChat says no by its errcode alone: any other status but 200 is a gateway's, whatever JSON comes with it.
    if (!answer || status >= 500 || (status >= 300 && errcode === 0)) {
      const what = answer ? `HTTP ${status}` : `HTTP ${status} without readable JSON`;
      throw this.unreachable(call, what, "unknown", undefined);
    }
    if (errcode !== 0)
      throw refusal(call.action, errcode, typeof answer["errmsg"] === "string" ? answer["errmsg"] : "");
    return answer;
  }

  async text({ action, method = "POST", url, query, body }: Call): Promise<{ status: number; text: string }> {
    try {
      const response = await this.axios.request<string>({
        method,
        url,
        ...(query && { params: query }),
        ...(body !== undefined && { data: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      const dateMs = Date.parse(String(response.headers["date"]));
      if (!Number.isNaN(dateMs)) this.clockAheadMs = Date.now() - dateMs;
      return { status: response.status, text: response.data };
    } catch (error) {
      throw this.connectionError({ action, url }, error);
    }
  }

  private connectionError(call: Call, error: unknown): WechatError {
    const code = isAxiosError(error) ? (error.code ?? "") : "";
    if (code === "ERR_CANCELED")
      return this.unreachable(call, `no answer within ${this.timeoutMs / 1000} s`, "unknown", undefined);
    // Only code and message are kept: the whole axios error holds the URL with the token.
    const cause = Object.assign(new Error(isAxiosError(error) ? error.message : "connection failed"), { code });
    return this.unreachable(
      call,
      `the connection failed (${code || cause.message})`,
      NOT_SENT.has(code) ? "notSent" : "unknown",
      cause,
    );
  }

  private unreachable(call: Call, reason: string, outcome: "notSent" | "unknown", cause: unknown): WechatError {
    const host = new URL(call.url, this.endpoint).origin;
    return new WechatError({
      action: call.action,
      outcome,
      reason: `${reason} from ${host}`.replace(/\) from/, ") to"),
      remedy: "check the network, proxies and wechat-qr-jump:endpoint, then run again",
      cause,
    });
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
