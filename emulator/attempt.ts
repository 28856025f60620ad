import type { Call, Caller } from "./call";
import type { CallRecord } from "./call-log";
import { judge } from "./judge";
import type { Verdict } from "./verdict";
import type { World } from "./world";

/** One admitted call in progress: judged, perhaps applied, and noted in its record. */
export class Attempt {
  private lateMs: number | undefined;

  constructor(
    readonly world: World,
    readonly call: Call,
    readonly caller: Caller,
    private readonly record: CallRecord,
  ) {}

  perform(): Verdict {
    const verdict = this.judgeOnly();
    if (verdict.apply) {
      verdict.apply();
      this.record.applied = true;
      this.record.appliedAt = this.world.now();
    }
    return verdict;
  }

  /** Judges and applies the call `lateMs` after its answer. */
  performLate(lateMs: number): void {
    this.lateMs = lateMs;
  }

  /** Call it when the answer, if any, has been sent. */
  answered(): void {
    if (this.lateMs !== undefined) this.world.later(this.lateMs, () => void this.perform());
  }

  judgeOnly(): Verdict {
    const verdict = judge(this.world, this.call, this.caller);
    this.record.errcode = verdict.errcode;
    return verdict;
  }
}
