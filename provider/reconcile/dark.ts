import { clock, timeOfDay } from "../system/clock";
import { messageOf } from "../text/message-of";
import { WechatError } from "../wechat/errors";
import { BackOff, type Patience } from "../wechat/patience";
import { UnclearError } from "./settled-writes";

/** How passing faults are outlasted while a code is dark. */
export interface Outlasting {
  /** For how long, in milliseconds. */
  forMs: number;
  /** Prints a line. */
  say(line: string): void;
  /** Aborted when this process is to end. */
  signal: AbortSignal;
}

const SAY_EVERY_MS = 5_000;
/** While nothing is dark faults are outlasted for less long. */
const BEFORE_MS = 120_000;
/** The Pulumi CLI waits 5 seconds for a process that it has told to end. */
const LAST_TRIES_MS = 3_500;

/**
 * The patience with which a code is brought back that is dark: every fault that may pass is outlasted, those of tokens too, and a
 * line every few seconds says which code is dark, since when and why.
 */
export class Dark implements Patience {
  private fromMs = clock.now();
  private since = new Date();
  private readonly backOff = new BackOff();
  private readonly stopped: Promise<void>;
  private untilMs: number;
  private verb: "waits to be changed" | "may be dark" | "is dark" = "may be dark";
  private isHurried = false;
  private why: string | undefined;
  private stop: () => void = () => undefined;
  private readonly timer: NodeJS.Timeout;

  /** @param what is dark, e.g. a prefix. */
  constructor(
    private readonly what: string,
    private readonly outlasting: Outlasting,
  ) {
    const { forMs, signal } = outlasting;
    this.untilMs = this.fromMs + forMs;
    this.stopped = new Promise((resolve) => {
      this.stop = () => resolve(this.hurry());
    });
    if (signal.aborted) this.stop();
    else signal.addEventListener("abort", this.stop);
    this.timer = setInterval(() => this.tick(), SAY_EVERY_MS).unref();
  }

  /** From now on it is known that the code is dark. */
  begin(): void {
    if (this.verb === "is dark") return;
    this.verb = "is dark";
    const { forMs, signal } = this.outlasting;
    if (signal.aborted) return;
    this.fromMs = clock.now();
    this.since = new Date();
    this.untilMs = this.fromMs + forMs;
  }

  /** A step was done, so the next failure is a new one. */
  progress(): void {
    this.backOff.reset();
    this.why = undefined;
  }

  /** @returns false for what WeChat refuses for good, and when the time is over. */
  async again(failure: unknown): Promise<boolean> {
    this.why = messageOf(failure);
    if (this.verb !== "is dark") this.verb = failure instanceof WechatError ? "waits to be changed" : "may be dark";
    if (failure instanceof WechatError && !this.outlasts(failure)) return false;
    // What is not begun any more, because this process is to end.
    if (!(failure instanceof WechatError || failure instanceof UnclearError) || this.isOver) return false;
    const wait = this.backOff.wait();
    await (this.isHurried ? wait : Promise.race([wait, this.stopped]));
    return true;
  }

  /** While nothing is dark, what sending again cannot fix is told at once: a wrong secret, say. */
  private outlasts(failure: WechatError): boolean {
    const isUseless = failure.outcome === "notSent" && failure.isFinal;
    return failure.mayPass && (this.verb === "is dark" || !isUseless);
  }

  /** Whether the time to outlast faults is over. */
  get isOver(): boolean {
    return clock.now() >= this.endMs;
  }

  private get endMs(): number {
    return this.verb === "waits to be changed" ? Math.min(this.untilMs, this.fromMs + BEFORE_MS) : this.untilMs;
  }

  end(): void {
    clearInterval(this.timer);
    this.outlasting.signal.removeEventListener("abort", this.stop);
  }

  private hurry(): void {
    this.isHurried = true;
    this.backOff.reset();
    this.untilMs = Math.min(this.untilMs, clock.now() + LAST_TRIES_MS);
  }

  private tick(): void {
    if (this.why === undefined && this.verb !== "is dark") return;
    const seconds = Math.round((clock.now() - this.fromMs) / 1000);
    const why = this.why ?? "its new rule is on its way.";
    const until = timeOfDay(Date.now() + Math.max(0, this.endMs - clock.now()));
    this.outlasting.say(
      `${this.what} ${this.verb} since ${timeOfDay(this.since.getTime())} (${seconds} s): ${why} It is tried again until ${until}.`,
    );
  }
}
