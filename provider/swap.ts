import { describe, sameContent, type Rule } from "./rule";
import { TRIES, type SettledWrites } from "./settled-writes";
import { ALREADY_EXISTS, hasCode } from "./wechat/errors";
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
    await this.writes.delete(turn, old);
    try {
      await this.addAfterDelete(turn, old, want);
      if (want.published) await this.writes.publish(turn, want);
    } catch (refusal) {
      throw await this.putBack(turn, old, want, refusal);
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

  /** @returns the error that tells how it ended. */
  private async putBack(turn: Turn, old: Rule, want: Rule, refusal: unknown): Promise<Error> {
    const why = messageOf(refusal);
    try {
      const left = (await this.live.findNow(old)) ?? (await this.live.findNow(want));
      if (left && !sameContent(left, old)) await this.writes.delete(turn, left);
      if (!left || !sameContent(left, old)) await this.writes.add(turn, old);
      if (old.published && !(left?.published && sameContent(left, old))) await this.writes.publish(turn, old);
      return new Error(`${why} The old rule was put back: WeChat serves ${describe(old)}.`, { cause: refusal });
    } catch (error) {
      const message =
        `${why} Putting the old rule back failed as well: ${messageOf(error)} ` +
        `WeChat serves nothing for ${want.prefix} now; run "pulumi up" again as soon as that is mended.`;
      return new Error(message, { cause: refusal });
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
