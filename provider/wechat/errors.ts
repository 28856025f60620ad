import { CODES, type Retry } from "./error-codes";

/**
 * What a failed call means for the thing it was to change.
 * - `refused`: WeChat said no; nothing was changed.
 * - `notSent`: WeChat was never reached; nothing was changed.
 * - `unknown`: it may or may not have been done; read before you decide.
 */
export type Outcome = "refused" | "notSent" | "unknown";

interface Failure {
  /** What was tried, e.g. `publish http://weixin.qq.com/q/02P5KzM`. */
  action: string;
  outcome: Outcome;
  reason: string;
  remedy: string;
  code?: number;
  retry?: Retry;
  /** Whether sending it again is of no use. By default so where WeChat refused it. */
  isFinal?: boolean;
  cause?: unknown;
}

/** A call that did not do what it was to do. Its text is one sentence: what was tried, on what, why not, what to do. */
export class WechatError extends Error {
  override readonly name = "WechatError";
  readonly code: number | undefined;
  readonly outcome: Outcome;
  readonly retry: Retry | undefined;
  private isOfWrite = false;

  constructor(private readonly failure: Failure) {
    const { action, outcome, reason, remedy, code, retry, cause } = failure;
    super(`${action}: ${code === undefined ? "" : `${code} `}${reason}; ${remedy}.`, { cause });
    this.code = code;
    this.outcome = outcome;
    this.retry = retry;
  }

  /** Whether sending the call again is of no use. */
  get isFinal(): boolean {
    return this.failure.isFinal ?? this.outcome === "refused";
  }

  /** Whether the same call may succeed later with nobody doing anything: all but what WeChat refuses for good. */
  get mayPass(): boolean {
    const known = this.code === undefined ? undefined : CODES[this.code];
    return this.outcome !== "refused" || known?.retry !== undefined || known?.passes === true;
  }

  /** Marks it as the answer to a write: only there a code such as 85071 tells something of the rule. */
  ofWrite(): this {
    this.isOfWrite = true;
    return this;
  }

  /** Whether WeChat answered one of these codes to a write. */
  refusesWrite(codes: readonly number[]): boolean {
    return this.isOfWrite && this.code !== undefined && codes.includes(this.code);
  }

  /** This failure of a token call, as that of the call that needed the token: which was not sent. */
  beforeCall(): WechatError {
    return new WechatError({ ...this.failure, outcome: "notSent", isFinal: this.isFinal });
  }

  /** The same failure where nothing is left to try but what `remedy` says. */
  final(remedy: string): WechatError {
    const { retry: _, ...failure } = this.failure;
    return new WechatError({ ...failure, remedy });
  }
}

/** The error for an answer whose `errcode` is not 0. */
export function refusal(action: string, code: number, errmsg: string): WechatError {
  const known = CODES[code];
  const rid = /rid: ?([0-9a-f-]+)/.exec(errmsg)?.[1];
  const address = code === 40164 || code === 61004 ? /\d+\.\d+\.\d+\.\d+/.exec(errmsg)?.[0] : undefined;
  const meaning = known?.meaning ?? `WeChat answers "${errmsg.replace(/ ?rid: ?[0-9a-f-]+/, "")}"`;
  return new WechatError({
    action,
    code,
    outcome: known?.outcome ?? "refused",
    reason: meaning + (address ? ` (it saw ${address})` : "") + (rid ? ` (rid ${rid})` : ""),
    remedy: known?.remedy ?? "look the code up in WeChat's documentation",
    ...(known?.retry && { retry: known.retry }),
  });
}

export function hasCode(error: unknown, ...codes: number[]): error is WechatError {
  return error instanceof WechatError && error.code !== undefined && codes.includes(error.code);
}

/** As {@link hasCode}, of an answer to a write. */
export function isWriteRefused(error: unknown, ...codes: number[]): error is WechatError {
  return error instanceof WechatError && error.refusesWrite(codes);
}

export function isUnknownOutcome(error: unknown): error is WechatError {
  return error instanceof WechatError && error.outcome === "unknown";
}

export function isNotSent(error: unknown): error is WechatError {
  return error instanceof WechatError && error.outcome === "notSent";
}
