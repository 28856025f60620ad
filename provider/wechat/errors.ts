import { t } from "../text/message";
import { foreign, visible } from "../text/visible";
import { addressesIn } from "./addresses";
import { CODES, type Retry } from "./error-codes";

/**
 * What a failed call means for what it should have changed.
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
  /** True if a retry is useless. Default: true if WeChat refused the call. */
  isFinal?: boolean;
  cause?: unknown;
}

/** A call that failed. Its message is one sentence: what was done, to what, why it failed, and what to do. */
export class WechatError extends Error {
  override readonly name = "WechatError";
  readonly code: number | undefined;
  readonly outcome: Outcome;
  readonly retry: Retry | undefined;
  private isOfWrite = false;

  constructor(private readonly failure: Failure) {
    const { action, outcome, reason, remedy, code, retry, cause } = failure;
    const why = code === undefined ? reason : `${code} ${reason}`;
    super(visible(t`${action}: ${why}; ${remedy}.`), { cause });
    this.code = code;
    this.outcome = outcome;
    this.retry = retry;
  }

  /** True if a retry is useless. */
  get isFinal(): boolean {
    return this.failure.isFinal ?? this.outcome === "refused";
  }

  /** True if the same call may succeed later by itself: always, unless WeChat refuses for good. */
  get mayPass(): boolean {
    const known = this.code === undefined ? undefined : CODES[this.code];
    return this.outcome !== "refused" || known?.retry !== undefined || known?.passes === true;
  }

  /** Marks it as the answer to a write. Only there does a code such as 85071 say something about the rule. */
  ofWrite(): this {
    this.isOfWrite = true;
    return this;
  }

  /** True if WeChat answered a write with one of these codes. */
  refusesWrite(codes: readonly number[]): boolean {
    return this.isOfWrite && this.code !== undefined && codes.includes(this.code);
  }

  /** Turns this failure of a token call into one of the call that needed the token, which was not sent. */
  beforeCall(): WechatError {
    return new WechatError({ ...this.failure, outcome: "notSent", isFinal: this.isFinal });
  }

  /** The same failure with another thing to do about it. */
  withRemedy(remedy: string): WechatError {
    return new WechatError({ ...this.failure, remedy });
  }

  /** The same failure in other words. */
  inWords(change: (text: string) => string): WechatError {
    const { action, reason, remedy } = this.failure;
    const words = { action: change(action), reason: change(reason), remedy: change(remedy) };
    const error = new WechatError({ ...this.failure, ...words });
    return this.isOfWrite ? error.ofWrite() : error;
  }

  /** The same failure with no retry left: only `remedy` helps. */
  final(remedy: string): WechatError {
    const { retry: _, ...failure } = this.failure;
    return new WechatError({ ...failure, remedy });
  }
}

const LONGEST_RID = 26;

/**
 * The error for an answer whose `errcode` is not 0.
 *
 * @param secrets what WeChat may have repeated from the request and must not be shown.
 */
export function refusal(action: string, code: number, errmsg: string, secrets: readonly string[] = []): WechatError {
  const known = CODES[code];
  const rid = /rid: ?([0-9a-f]+(?:-[0-9a-f]+)*)/.exec(errmsg)?.[1]?.slice(0, LONGEST_RID);
  const meaning = known?.meaning() ?? t`WeChat answers "${foreign(errmsg.replace(/ ?rid: ?[0-9a-f-]+/, ""), secrets)}"`;
  const reason = withAddresses(meaning, code === 40164 || code === 61004 ? addressesIn(errmsg) : []);
  return new WechatError({
    action,
    code,
    outcome: known?.outcome ?? "refused",
    reason: rid ? t`${reason} (rid ${rid})` : reason,
    remedy: known?.remedy() ?? t`look the code up in WeChat's documentation`,
    ...(known?.retry && { retry: known.retry }),
  });
}

function withAddresses(meaning: string, [one, other]: string[]): string {
  if (one === undefined) return meaning;
  return other === undefined ? t`${meaning} (it saw ${one})` : t`${meaning} (it saw ${one} and ${other})`;
}

export function hasCode(error: unknown, ...codes: number[]): error is WechatError {
  return error instanceof WechatError && error.code !== undefined && codes.includes(error.code);
}

/** Like {@link hasCode}, but only for the answer to a write. */
export function isWriteRefused(error: unknown, ...codes: number[]): error is WechatError {
  return error instanceof WechatError && error.refusesWrite(codes);
}

export function isUnknownOutcome(error: unknown): error is WechatError {
  return error instanceof WechatError && error.outcome === "unknown";
}

export function isNotSent(error: unknown): error is WechatError {
  return error instanceof WechatError && error.outcome === "notSent";
}
