import { clock, timeOfDay } from "../system/clock";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { WechatError } from "../wechat/errors";
import { BackOff, type Patience } from "../wechat/patience";
import { UnclearError } from "./settled-writes";

/** How faults that may pass are outlasted while a code is dark. */
export interface Outlasting {
  /** For how long, in milliseconds. */
  forMs: number;
  /** Prints a line. */
  say(line: string): void;
  /** Aborted when this process must end. */
  signal: AbortSignal;
}

const SAY_EVERY_MS = 5_000;
/** Faults are outlasted for a shorter time while nothing is dark. */
const BEFORE_MS = 120_000;
/** The Pulumi CLI waits 5 seconds for a process that it has told to end. */
const LAST_TRIES_MS = 3_500;

/**
 * The patience for bringing back a dark code: it outlasts every fault that may pass, including token faults. Every few seconds
 * a line says which code is dark, since when and why.
 */
export class Dark implements Patience {
  private fromMs = clock.now();
  private since = new Date();
  private readonly backOff = new BackOff();
  private readonly stopped: Promise<void>;
  private untilMs: number;
  private state: "waits" | "maybe" | "dark" = "maybe";
  private isHurried = false;
  private why: string | undefined;
  private stop: () => void = () => undefined;
  private readonly timer: NodeJS.Timeout;

  /** @param what what is dark, e.g. a prefix. */
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

  /** From now on the code is known to be dark. */
  begin(): void {
    if (this.state === "dark") return;
    this.state = "dark";
    const { forMs, signal } = this.outlasting;
    if (signal.aborted) return;
    this.fromMs = clock.now();
    this.since = new Date();
    this.untilMs = this.fromMs + forMs;
  }

  /** A step succeeded, so the next failure is a new one. */
  progress(): void {
    this.backOff.reset();
    this.why = undefined;
  }

  /** @returns false if WeChat refuses for good, or if the time is over. */
  async again(failure: unknown): Promise<boolean> {
    this.why = messageOf(failure);
    if (this.state !== "dark") this.state = failure instanceof WechatError ? "waits" : "maybe";
    if (failure instanceof WechatError && !this.outlasts(failure)) return false;
    // Any other error means that the work was not started, because this process must end.
    if (!(failure instanceof WechatError || failure instanceof UnclearError) || this.isOver) return false;
    const wait = this.backOff.wait();
    await (this.isHurried ? wait : Promise.race([wait, this.stopped]));
    return true;
  }

  /** While nothing is dark, an error that a retry cannot fix is reported at once, e.g. a wrong secret. */
  private outlasts(failure: WechatError): boolean {
    const isUseless = failure.outcome === "notSent" && failure.isFinal;
    return failure.mayPass && (this.state === "dark" || !isUseless);
  }

  /** True if the time to outlast faults is over. */
  get isOver(): boolean {
    return clock.now() >= this.endMs;
  }

  private get endMs(): number {
    return this.state === "waits" ? Math.min(this.untilMs, this.fromMs + BEFORE_MS) : this.untilMs;
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
    if (this.why === undefined && this.state !== "dark") return;
    const seconds = Math.round((clock.now() - this.fromMs) / 1000);
    const why = this.why ?? t`its new rule is on its way.`;
    const until = timeOfDay(Date.now() + Math.max(0, this.endMs - clock.now()));
    this.outlasting.say(t`${this.whatIsSo(seconds)}: ${why} It is tried again until ${until}.`);
  }

  private whatIsSo(seconds: number): string {
    const since = timeOfDay(this.since.getTime());
    switch (this.state) {
      case "waits":
        return t`${this.what} waits to be changed since ${since} (${seconds} s)`;
      case "maybe":
        return t`${this.what} may be dark since ${since} (${seconds} s)`;
      case "dark":
        return t`${this.what} is dark since ${since} (${seconds} s)`;
    }
  }
}
