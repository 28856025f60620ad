import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getProject, getStack, isProgramOfCli, runtime, thisRun } from "../pulumi/sdk";
import type { StackRule } from "../reading/read-rules";
import type { Owner } from "../settings/accounts";
import { processOfCli } from "../system/cli-process";
import { folder, forgetOld, makeFolder, requireOwn } from "../system/private-folder";
import { listed } from "../text/listed";
import { t } from "../text/message";
import { Hold } from "./unfinished";

/** The digest of a rule, for comparison only. */
interface Print {
  prefix: string;
  digest: string;
}
/** By the name of the resource. */
type Prints = Partial<Record<string, Print>>;

/** What the preview leaves to the update. */
interface Left {
  prints: Prints;
  /** The accounts that the preview skipped (`onAccountFailure: skip`). */
  skipped: string[];
}

/** How this run's list compares with what was previewed. */
export interface SincePreview {
  /** What is wrong, as a sentence; nothing if all is as previewed. */
  problems: string[];
  /** The accounts that the preview of this run skipped: what the run would do there, nobody has seen. */
  skipped: ReadonlySet<Owner>;
  /** Tells the update which accounts this preview skips. */
  noteSkipped(owners: Iterable<Owner>): void;
}

const NOTHING: SincePreview = { problems: [], skipped: new Set(), noteSkipped: () => undefined };
/** Stands for the account that needs no name. */
const OWN = "";

/**
 * `pulumi up` runs the program twice: for the preview that the user confirms, and for the update. If files change in between,
 * the update would do what nobody has seen. So the preview leaves digests of its rules in a file named after the CLI's process,
 * and the update compares its own with them. Nothing is compared if there was no preview or the CLI's process is unknown.
 *
 * Call it as soon as a list is declared: the lists of a program are told apart by the order of the calls.
 */
export function changesSincePreview(rules: readonly StackRule[]): SincePreview {
  const run = isProgramOfCli() ? processOfCli() : undefined;
  if (run === undefined) return NOTHING;
  const list = nextList();
  if (!runtime.isDryRun()) awaitList(fileOf(run, String(list + 1)));
  return changesOfList(rules, run, String(list));
}

/**
 * The same for a list of a program whose lists have names.
 *
 * @param run the process of the CLI; undefined if unknown.
 */
export function changesOfList(rules: readonly StackRule[], run: string | undefined, list: string): SincePreview {
  if (run === undefined) return NOTHING;
  const prints = printsOf(rules);
  if (!runtime.isDryRun()) {
    const previewed = take(fileOf(run, list));
    const skipped = new Set((previewed?.skipped ?? []).map((owner) => (owner === OWN ? undefined : owner)));
    return { ...NOTHING, problems: differences(previewed?.prints, prints), skipped };
  }
  leave(fileOf(run, list), { prints, skipped: [] });
  const noteSkipped = (owners: Iterable<Owner>): void =>
    leave(fileOf(run, list), { prints, skipped: [...owners].map((owner) => owner ?? OWN) });
  return { ...NOTHING, noteSkipped };
}

/** How many lists each run has declared. */
const lists = new WeakMap<object, number>();

function nextList(): number {
  const list = lists.get(thisRun()) ?? 0;
  lists.set(thisRun(), list + 1);
  return list;
}

let awaited: Hold | undefined;

/** A list that was previewed but is no longer declared would lose all its rules. */
function awaitList(file: string): void {
  awaited?.release();
  awaited = existsSync(file) ? new Hold(fewer()) : undefined;
}

const fewer = (): string =>
  t`the program declared fewer lists of rules than in the preview, so nothing is deleted; run "pulumi up" again.`;

function fileOf(run: string, list: string): string {
  return join(folder(), ["previewed", run, getProject(), getStack(), list].join("-").replace(/\W+/g, "-"));
}

function printsOf(rules: readonly StackRule[]): Prints {
  const digest = ({ args, options, account = OWN }: StackRule): string =>
    createHash("sha256")
      .update(JSON.stringify([args, options, account]))
      .digest("base64");
  return Object.fromEntries(rules.map((rule) => [rule.name, { prefix: rule.args.prefix, digest: digest(rule) }]));
}

/** A preview works without the file too. If no file can be written, `up` reports that itself. */
function leave(file: string, left: Left): void {
  try {
    makeFolder();
    requireOwn(folder());
    forgetOld();
    writeFileSync(file, JSON.stringify(left), { mode: 0o600 });
  } catch {
    return;
  }
}

function take(file: string): Left | undefined {
  try {
    requireOwn(folder());
    const text = readFileSync(file, "utf8");
    rmSync(file);
    return JSON.parse(text) as Left;
  } catch {
    return undefined;
  }
}

function differences(previewed: Prints | undefined, now: Prints): string[] {
  if (previewed === undefined) return [];
  const removed = missingIn(now, previewed);
  const added = missingIn(previewed, now);
  const changed = Object.keys(now).filter((name) => previewed[name] && previewed[name].digest !== now[name]?.digest);
  const found = [
    ...named(removed, previewed, (rules) => t`removed ${rules}`),
    ...named(added, now, (rules) => t`added ${rules}`),
    ...named(changed, now, (rules) => t`changed ${rules}`),
  ].join("; ");
  if (found === "") return [];
  return [t`The rules have changed since the preview: ${found}. Nothing was changed in WeChat; run "pulumi up" again.`];
}

function missingIn(some: Prints, others: Prints): string[] {
  return Object.keys(others).filter((name) => !(name in some));
}

function named(names: string[], prints: Prints, text: (rules: string) => string): string[] {
  return names.length === 0 ? [] : [text(listed(names.map((name) => prints[name]?.prefix ?? name)))];
}
