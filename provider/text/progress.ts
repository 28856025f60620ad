import { counted } from "./listed";
import { t } from "./message";

const EVERY_MS = 5_000;
/** The pace is measured over the last half minute. */
const RECENT_MS = 30_000;

/** Prints a line every five seconds while work is under way: how much is done, how fast, and how long the rest will take. */
export class Progress {
  private done = 0;
  private underWay = 0;
  private readonly ended: number[] = [];
  private beganAtMs = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param what what is done with the things.
   * @param total how many there will be, if known.
   * @param counting says how many things there are.
   */
  constructor(
    private readonly what: "deleted" | "done" | "seen",
    private readonly print: (line: string) => void,
    private readonly total?: number,
    private readonly now: () => number = () => performance.now(),
    private readonly counting: (count: number) => string = (count) => counted(count, "rule"),
  ) {}

  /** Counts a piece of work when it ends, whether it succeeds or fails. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.begin();
    try {
      return await work;
    } finally {
      this.underWay -= 1;
      this.done += 1;
      this.ended.push(this.now());
    }
  }

  private begin(): void {
    this.underWay += 1;
    if (this.timer) return;
    this.beganAtMs = this.now();
    this.timer = setInterval(() => this.tick(), EVERY_MS);
    this.timer.unref();
  }

  private tick(): void {
    if (this.underWay === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    this.print(this.line());
  }

  private line(): string {
    const sinceMs = Math.max(this.beganAtMs, this.now() - RECENT_MS);
    while ((this.ended[0] ?? Infinity) < sinceMs) this.ended.shift();
    const aSecond = (this.ended.length * 1000) / (this.now() - sinceMs);
    const [done, pace] = [this.doneText(), aSecond.toFixed(1)];
    if (this.total === undefined || aSecond === 0) return t`${done}, ${pace} a second`;
    return t`${done}, ${pace} a second, ${duration((this.total - this.done) / aSecond)} left`;
  }

  private doneText(): string {
    const { done, total, counting } = this;
    if (total === undefined) {
      const all = counting(done);
      return { deleted: t`${all} deleted`, done: t`${all} done`, seen: t`${all} looked at` }[this.what];
    }
    const all = counting(total);
    return {
      deleted: t`${done} of ${all} deleted`,
      done: t`${done} of ${all} done`,
      seen: t`${done} of ${all} looked at`,
    }[this.what];
  }
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? t`${whole} s` : t`${Math.floor(whole / 60)} min ${whole % 60} s`;
}
