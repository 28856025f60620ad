import assert from "node:assert/strict";
import type { AccountRule, CallRecord } from "../../emulator";
import { sameAppid, sameContent, samePage, sameRule } from "../../provider/rules/rule";
import type { Failure } from "./engine-model";
import { LATE_MS, TIMEOUT_MS } from "./fault-kinds";
import { ownerOf, sameOwner, type Owned } from "./owned";
import { darknesses, historyOf, holdingOf, isWrite, prefixOf, writeName, type Change } from "./served";

/** One command of Pulumi, with all that is known of it from outside the provider. */
export interface Run {
  /** The rules of all accounts before it, in the emulator's words and in ours. */
  start: readonly AccountRule[];
  live: readonly Owned[];
  liveAtTheEnd: readonly Owned[];
  /** What the program of the run warned of; undefined where no program ran. */
  warnings: readonly string[] | undefined;
  /** Whether the program compares the rules that did not change either, as it does not with the plugin. */
  looksAtAll: boolean;
  /** The emulator's rules after it. */
  end: readonly AccountRule[];
  /** The emulator's log of it. */
  calls: readonly CallRecord[];
  /** What the stack wants: nothing for destroy. */
  wanted: readonly Owned[];
  /** The stack's rules that the engine hands to the provider to change, add or delete. */
  touched: ReadonlySet<string>;
  failures: readonly Failure[];
  /** Whether a published rule refuses even a change of its tester fields. */
  refuseTesterEdits: boolean;
  /** How many connections and calls the network struck. */
  networkStrikes: number;
}

/** One prefix in a run. */
interface Part {
  prefix: string;
  live: Owned | undefined;
  want: Owned | undefined;
  touched: boolean;
  writes: readonly CallRecord[];
  changes: readonly Change[];
  failure: Failure | undefined;
}

/** An error that says that a code may be dark now. */
const SAYS_DARK = /WeChat serves nothing for|it may be nothing|WeChat does not serve it/;

/**
 * Throws for whatever the run did to a live code, or spent, without need.
 * @param late whether WeChat made writes after the client had given them up: then it may undo what came later.
 */
export function judge(run: Run, late: boolean): void {
  const parts = partsOf(run);
  for (const part of parts) {
    const label = `${part.prefix}: ${part.writes.map(wordFor).join(", ") || "no writes"}`;
    onlyStackRulesAreWritten(part, label);
    if (!late) liveCodesStayServed(part, run, label);
    if (!late) aGoodEndIsTrue(part, run, label);
    writesAreNeeded(part, run, label);
    publishesAreNeeded(part, run, label);
  }
  logIsComplete(run);
}

/** The longest time in which a code that stays wanted was dark, in milliseconds. */
export function longestDarkMs(run: Run): number {
  const kept = partsOf(run).filter(({ live, want }) => live?.published && want?.published);
  const lengths = kept.flatMap(({ changes }) => darknesses(changes)).map(({ fromMs, untilMs }) => untilMs - fromMs);
  return Math.max(0, ...lengths.filter((length) => length !== Infinity));
}

/** Codes that were served, stay wanted, and are not served at the end of a run. */
export function darkAtTheEnd(run: Run): { prefix: string; said: boolean }[] {
  return partsOf(run)
    .filter(({ live, want, changes }) => live?.published && want?.published && isDark(changes))
    .map(({ prefix, failure }) => ({ prefix, said: SAYS_DARK.test(failure?.error.message ?? "") }));
}

/** The publishes of a run that it did not need: see {@link publishesAreNeeded}. */
export function needlessPublishes(run: Run): number {
  return partsOf(run).reduce((sum, part) => sum + Math.max(0, publishesOf(part, run).excess), 0);
}

function partsOf(run: Run): Part[] {
  const history = historyOf(run.start, run.calls);
  const writes = run.calls.filter(isWrite);
  const prefixes = new Set(
    [...run.live, ...run.wanted, ...writes.map((call) => ({ prefix: prefixOf(call) }))].map(({ prefix }) => prefix),
  );
  return [...prefixes].map((prefix) => ({
    prefix,
    live: run.live.find((rule) => rule.prefix === prefix),
    want: run.wanted.find((rule) => rule.prefix === prefix),
    touched: run.touched.has(prefix),
    writes: writes.filter((call) => prefixOf(call) === prefix),
    changes: history.get(prefix) ?? [],
    failure: run.failures.find((failure) => failure.prefix === prefix),
  }));
}

function onlyStackRulesAreWritten({ touched, writes }: Part, label: string): void {
  assert(touched || writes.length === 0, `a rule was written that nobody asked to change: ${label}`);
}

/**
 * A code that was served and stays wanted is dark never, where its page stays, or once, for one swap; and it is served again at
 * the end, by the old rule or by the new, unless the error says that it is not.
 */
function liveCodesStayServed({ live, want, changes, writes, failure }: Part, run: Run, label: string): void {
  if (!live?.published || !want?.published) return;
  const dark = darknesses(changes);
  const allowed = mustSwap(live, want, writes, run) ? 1 : 0;
  assert(dark.length <= allowed, `a live code was dark ${dark.length} times, not ${allowed}: ${label}`);
  if (!isDark(changes)) return;
  assert(failure, `a live code was lost without an error: ${label}`);
  assert.match(failure.error.message, SAYS_DARK, `a live code was lost, and the error does not say so: ${label}`);
}

/** An `up` without an error leaves WeChat with what the stack wants, or names the rule in a warning. */
function aGoodEndIsTrue({ prefix, want, touched }: Part, run: Run, label: string): void {
  const { warnings, failures, liveAtTheEnd, looksAtAll } = run;
  if (!warnings || failures.length > 0 || !(touched || (want && looksAtAll))) return;
  if (warnings.some((warning) => warning.includes(prefix))) return;
  const end = liveAtTheEnd.find((rule) => rule.prefix === prefix);
  // Tester fields are nobody's but the testers', and WeChat's answer to their change is believed.
  const isTrue =
    end && want ? sameOwner(end, want) && samePage(end, want) && end.published === want.published : end === want;
  assert(isTrue, `it ends well and WeChat holds ${JSON.stringify(end)}: ${label}`);
}

function isDark(changes: readonly Change[]): boolean {
  return darknesses(changes).at(-1)?.untilMs === Infinity;
}

function mustSwap(live: Owned, want: Owned, writes: readonly CallRecord[], { refuseTesterEdits }: Run): boolean {
  if (!sameOwner(live, want)) return true;
  if (sameRule(live, want)) return false;
  if (!samePage(live, want) || refuseTesterEdits) return true;
  // WeChat may refuse to change the rule in place for its own reasons.
  return writes.some((call) => writeName(call) === "edit" && (wasStruck(call) || call.errcode !== 0));
}

/** A rule whose writes WeChat answered as it should gets exactly the writes that its change needs, and one that needs none gets none. */
function writesAreNeeded({ prefix, live, want, touched, writes, failure }: Part, run: Run, label: string): void {
  if (live && want && sameOwner(live, want) && sameRule(live, want)) {
    assert.equal(writes.length, 0, `a rule was written that is as it should be: ${label}`);
  }
  if (failure || writes.some((call) => wasStruck(call) || refusedForReal(call))) return;
  const deletesLeftOut = !want && run.failures.length > 0 && writes.length === 0;
  if (!touched || deletesLeftOut) return;
  const damaged = run.start.some((rule) => rule.prefix === prefix && rule.damaged === true);
  const needed = neededWrites(live, want, run.refuseTesterEdits || damaged, damaged);
  assert.deepEqual(writes.map(writeName), needed, `not the writes that were needed: ${label}`);
}

/**
 * A rule is published as wanted once at most and only where it must be, whatever WeChat answered; beyond that only the old rule is
 * published again, once, where WeChat let its swap fail, which the error says. A publish that WeChat made after the client had
 * given it up may be made twice.
 */
function publishesAreNeeded(part: Part, run: Run, label: string): void {
  const { asWanted, putBack, excess } = publishesOf(part, run);
  assert(excess <= 0, `published ${asWanted} times as wanted and ${putBack} times as before: ${label}`);
}

function publishesOf({ live, want, writes, changes, failure }: Part, run: Run) {
  const old = live?.published ? run.start.find(({ prefix }) => prefix === live.prefix) : undefined;
  const oldContent = old && holdingOf(old).content;
  const publishes = changes.filter(({ call }) => writeName(call) === "publish");
  const putBack = publishes.filter(({ after }) => after?.content === oldContent).length;
  const asWanted = publishes.length - putBack;
  const needed = want?.published && !(live?.published && !mustSwap(live, want, writes, run)) ? 1 : 0;
  const late = writes.filter((call) => writeName(call) === "publish" && wasLate(call)).length;
  const excess = Math.max(0, asWanted - needed - late) + Math.max(0, putBack - (failure ? 1 : 0) - late);
  return { asWanted, putBack, excess };
}

/** The rules that the log tells are the rules that the emulator holds: otherwise nothing of the above would be proven. */
function logIsComplete({ start, end, calls }: Run): void {
  const told = new Map(start.map((rule) => [rule.prefix, holdingOf(rule)]));
  for (const [prefix, changes] of historyOf(start, calls)) {
    const last = changes.at(-1)?.after;
    if (last) told.set(prefix, last);
    else told.delete(prefix);
  }
  assert.deepEqual(
    [...told].sort(),
    end.map((rule) => [rule.prefix, holdingOf(rule)] as const).sort(),
    "the log does not tell all",
  );
}

/**
 * The writes of a change that is asked for, in their order, when WeChat answers as it should.
 * @param refused whether a published rule refuses even a change of its tester fields.
 * @param damaged whether it refuses every change.
 */
function neededWrites(live: Owned | undefined, want: Owned | undefined, refused: boolean, damaged: boolean): string[] {
  if (!want) return ["delete"];
  const publish = want.published ? ["publish"] : [];
  const replace = ["delete", "add", ...publish];
  if (!live) return ["add", ...publish];
  if (!sameOwner(live, want)) return replace;
  if (sameRule(live, want)) return [];
  if (!live.published && sameAppid(live, want)) {
    return sameContent(live, want) ? publish : ["edit", ...(damaged ? replace : publish)];
  }
  if (live.published && want.published && samePage(live, want)) return ["edit", ...(refused ? replace : [])];
  return replace;
}

/** By WeChat, or by the network on the way of the answer. A call that the network kept from WeChat is in no log, and changed nothing. */
function wasStruck({ fault, network }: CallRecord): boolean {
  return fault !== undefined || network !== undefined;
}

function wasLate({ appliedAt, closedAt, when }: CallRecord): boolean {
  return appliedAt !== null && closedAt !== null && when !== "after";
}

/**
 * Whether the machine was too slow for the short time-out: the provider gave up a call that was answered as it should be, or so
 * long before WeChat made the write that no read in between could tell.
 */
export function wasTooSlow({ calls }: Run): boolean {
  return calls.some(
    (call) => (!wasStruck(call) && call.closedAt !== null) || latenessMs(call) > 2 * (LATE_MS - TIMEOUT_MS),
  );
}

function latenessMs(call: CallRecord): number {
  return wasLate(call) ? (call.appliedAt as number) - (call.closedAt as number) : 0;
}

/** That WeChat does not let a rule be edited is part of a change, and no failure. */
function refusedForReal(call: CallRecord): boolean {
  const mustReplace = call.errcode === 40097 || call.errcode === 85095;
  return call.errcode !== 0 && !(mustReplace && writeName(call) === "edit");
}

function wordFor(call: CallRecord): string {
  const { account, fault, when, network, errcode, applied } = call;
  const place = account === ownerOf({} as Owned) ? "" : ` in ${account}`;
  return `${writeName(call)}${place}${fault ? ` [${fault} ${when}]` : ""}${network ? ` [${network}]` : ""}${errcode ? ` (${errcode})` : ""}${applied ? "" : " not applied"}`;
}
