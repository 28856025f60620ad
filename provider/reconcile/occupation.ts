import { sameContent, type Rule } from "../rules/rule";
import { clock } from "../system/clock";
import type { Dark } from "./dark";
import { SETTLE_MS } from "./settled-writes";
import type { Source } from "./side";
import type { Surprises } from "./surprises";

/** For how long WeChat may call the prefix occupied after reads show that the other account has freed it. */
const FREED_WITHIN_MS = SETTLE_MS;
const TRY_EVERY_MS = 1_000;

/** Settles WeChat's refusal of an add because another account has the prefix: it may be the one that the rule was just deleted from. */
export class Occupation {
  /** When WeChat first said so, on `clock`. */
  private fromMs: number | undefined;

  constructor(
    private readonly source: Source,
    private readonly surprises: Surprises,
  ) {}

  /**
   * @param dark of a code that is dark now.
   * @returns the rule that the other account still has; undefined if the add is to be sent again.
   * @throws the error if that account's rule is another one, or if WeChat goes on refusing without it: then someone else has the prefix.
   */
  async look(error: unknown, dark: Dark | undefined): Promise<Rule | undefined> {
    const { tools, rule } = this.source;
    const isGone = (now: Rule | undefined): boolean => now === undefined;
    const look = { forMs: this.surprises.settleMs(), after: error, patience: dark };
    this.fromMs ??= clock.now();
    const now = await tools.writes.look(rule, this.surprises.unlessOver(isGone), look);
    if (now) {
      if (!sameContent(now, rule) || this.surprises.another(now, dark !== undefined)) throw error;
      return now;
    }
    if (dark?.isOver || clock.now() >= this.fromMs + FREED_WITHIN_MS) throw error;
    await clock.sleep(TRY_EVERY_MS);
    return undefined;
  }
}
