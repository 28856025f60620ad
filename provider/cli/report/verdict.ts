import { PrefixIndex } from "../../rules/coverage";
import { isServiceAccountRule, type Rule } from "../../rules/rule";
import { visible } from "../../text/visible";
import { t } from "../../text/message";
import type { StackRule } from "../../reading/read-rules";
import type { Compared } from "../comparison";
import type { AccountNames } from "../stack-accounts";

/** What scanning a code does: opens the page for everyone, for testers only, or nothing. */
export type Effect = "works" | "testers" | "dead";

export interface Verdict {
  effect: Effect;
  /** The rule of a shorter prefix that takes the code while its own is missing. */
  through: Rule | undefined;
}

/** Judges rules as WeChat does, which takes the most specific live rule. */
export function judge(rules: Compared[]): (rule: Compared) => Verdict {
  const live = new PrefixIndex<Rule>();
  for (const rule of rules) if (rule.live) live.add(rule.prefix, rule.live);
  return ({ prefix, live: own }) => {
    if (own) return { effect: effectOf(own), through: undefined };
    const [taker] = live.covering(prefix).sort((a, b) => b.prefix.length - a.prefix.length);
    return taker?.published ? { effect: "works", through: taker } : { effect: "dead", through: undefined };
  };
}

function effectOf(live: Rule): Effect {
  if (live.published) return "works";
  return isServiceAccountRule(live) || live.debugUrls.length === 0 ? "dead" : "testers";
}

/** The badge of an effect. None is part of another, because people search for them. */
export function effectName(effect: Effect): string {
  return { works: t`works`, testers: t`testers only`, dead: t`dead` }[effect];
}

/** The badge of a rule that is not as listed. */
export function driftName(status: Compared["status"]): string | undefined {
  if (status === "same") return undefined;
  return {
    missing: t`missing in WeChat`,
    different: t`not as listed`,
    elsewhere: t`in another account`,
    unmanaged: t`not listed`,
  }[status];
}

/** What scanning does, and what to do about it if anything. */
export function hintsOf({ status }: Compared, { effect, through }: Verdict): string[] {
  const said = through
    ? t`Its own rule is missing: scanning opens the page of ${through.prefix} instead.`
    : { works: worksText(status), testers: t`Opens for testers only.`, dead: t`Does nothing: the code is dead.` }[
        effect
      ];
  return [said, ...adviceOf(status, effect)];
}

function worksText(status: Compared["status"]): string {
  return status === "different" || status === "elsewhere"
    ? t`Works, but not as listed.`
    : t`Works: scanning opens this page.`;
}

function adviceOf(status: Compared["status"], effect: Effect): string[] {
  if (status === "same") return effect === "works" ? [] : [t`Do not hand it out yet.`];
  if (effect === "works") return [t`Tell whoever looks after the rules.`];
  return [t`Do not hand it out, and tell whoever looks after the rules.`];
}

/** What is live, and what is listed instead, field by field. */
export function driftLines({ declared, live, status, owner }: Compared, { label }: AccountNames): string[] {
  if (!declared || !live) return [];
  const account = t`in account ${label(owner)} instead of ${label(declared.account)}`;
  return [...(status === "elsewhere" ? [account] : []), ...fieldLines(declared, live)];
}

function fieldLines(declared: StackRule, live: Rule): string[] {
  const found = new Map<string, unknown>(Object.entries(live));
  return Object.entries(declared.args)
    .map(([field, value]) => ({ field, listed: shown(value), live: shown(found.get(field)) }))
    .filter(({ listed, live: now }) => listed !== now)
    .map(({ field, listed, live: now }) => {
      if (field === "published") return live.published ? t`published, but listed as unpublished` : t`not published`;
      if (field === "path") return t`opens ${now} instead of ${listed}`;
      return t`${field}: ${now} instead of ${listed}`;
    });
}

function shown(value: unknown): string {
  return visible(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
}

const EFFECT_WORDS: Record<Effect, string> = {
  works: "works 有效",
  testers: "testers only 仅限测试",
  dead: "dead 失效",
};

const STATUS_WORDS: Record<Compared["status"], string> = {
  same: "",
  missing: "missing in wechat 缺失 微信中没有",
  different: "differs different not as listed 不同 与登记不符",
  elsewhere: "elsewhere in another account 在其他账号",
  unmanaged: "unmanaged not listed 未管理 未登记",
};

/** The names of a rule's states in both languages, whatever the page's own is: staff and programmers search the same page. */
export function stateWords({ status, live }: Compared, { effect }: Verdict): string {
  const published = live === undefined ? "" : live.published ? "published 已发布" : "unpublished 未发布";
  return [EFFECT_WORDS[effect], published, STATUS_WORDS[status]].filter(Boolean).join(" ");
}
