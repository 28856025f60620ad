import { dropChanges, readChanges, type Change } from "../pulumi/journal";
import { describe, type Rule } from "../rules/rule";
import type { Accounts, Owner } from "../settings/accounts";
import { sideBySide } from "../system/side-by-side";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { publishNote } from "../text/publish-note";
import type { AccountPart } from "./account-parts";
import type { Drift } from "./drift";
import { lookForDrift } from "./drift-look";
import { lookAtLive, type Look, type Plan } from "./guards/preflight";
import { budgetNote } from "./guards/publish-budget";
import { failureTexts, type Opened, type OpenedAccounts } from "./opened-accounts";
import { ACCOUNTS_AT_ONCE } from "../wechat/account";

/** What a run will do, as far as WeChat shows it. */
export interface StackLook {
  /** What is refused, one sentence each. */
  problems: string[];
  warnings: string[];
  /** What the run needs of the month's publishes. */
  notes: string[];
  /** The rules to bring in line although the YAML does not change; see {@link Drift}. */
  change: Rule[];
  /** The prefixes of rules that stay as they are: no publish is left for them. */
  leave: string[];
  /** What the run will make, by account. */
  made: { opened: Opened; toMake: Rule[] }[];
}

interface PartLook {
  part: AccountPart;
  opened: Opened;
  look: Look;
  drift: Drift & { done: ReadonlySet<Change> };
}

/**
 * Looks at what is live in every account that could be opened.
 *
 * @param journal where this stack's changes are noted; see `journal.ts`.
 * @param isPreview leaves the journal unchanged: another run may be under way.
 * @throws WechatError if WeChat cannot be read.
 */
export async function lookAtAccounts(
  plan: Omit<Plan, "rules" | "recorded">,
  parts: readonly AccountPart[],
  { opened, blind }: OpenedAccounts,
  accounts: Accounts,
  journal: string,
  isPreview: boolean,
): Promise<StackLook> {
  const noted = readChanges(journal);
  const byOwner = changesByOwner(noted, accounts, parts);
  const withAccess = parts.flatMap((part) => {
    const access = opened.get(part.owner);
    return access ? [{ part, opened: access }] : [];
  });
  const looks = await sideBySide(withAccess, ACCOUNTS_AT_ONCE, async ({ part, opened: access }): Promise<PartLook> => {
    const { odd, live, settings } = access;
    // If WeChat's record of a rule cannot be read, other rules are not affected. The provider refuses a change to that rule.
    const clear = { ...plan, ...part, rules: part.rules.filter(({ args }) => !odd.has(args.prefix)) };
    const changes = byOwner.get(part.owner) ?? [];
    try {
      const look = await lookAtLive(clear, live, settings.onExisting);
      return { part, opened: access, look, drift: await lookForDrift(clear, live, settings.onDrift, changes) };
    } catch (error) {
      if (part.label === undefined) throw error;
      throw new Error(t`Account ${part.label} cannot be used: ${messageOf(error)}`, { cause: error });
    }
  });
  const several = parts.some(({ label }) => label !== undefined);
  const done = new Set(looks.flatMap(({ drift }) => [...drift.done]));
  if (!isPreview && done.size > 0) dropChanges(journal, done);
  return {
    problems: [
      ...(await occupiedProblems(looks)),
      ...looks.flatMap(({ look, drift }) => [...look.problems, ...drift.problems]),
    ],
    warnings: [
      ...failureTexts(blind, accounts, (labels, reason) => blindText(several ? labels : undefined, reason)),
      ...looks.flatMap(({ opened: { odd }, look, drift }) => [...odd.values(), ...look.warnings, ...drift.warnings]),
    ],
    notes: notesOf(looks),
    change: looks.flatMap(({ drift }) => drift.change),
    leave: looks.flatMap(({ look, drift }) => [...look.leave, ...drift.leave]),
    made: looks.map(({ part, opened: access, look, drift }) => ({
      opened: access,
      toMake: [...look.toMake, ...rulesOf(drift.change, part.rules)],
    })),
  };
}

/** Rules that are new to the stack, but live in another of its accounts. WeChat would refuse them without saying whose they are. */
async function occupiedProblems(looks: readonly PartLook[]): Promise<string[]> {
  if (looks.length < 2) return [];
  const live = new Map<string, { part: AccountPart; rule: Rule }>();
  for (const { part, opened } of looks) {
    for (const rule of await opened.live.seen()) live.set(rule.prefix, { part, rule });
  }
  return looks.flatMap(({ part }) => {
    const known = new Set(part.recorded.map(({ rule }) => rule.prefix));
    return part.rules.flatMap(({ args: { prefix } }) => {
      const found = live.get(prefix);
      if (!found || found.part === part || known.has(prefix)) return [];
      return [
        t`create ${prefix}: account ${found.part.label} of this stack has it: it opens ${describe(found.rule)}. Declare it as it is live with
          that account for one run; after that it can move. Nothing was changed.`,
      ];
    });
  });
}

/**
 * Without those of accounts that are none of this stack's. A change of a declared rule matters where the rule is declared now: it
 * may have been about to move to another account.
 */
function changesByOwner(
  changes: readonly Change[],
  accounts: Accounts,
  parts: readonly AccountPart[],
): ReadonlyMap<Owner, Change[]> {
  const declared = new Map(
    parts.flatMap(({ owner, rules }) => rules.map(({ args }) => [args.prefix, { owner }] as const)),
  );
  const byOwner = new Map<Owner, Change[]>();
  for (const change of changes) {
    const found = accounts.ownerOf(change.account);
    if (!found) continue;
    const { owner } = declared.get(change.want.prefix) ?? found;
    const own = byOwner.get(owner);
    if (own) own.push(change);
    else byOwner.set(owner, [change]);
  }
  return byOwner;
}

/** The rules of the list with these prefixes. */
function rulesOf(seen: readonly Rule[], rules: AccountPart["rules"]): Rule[] {
  const prefixes = new Set(seen.map(({ prefix }) => prefix));
  return rules.flatMap(({ args }) => (prefixes.has(args.prefix) ? [args] : []));
}

/** How many accounts are named with what they publish. */
const SHOWN = 20;

function notesOf(looks: readonly PartLook[]): string[] {
  const notes = looks.flatMap(({ part, look }) => {
    const note = look.publishes && budgetNote(look.publishes);
    if (!note || !look.publishes) return [];
    return [{ text: part.label === undefined ? note : t`Account ${part.label}: ${note}`, need: look.publishes }];
  });
  const rest = notes.slice(SHOWN).map(({ need }) => need);
  const sum = (of: "needed" | "left"): number => rest.reduce((total, need) => total + need[of], 0);
  return [
    ...notes.slice(0, SHOWN).map(({ text }) => text),
    ...(rest.length > 0
      ? [t`${rest.length} other accounts together: ${publishNote({ needed: sum("needed"), left: sum("left") })}`]
      : []),
  ];
}

/** @param labels where the stack has several accounts */
function blindText(labels: string | undefined, reason: string): string {
  if (labels !== undefined) {
    return t`Account ${labels}: previewed without looking at WeChat, so access, publishes left, and rules that are already live were not
      checked. ${reason}`;
  }
  return t`Previewed without looking at WeChat: access, publishes left, and rules that are already live were not checked.
    ${reason}`;
}
