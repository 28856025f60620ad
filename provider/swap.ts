import { describe, sameContent, sameRule, type Rule } from "./rule";
import { TRIES, UnclearError, type SettledWrites } from "./settled-writes";
import { ALREADY_EXISTS, hasCode, messageOf } from "./wechat/errors";
import type { LiveRules } from "./wechat/live-rules";
import type { Turn } from "./wechat/rate-limit";

/**
 * Replaces a rule that cannot be changed in place: delete, add and publish back to back, while its code is dark. Where WeChat
 * refuses on the way, the old rule is put back, and the error says which of the two is served.
 */
export class Swap {
  constructor(
    private readonly writes: SettledWrites,
    private readonly live: LiveRules,
  ) {}

  async run(turn: Turn, old: Rule, want: Rule): Promise<void> {
    try {
      await this.writes.delete(turn, old);
    } catch (error) {
      // Otherwise it is known that nothing was deleted.
      if (!(error instanceof UnclearError)) throw error;
      return this.putBack(turn, old, want, error);
    }
    try {
      await this.addAfterDelete(turn, old, want);
      if (want.published) await this.writes.publish(turn, want);
    } catch (refusal) {
      await this.putBack(turn, old, want, refusal);
    }
  }

  private async addAfterDelete(turn: Turn, old: Rule, want: Rule): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.writes.add(turn, want);
      } catch (error) {
        // The delete answered ok and did nothing.
        const stillThere = hasCode(error, ALREADY_EXISTS) && tries < TRIES && (await this.live.findNow(old));
        if (!stillThere) throw error;
        await this.writes.delete(turn, old);
      }
    }
  }

  /** @throws the error that tells how it ended, unless the swap turns out to be done. */
  private async putBack(turn: Turn, old: Rule, want: Rule, refusal: unknown): Promise<void> {
    const why = messageOf(refusal);
    try {
      const left = await this.look(old, want);
      if (left && sameRule(left, want)) return;
      if (left && !sameContent(left, old)) await this.writes.delete(turn, left);
      if (!left || !sameContent(left, old)) await this.writes.add(turn, old);
      if (old.published && !(left?.published && sameContent(left, old))) await this.writes.publish(turn, old);
    } catch (error) {
      throw new Error(
        `${why} Putting the old rule back failed as well: ${messageOf(error)} ${await this.served(old, want)}; ` +
          `run "pulumi up" again as soon as that is mended.`,
        { cause: error },
      );
    }
    throw new Error(`${why} The old rule was put back: WeChat serves ${describe(old)}.`, { cause: refusal });
  }

  private async look(old: Rule, want: Rule): Promise<Rule | undefined> {
    return (await this.live.findNow(old)) ?? (await this.live.findNow(want));
  }

  /** What WeChat serves now, for a message. */
  private async served(old: Rule, want: Rule): Promise<string> {
    try {
      const now = await this.look(old, want);
      if (now?.published) return `WeChat serves ${describe(now)}`;
      return `WeChat serves nothing for ${want.prefix} now`;
    } catch {
      return `What WeChat serves for ${want.prefix} now could not be read; it may be nothing`;
    }
  }
}
