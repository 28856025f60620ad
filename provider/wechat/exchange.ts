import http, { type ClientRequest, type ClientRequestArgs, type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { AxiosRequestConfig, AxiosResponse } from "axios";
import { t } from "../text/message";
import { endedBy } from "./ended-by";

/** Loads axios with the first call to WeChat: it takes a third of a provider's start, and many runs make no call there. */
function axios(): typeof import("axios") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- one of the two builds of axios, that of CommonJS, is enough
  return require("axios") as typeof import("axios");
}

/** More than an answer with the latest 10,000 rules needs. */
const LONGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/** An exchange without an answer. Contains neither the URL nor the body, which hold tokens and secrets. */
export class ExchangeError extends Error {
  override readonly name = "ExchangeError";

  /**
   * @param message why there is no answer.
   * @param mayBeSent false if no connection to the server was ready, so that the server cannot have received the request.
   */
  constructor(
    message: string,
    readonly kind: "timeout" | "tooLong" | "failed",
    readonly mayBeSent: boolean,
    cause?: Error,
  ) {
    super(message, { cause });
  }
}

/**
 * Sends one request and reads its answer as text, whatever its status. Ends after `timeoutMs` at the latest, however far it has
 * got: name look-up, connection, proxy, TLS, headers or body. Its socket is then gone too. Until it ends, the process stays
 * alive.
 *
 * @throws ExchangeError
 */
export async function exchange(config: AxiosRequestConfig, timeoutMs: number): Promise<AxiosResponse<string>> {
  // Its loading takes none of the time.
  const client = axios();
  const watch = new Watch();
  const timer = setTimeout(() => watch.end(), timeoutMs);
  try {
    const answer = client.request<string>({
      maxContentLength: LONGEST_ANSWER_BYTES,
      ...config,
      transport: watch,
      maxRedirects: 0,
      validateStatus: () => true,
      responseType: "text",
    });
    return await Promise.race([answer, watch.ended]);
  } catch (error) {
    throw watch.errorFor(error, timeoutMs);
  } finally {
    clearTimeout(timer);
  }
}

/** The transport that axios uses: watches how far the request gets, and ends it. */
class Watch {
  /** True once a connection to the server was ready for the request. */
  connected = false;
  readonly ended: Promise<never>;
  private fail: (reason: Error) => void = () => undefined;
  private isTimedOut = false;
  private readonly abort = new AbortController();

  constructor() {
    this.ended = new Promise((_, reject) => (this.fail = reject));
    this.ended.catch(() => undefined);
  }

  request(options: ClientRequestArgs, answered: (response: IncomingMessage) => void): ClientRequest {
    const { request: send } = options.protocol === "https:" ? https : http;
    let isAnswered = false;
    const { signal } = this.abort;
    // Node does not pass a request's signal to its agent, so it is passed to the proxy tunnel separately.
    const request = send({ ...options, signal, ...endedBy(signal) }, (response) => {
      isAnswered = true;
      if (response.statusCode === 101) this.switched(response.socket);
      else answered(response);
    });
    request.once("socket", (socket: Socket) => this.whenReady(request, socket));
    request.once("proxyConnect", ({ statusCode }: { statusCode: number }) => {
      const what = Number.isNaN(statusCode) ? t`something that is not HTTP` : `HTTP ${statusCode}`;
      if (statusCode !== 200) request.destroy(new Error(t`the proxy answers ${what}`));
    });
    request.once("upgrade", (_response: IncomingMessage, socket: Socket) => this.switched(socket));
    // Node ends some requests with neither an answer nor an error.
    request.once("close", () => {
      if (!isAnswered) setImmediate(() => this.fail(new Error(t`closed without an answer`)));
    });
    return request;
  }

  end(): void {
    this.isTimedOut = true;
    this.fail(new Error());
    this.abort.abort();
  }

  errorFor(error: unknown, timeoutMs: number): ExchangeError {
    if (this.isTimedOut) {
      const [seconds, { connected }] = [timeoutMs / 1000, this];
      const message = connected ? t`no answer within ${seconds} s` : t`no connection within ${seconds} s`;
      return new ExchangeError(message, "timeout", connected);
    }
    const { code, message } = error as NodeJS.ErrnoException;
    // Only code and message are kept: the whole axios error holds the URL with the token.
    const cause = Object.assign(new Error(message), { code });
    if (axios().isAxiosError(error) && message.includes("maxContentLength")) {
      return new ExchangeError(t`the answer is too long`, "tooLong", this.connected, cause);
    }
    return new ExchangeError(code ?? message, "failed", this.connected, cause);
  }

  private switched(socket: Socket): void {
    socket.destroy();
    this.fail(new Error("HTTP 101 Switching Protocols"));
  }

  private whenReady(request: ClientRequest, socket: Socket): void {
    const ready = (): void => void (this.connected = true);
    if (request.reusedSocket) ready();
    else if (socket instanceof TLSSocket) socket.once("secureConnect", ready);
    else socket.once("connect", ready);
  }
}
