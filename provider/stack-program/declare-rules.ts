import { setImmediate as nextTurn } from "node:timers/promises";
import { leftToProgram } from "../pulumi/handover";
import { journalOf } from "../pulumi/journal";
import * as pulumi from "../pulumi/sdk";
import { readRuleList, type RulesRead, type StackRule } from "../reading/read-rules";
import type { Rule } from "../rules/rule";
import type { RuleDeclaration } from "../rules/rule-schema";
import { checksPages, NoCredentialsError, readGuards, readSettings, type Settings } from "../settings/settings";
import { exposedSecrets } from "../settings/exposed-secrets";
import { doubtfulVariables, unknownSettingProblem, unknownSettings } from "../settings/unknown-settings";
import { cliLeavesOut } from "../system/cli-process";
import { othersMayRead } from "../system/project-folder";
import { t } from "../text/message";
import { problemOf, textsOf } from "../text/problem";
import { Progress } from "../text/progress";
import { openAccount } from "../wechat/account";
import type { WechatClient } from "../wechat/client";
import { LiveRules } from "../wechat/live-rules";
import { declares, declaring } from "./declaring";
import { NO_DRIFT, type Drift } from "./drift";
import { lookForDrift } from "./drift-look";
import { budgetNote } from "./guards/publish-budget";
import { accountProblem, lookAtLive, problemsOfStack, wholeList, type Look, type Plan } from "./guards/preflight";
import { lookAtMade } from "./made-rules";
import { lookAtNewPages } from "./new-pages";
import { changesSincePreview } from "./previewed-rules";
import { QrCodeJumpRule } from "./qr-code-jump-rule";
import { readRecordedRules, thisStack } from "./recorded-rules";
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
    const config = pulumi.runtime.allConfig();
    const { allowShadowing } = readGuards((key) => config[key], process.env);
    const read = readRuleList(rules, allowShadowing);
    // A program may have its own settings, so only names that look like typos are problems: a misspelt guard would not guard.
    const slips = unknownSettings(Object.keys(config)).filter(({ meant }) => meant !== undefined);
    const problems = [
      ...slips.map((slip) => problemOf(t`the stack's config`, unknownSettingProblem(slip))),
      ...read.problems,
    ];
    const { resources, registered } = await declareStackRules({ ...read, problems });
    return { result: resources, registered };
  });
}

/** How many rules are declared before the engine gets a turn. */
const AT_A_TIME = 20;

/** The declared rules of a stack. */
export interface Declared {
  resources: QrCodeJumpRule[];
  /** Resolves when the engine has all of them. */
  registered: Promise<unknown>;
}

/** Like {@link declareRules}, for rules that are already read and checked. @param elsewhere see {@link Plan}. */
export async function declareStackRules({
  rules,
  problems,
  warnings,
  elsewhere = () => [],
}: Pick<RulesRead, "rules" | "problems" | "warnings"> & Partial<Pick<Plan, "elsewhere">>): Promise<Declared> {
  const changed = changesSincePreview(rules);
  const config = pulumi.runtime.allConfig();
  const exposed = exposedSecrets(config, process.env, pulumi.isConfigSecret, othersMayRead);
  const doubts = [...doubtfulVariables(process.env), ...exposed];
  for (const text of [...doubts, ...textsOf(warnings, "warning")]) await pulumi.log.warn(text);
  refuse([...textsOf(problems), ...changed]);
  const get = (key: string): string | undefined => config[key];
  const recorded = await readRecordedRules();
  const stored = onceAsked(() => readStoredRules(recorded));
  const plan = { rules, recorded, guards: readGuards(get, process.env), stored, elsewhere };
  const journal = journalOf(thisStack(), process.env);
  const { drift, ...look } = await lookAtWechat(plan, get, journal);
  const refused = [...(await problemsOfStack(plan)), ...look.problems, ...drift.problems];
  for (const warning of [...look.warnings, ...drift.warnings]) await pulumi.log.warn(warning);
  refuse(refused.length > 0 ? [...refused, wholeList()] : []);
  const note = look.publishes && budgetNote(look.publishes);
  if (note) await pulumi.log.info(note);
  if (pulumi.runtime.isDryRun() && checksPages(get, process.env)) await warnOfPages(plan, look.account);
  const leave = [...look.leave, ...drift.leave];
  declares({
    declared: rules.map(({ name, args }) => [args.prefix, name]),
    recorded,
    change: drift.change,
    leave,
    journal,
  });
  const { resources, registered } = await declare(rules);
  const toLookAt = [...look.toMake, ...rulesOf(drift.change, rules)].filter(({ prefix }) => !leave.includes(prefix));
  return {
    resources,
    registered: registered.then(() => warnOfMade(toLookAt, look.live)),
  };
}

async function warnOfPages(plan: Plan, account: Seen["account"]): Promise<void> {
  if (!account) return;
  const { warnings, notes } = await lookAtNewPages(plan, account.settings, account.client);
  for (const warning of warnings) await pulumi.log.warn(warning);
  for (const note of notes) await pulumi.log.info(note);
}

/** The rules of the list with these prefixes. */
function rulesOf(seen: readonly Rule[], rules: readonly StackRule[]): Rule[] {
  const prefixes = new Set(seen.map(({ prefix }) => prefix));
  return rules.flatMap(({ args }) => (prefixes.has(args.prefix) ? [args] : []));
}

/** Looks at what the provider made but did not prove. If Pulumi was told to leave rules out, looks at all of them. */
async function warnOfMade(rules: readonly Rule[], live: LiveRules | undefined): Promise<void> {
  if (!live || rules.length === 0 || pulumi.runtime.isDryRun()) return;
  const isPart = cliLeavesOut();
  const unproven = leftUnproven(pulumi.engineAddress());
  const toLookAt = isPart ? rules : rules.filter(({ prefix }) => unproven.has(prefix));
  if (toLookAt.length === 0) return;
  for (const warning of await lookAtMade(toLookAt, live, !isPart)) await pulumi.log.warn(warning);
}

function leftUnproven(engine: string | undefined): ReadonlySet<string> {
  return engine === undefined ? new Set() : leftToProgram(engine);
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

function onceAsked<T>(work: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= work());
}

type Seen = Look & { drift: Drift; live?: LiveRules; account?: { settings: Settings; client: WechatClient } };

const NOTHING_SEEN: Seen = {
  problems: [],
  warnings: [],
  publishes: undefined,
  toMake: [],
  leave: [],
  drift: NO_DRIFT,
};

async function lookAtWechat(plan: Plan, config: (key: string) => string | undefined, journal: string): Promise<Seen> {
  try {
    const settings = readSettings(config, process.env);
    const foreign = await accountProblem(plan, settings);
    if (foreign.length > 0) return { ...NOTHING_SEEN, problems: foreign };
    const { client } = openAccount(settings);
    const live = new LiveRules(client);
    const odd = await live.oddLike(plan.rules.map(({ args }) => args));
    // If WeChat's record of a rule cannot be read, other rules are not affected. The provider refuses a change to that rule.
    const clear = { ...plan, rules: plan.rules.filter(({ args }) => !odd.has(args.prefix)) };
    const look = await lookAtLive(clear, live, settings.onExisting);
    const drift = await lookForDrift(clear, live, settings, journal, pulumi.runtime.isDryRun());
    return { ...look, warnings: [...odd.values(), ...look.warnings], drift, live, account: { settings, client } };
  } catch (error) {
    // The preview of a pull request from a fork has no secrets.
    if (!(error instanceof NoCredentialsError) || !pulumi.runtime.isDryRun()) throw error;
    await pulumi.log.warn(
      t`Previewed without looking at WeChat: access, publishes left, and rules that are already live were not checked.
        ${error.message}`,
    );
    return NOTHING_SEEN;
  }
}

async function declare(rules: readonly StackRule[]): Promise<Pick<Declared, "resources" | "registered">> {
  const progress = new Progress("done", (line) => void showForNow(line), rules.length);
  const resources: QrCodeJumpRule[] = [];
  const registered: Promise<void>[] = [];
  if (rules.length > AT_A_TIME) await startProvider();
  for (const { name, args, options } of rules) {
    // The engine starts with the first rules while the others are being declared.
    if (resources.length % AT_A_TIME === 0) await nextTurn();
    withoutTraces(() => {
      const rule = new QrCodeJumpRule(name, args, options);
      registered.push(progress.track(new Promise<void>((resolve) => rule.urn.apply(() => resolve()))));
      resources.push(rule);
    });
  }
  return { resources, registered: Promise.all(registered) };
}

/** Shows a line beside the stack's name while the run goes on, and not again in its summary. */
function showForNow(line: string): Promise<void> {
  return pulumi.log.info(line, undefined, undefined, true);
}

/**
 * Makes Pulumi start the dynamic provider's process now. Otherwise it starts with the first rule, and takes twice as long if
 * many rules are being declared. Any call to a provider starts its process; this one has no functions and returns an error.
 */
async function startProvider(): Promise<void> {
  await pulumi.runtime.invoke("pulumi-nodejs:dynamic:start", {}).catch(() => undefined);
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
