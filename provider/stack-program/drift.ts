import { describe, isServiceAccountRule, samePage, sameRule, type Rule } from "../rules/rule";
import type { OnDrift } from "../settings/settings";
import { linesFor } from "../text/listed";
import { t } from "../text/message";
import { rulesToPublish } from "./guards/publish-budget";

/** A declared rule, with what the stack's state and WeChat have for it. */
export interface Seen {
  want: Rule;
  /** The rule of the same name in the state; undefined if there is none. */
  recorded: Rule | undefined;
  /** The live rule with its prefix, whichever mini program it opens. */
  live: Rule | undefined;
  /** True if a run of this stack made the live rule but was interrupted before it could record it. */
  isOurs: boolean;
}

/** What to do about rules that are not live as this stack left them. */
export interface Drift {
  /** The rules to bring in line, each as it is live, or as wanted if it is not live. */
  change: Rule[];
  /** The prefixes of dead codes for which no publish is left. */
  leave: string[];
  /** What is refused, one sentence each. */
  problems: string[];
  warnings: string[];
}

export const NO_DRIFT: Drift = { change: [], leave: [], problems: [], warnings: [] };

type Kind = "gone" | "unpublished" | "ours" | "changed";

interface Drifted extends Seen {
  kind: Kind;
}

/** Dead codes first, then what this stack left half done. */
const ORDER: readonly Kind[] = ["gone", "unpublished", "ours", "changed"];

/**
 * Compares the declared rules that the YAML does not change with what is live. Revives dead codes, and undoes changes that an
 * interrupted run of this stack left. `onDrift` decides about changes that others made. The month's publishes go first to what
 * the YAML changes, then to dead codes.
 *
 * @param publishesLeft this month, before the run.
 */
export function driftOf(rules: readonly Seen[], publishesLeft: number, onDrift: OnDrift): Drift {
  const drifted = rules.flatMap((seen) => withKind(seen) ?? []);
  const ofYaml = rules.filter((seen) => withKind(seen) === undefined);
  const toMend = ORDER.flatMap((kind) => drifted.filter((rule) => rule.kind === kind)).filter(
    ({ kind }) => kind !== "changed" || onDrift === "heal",
  );
  const mended = affordable(toMend, publishesLeft - rulesToPublish([...ofYaml]).length);
  const unaffordable = toMend.filter((rule) => !mended.includes(rule));
  const changes = drifted.filter(({ kind }) => kind === "changed" && onDrift !== "heal");
  return {
    change: mended.map(({ want, live }) => live ?? want),
    leave: unaffordable.map(({ want }) => want.prefix),
    problems: onDrift === "fail" ? linesFor(changes, whatIsRefused) : [],
    warnings: [
      ...linesFor(mended, whatIsMended),
      ...linesFor(unaffordable, whatCannotBe),
      ...(onDrift === "warn" ? linesFor(changes, whatIsLeft) : []),
    ],
  };
}

/** Undefined if the YAML changes the rule, which brings it in line anyway, or if it is live as it should be. */
function withKind(seen: Seen): Drifted | undefined {
  const { want, recorded, live, isOurs } = seen;
  if (!recorded || !sameRule(recorded, want)) return undefined;
  if (!live) return { ...seen, kind: "gone" };
  if (want.published && !live.published) return { ...seen, kind: "unpublished" };
  if (sameRule(live, want)) return undefined;
  return { ...seen, kind: isOurs ? "ours" : "changed" };
}

function affordable(rules: readonly Drifted[], publishes: number): Drifted[] {
  let left = publishes;
  return rules.filter(({ want, live }) => {
    const price = want.published && !(live?.published && samePage(live, want)) ? 1 : 0;
    if (price > left) return false;
    left -= price;
    return true;
  });
}

function whatIsMended({ want, live, kind }: Drifted): string {
  const { prefix } = want;
  switch (kind) {
    case "gone": {
      const doubt = isServiceAccountRule(want)
        ? t`, unless WeChat has it for a mini program that no rule here names`
        : "";
      return want.published
        ? t`${prefix} is ${missing(want)}: pulumi up adds and publishes it again${doubt}.`
        : t`${prefix} is ${missing(want)}: pulumi up adds it again${doubt}.`;
    }
    case "unpublished":
      return t`${prefix} is not published in WeChat, so its code opens nothing: pulumi up publishes it again.`;
    case "ours":
      return t`${prefix} opens ${described(live)}, which an interrupted run left: pulumi up changes it back to ${describe(want)}.`;
    case "changed":
      return t`${prefix} opens ${described(live)}, which this stack did not set (onDrift: heal): pulumi up changes it back to
        ${describe(want)}.`;
  }
}

/** WeChat lists service-account rules by mini program, and someone may have moved the rule to one that nobody asks about. */
function missing(want: Rule): string {
  return isServiceAccountRule(want) ? t`not among the live rules of ${want.appid}` : t`not live in WeChat`;
}

function whatCannotBe({ want, kind }: Drifted): string {
  const state = {
    gone: t`is ${missing(want)} and stays dead`,
    unpublished: t`is not published in WeChat and stays dead`,
    ours: t`stays as an interrupted run left it`,
    changed: t`stays as it was changed in WeChat`,
  }[kind];
  return t`${want.prefix} ${state}: the account has no publish left for it this month.`;
}

function whatIsLeft(rule: Drifted): string {
  return t`${whatChanged(rule)}. It stays so unless "pulumi up --refresh" or onDrift: heal changes it back.`;
}

function whatIsRefused(rule: Drifted): string {
  return t`${whatChanged(rule)}. "pulumi up --refresh" changes it back, onDrift: warn lets it pass. Nothing was changed.`;
}

function whatChanged({ want, live }: Drifted): string {
  return t`${want.prefix} was changed in WeChat, not by this stack: it opens ${described(live)}, the stack has ${describe(want)}`;
}

function described(live: Rule | undefined): string {
  return live ? describe(live) : t`nothing`;
}
