import { setImmediate as nextTurn } from "node:timers/promises";
import { journalOf } from "../pulumi/journal";
import * as pulumi from "../pulumi/sdk";
import { readRuleList, type RulesRead, type StackRule } from "../reading/read-rules";
import type { Rule } from "../rules/rule";
import type { RuleDeclaration } from "../rules/rule-schema";
import { Accounts } from "../settings/accounts";
import { readGuards, readWishes } from "../settings/settings";
import { doubtfulVariables, unknownSettingProblem, unknownSettings } from "../settings/unknown-settings";
import { sideBySide } from "../system/side-by-side";
import { t } from "../text/message";
import { problemOf, textsOf } from "../text/problem";
import { Progress } from "../text/progress";
import { foreignProblems, inTurn, partsOf, type AccountPart } from "./account-parts";
import { program, type Declarer } from "./declarer";
import { declaring } from "./declaring";
import { problemsOfStack, wholeList, type Plan } from "./guards/preflight";
import type { LiveRules } from "../wechat/live-rules";
import { lookAtMade } from "./made-rules";
import { lookAtNewPages } from "./new-pages";
import { failureProblems, openAccounts, type OpenedAccounts } from "./opened-accounts";
import { ACCOUNTS_AT_ONCE } from "../wechat/account";
import type { QrCodeJumpRule } from "./qr-code-jump-rule";
import { thisStack } from "./recorded-rules";
import { withoutSkipped, withSkippedBefore } from "./skipped-accounts";
import { lookAtAccounts, type StackLook } from "./stack-look";
import { readStoredRules } from "./stored-rules";

/**
 * Declares all rules of a stack, once the guards have approved the plan. The guards check for mass deletion, the publish budget,
 * live rules that differ, and unpublished rules that would shadow published ones. If a guard refuses, no rule is declared.
 *
 * Call it once in a program, with every rule of the stack: a rule that the stack has but the list lacks is deleted.
 *
 * @example
 * ```ts
 * import { declareRules } from "pulumi-wechat-qr-jump";
 *
 * export = async () => {
 *   await declareRules([{ prefix: "https://qr.example.com/shop/", path: "pages/shop/index" }]);
 * };
 * ```
 * @throws pulumi.RunError that says everything that is wrong with the rules, or everything that the guards refuse, one sentence each.
 */
export function declareRules(rules: readonly RuleDeclaration[]): Promise<QrCodeJumpRule[]> {
  return declaring(async () => {
    const declarer = program();
    const read = readDeclared(rules, declarer);
    // A program may have its own settings, so only names that look like typos are problems: a misspelt guard would not guard.
    const slips = unknownSettings(Object.keys(declarer.config)).filter(({ meant }) => meant !== undefined);
    const problems = slips.map((slip) => problemOf(t`the stack's config`, unknownSettingProblem(slip)));
    const { resources, registered } = await declareStackRules(
      { ...read, problems: [...problems, ...read.problems] },
      declarer,
    );
    return { result: resources, registered };
  });
}

/** Reads and checks a list of rules that a program has. */
export function readDeclared(rules: readonly unknown[], { config, env }: Pick<Declarer, "config" | "env">): ListRead {
  const get = (key: string): string | undefined => config[key];
  const accounts = new Accounts(get, env);
  const read = readRuleList(rules, accounts, readGuards(get, env).allowShadowing);
  const ofAccounts = accounts.problems.map(({ reason }) => problemOf(t`the stack's config`, reason));
  return { ...read, accounts, problems: [...ofAccounts, ...read.problems] };
}

/** A list of rules that has been read. */
type ListRead = Pick<RulesRead, "rules" | "accounts" | "problems" | "warnings">;

/** How many rules are declared before the engine gets a turn. */
const AT_A_TIME = 20;
/** How many rules the engine has in hand. Until one is done it takes some 200 kB of this process. Pulumi works on far fewer at a time. */
const IN_HAND = 128;

/** The declared rules of a stack. */
export interface Declared<R> {
  /** In the order of the list. */
  resources: R[];
  /** The accounts that were left out because they cannot be used (`onAccountFailure: skip`). */
  skipped: string[];
  /** Resolves when the engine has all of them. */
  registered: Promise<unknown>;
}

/** Like {@link declareRules}, for rules that are already read and checked. @param elsewhere see {@link Plan}. */
export async function declareStackRules<R extends pulumi.CustomResource>(
  { rules: listed, accounts, problems, warnings, elsewhere = () => [] }: ListRead & Partial<Pick<Plan, "elsewhere">>,
  declarer: Declarer<R>,
): Promise<Declared<R>> {
  const previewed = declarer.sincePreview(listed);
  const { config, env } = declarer;
  const get = (key: string): string | undefined => config[key];
  const isPreview = pulumi.runtime.isDryRun();
  const names = accounts.named.map(({ name }) => name);
  await warn([...doubtfulVariables(env, names), ...declarer.exposed(accounts), ...textsOf(warnings, "warning")]);
  refuse([...textsOf(problems), ...previewed.problems]);
  const recorded = await declarer.recorded(listed);
  // Not sooner: the engine answers nothing while it starts a provider. Not in an update: the provider's first reads would come in the
  // same second as the program's, which WeChat counts together.
  const prepared = isPreview && listed.length > 0 ? declarer.prepare() : undefined;
  await nextTurn();
  const stored = onceAsked(() => readStoredRules(recorded));
  const { checkPages, onAccountFailure } = readWishes(get, env);
  const guards = readGuards(get, env);
  const foreign = await foreignProblems({ accounts, rules: listed, recorded, stored });
  const access =
    foreign.length > 0
      ? NOTHING_OPENED
      : await openAccounts(accounts, partsOf(accounts, listed, recorded), isPreview, (line) => void showForNow(line));
  refuse(failureProblems(access, accounts, onAccountFailure));
  previewed.noteSkipped(access.failed.keys());
  const failed = withSkippedBefore(access.failed, previewed.skipped);
  const { rules, ...skipped } = await withoutSkipped(listed, recorded, failed, accounts, stored);
  await warn(skipped.warnings);
  const parts = partsOf(accounts, rules, recorded);
  const plan = { rules, recorded, guards, stored, elsewhere, parts: foreign.length > 0 ? [] : parts };
  const journal = journalOf(thisStack(), process.env);
  const look = await lookAtAccounts(plan, parts, access, accounts, journal, isPreview);
  const refused = [...skipped.problems, ...foreign, ...(await problemsOfStack(plan)), ...look.problems];
  await warn(look.warnings);
  refuse(refused.length > 0 ? [...refused, wholeList()] : []);
  for (const note of look.notes) await pulumi.log.info(note);
  if (isPreview && checkPages) await warnOfPages(parts, access, accounts);
  declarer.declares({
    declared: rules.map(({ name, args }) => [args.prefix, name]),
    recorded,
    change: look.change,
    leave: look.leave,
    journal,
  });
  if (rules.length > AT_A_TIME) await (prepared ?? declarer.prepare());
  const { resources, registered } = await declare(rules, declarer);
  return {
    resources,
    skipped: [...failed.keys()].map((owner) => accounts.label(owner)),
    registered: registered.then(() => warnOfAllMade(look, declarer)),
  };
}

const NOTHING_OPENED: OpenedAccounts = { opened: new Map(), failed: new Map(), blind: new Map() };

async function warn(texts: readonly string[]): Promise<void> {
  for (const text of texts) await pulumi.log.warn(text);
}

async function warnOfPages(
  parts: readonly AccountPart[],
  { opened }: OpenedAccounts,
  accounts: Accounts,
): Promise<void> {
  const said = await Promise.all(
    parts.flatMap((part) => {
      const access = opened.get(part.owner);
      return access ? [lookAtNewPages(part, access, (appId) => accounts.settingsIfNamed(appId))] : [];
    }),
  );
  await warn(said.flatMap(({ warnings }) => warnings));
  for (const note of new Set(said.flatMap(({ notes }) => notes))) await pulumi.log.info(note);
}

async function warnOfAllMade({ made, leave }: StackLook, declarer: Declarer): Promise<void> {
  const stays = new Set(leave);
  await sideBySide(made, ACCOUNTS_AT_ONCE, ({ opened: { live }, toMake }) =>
    warnOfMade(
      toMake.filter(({ prefix }) => !stays.has(prefix)),
      live,
      declarer,
    ),
  );
}

/** Looks at what the provider made but did not prove. */
async function warnOfMade(made: readonly Rule[], live: LiveRules, declarer: Declarer): Promise<void> {
  if (made.length === 0 || pulumi.runtime.isDryRun()) return;
  const { rules, isPart } = declarer.unproven(made);
  if (rules.length > 0) await warn(await lookAtMade(rules, live, !isPart));
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

function onceAsked<T>(work: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= work());
}

async function declare<R extends pulumi.CustomResource>(
  rules: readonly StackRule[],
  declarer: Declarer<R>,
): Promise<Pick<Declared<R>, "resources" | "registered">> {
  const progress = new Progress("done", (line) => void showForNow(line), rules.length);
  const byName = new Map<string, R>();
  const registered: Promise<void>[] = [];
  let inHand = 0;
  let oneIsDone = (): void => undefined;
  for (const rule of inTurn(rules)) {
    // The engine starts with the first rules while the others are being declared.
    if (byName.size % AT_A_TIME === 0) await nextTurn();
    if (inHand === IN_HAND) await new Promise<void>((resolve) => (oneIsDone = resolve));
    inHand += 1;
    withoutTraces(() => {
      const resource = declarer.make(rule);
      const done = new Promise<void>((resolve) => resource.urn.apply(() => resolve()));
      registered.push(progress.track(done));
      byName.set(rule.name, resource);
      void done.then(() => {
        inHand -= 1;
        oneIsDone();
      });
    });
  }
  const resources = rules.flatMap(({ name }) => byName.get(name) ?? []);
  return { resources, registered: Promise.all(registered) };
}

/** Shows a line beside the stack's name while the run goes on, and not again in its summary. */
function showForNow(line: string): Promise<void> {
  return pulumi.log.info(line, undefined, undefined, true);
}

/**
 * Runs `work` without stack traces. Pulumi formats one for every promise of a resource, a dozen per rule, and records one in
 * the state. Here they would show only frames of this package, take longer than everything else, and make the state a quarter
 * larger.
 */
function withoutTraces(work: () => void): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- only put back
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => "";
  try {
    work();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
