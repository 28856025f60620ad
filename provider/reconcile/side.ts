import type { Rule } from "../rules/rule";
import type { WechatClient } from "../wechat/client";
import type { Turn } from "../wechat/limits/rate-limit";
import type { LiveRules } from "../wechat/live-rules";
import type { SettledWrites } from "./settled-writes";

/** What it takes to write and read an account's rules. */
export interface Tools {
  client: WechatClient;
  live: LiveRules;
  writes: SettledWrites;
  /** Leaves reading back what was made to the stack program, which does it once for all rules. False if no program can do that. */
  leaveToProgram: (rule: Rule) => boolean;
}

/** Where a rule is made or deleted: what it takes to write to an account, and the slots for it. */
export interface Side {
  tools: Tools;
  turn: Turn;
}

/** The account that a rule moves away from. */
export interface Source extends Side {
  /** The rule as it may be there. */
  rule: Rule;
}

/** A rule that was deleted a moment ago, and when, on `clock`. Reads may still show it. */
export interface Deleted {
  rule: Rule;
  atMs: number;
  from: Tools;
}
