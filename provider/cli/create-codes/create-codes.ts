import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { lock } from "proper-lockfile";
import { t } from "../../text/message";
import { messageOf } from "../../text/message-of";
import { openAccount } from "../../wechat/account";
import { declaredRulesWith } from "../declared-rules";
import { accountIn } from "../import";
import { Interruption } from "../interruption";
import { CommandError, UsageError, type Outcome, type Surroundings } from "../outcome";
import { oneStack, type Stack } from "../project";
import { hasTerminal, terminal } from "../questions";
import { isReadBy, rulesFileTarget, type RulesTarget } from "../rules-target";
import { askedAccounts, oneAccount } from "../stack-accounts";
import { StackSettings } from "../stack-settings";
import { expirySeconds } from "./expiry";
import { besides, MadeCodes, type MadeCode } from "./made-codes";
import { makeCodes } from "./making";
import { planCodes, planText, type CodePlan } from "./plan";
import { readWantedCodes, type WantedCode } from "./wanted-codes";
import { writtenRules } from "./written-rules";

export interface CreateCodesOptions {
  from: string;
  file: string;
  stack?: string;
  account?: string;
  expires?: string;
  dryRun?: true;
  yes?: true;
  json?: true;
}

/** When to say what is waited for. */
const WAITING_MS = 1_000;

/** What a run works on. */
interface Job {
  stack: Stack;
  here: Surroundings;
  options: CreateCodesOptions;
  expiresS: number | undefined;
  wanted: WantedCode[];
  /** The path of the rules file. */
  path: string;
}

/**
 * Has WeChat make a parametric code for each row of a table, and writes a rule for each into a rules file. The one command that
 * writes to WeChat.
 */
export async function createCodes(options: CreateCodesOptions, here: Surroundings): Promise<Outcome> {
  const expiresS = options.expires === undefined ? undefined : expirySeconds(options.expires);
  const { cwd, env } = here;
  const stack = oneStack(cwd, options.stack);
  const { name } = rulesFileTarget(stack, cwd, options.file);
  refuseAsRules(stack, cwd, options);
  const wanted = readWantedCodes(cwd, options.from, declaredRulesWith(stack, env, name).rules);
  const job = { stack, here, options, expiresS, wanted, path: join(stack.folder, name) };
  if (options.dryRun) return planned(job).outcome();
  return alone(job.path, (isAlone) => Interruption.during((interruption) => made(job, interruption, isAlone)));
}

/** The table has no prefixes, so that it cannot be a rules file. */
function refuseAsRules(stack: Stack, cwd: string, { from, file }: CreateCodesOptions): void {
  const path = resolve(cwd, from);
  if (path === resolve(cwd, file)) {
    throw new UsageError(t`--from and --file name the same file; the rules go into a file of their own.`);
  }
  if (isReadBy(stack, path)) {
    throw new UsageError(
      t`--from ${from} is a rules file of the stack: wechat-qr-jump:rulesFiles names it; put the table elsewhere.`,
    );
  }
}

/** Two runs at once would make codes twice. A run that was killed counts as running for five seconds more. */
async function alone<T>(path: string, work: (isAlone: () => boolean) => Promise<T>): Promise<T> {
  let isAlone = true;
  let release: () => Promise<void>;
  const waiting = setTimeout(() => say(t`Waiting for another create-codes to end.`), WAITING_MS);
  try {
    mkdirSync(dirname(path), { recursive: true });
    release = await lock(path, {
      realpath: false,
      lockfilePath: besides(path, ".lock"),
      stale: 5_000,
      update: 1_000,
      retries: { retries: 14, factor: 1, minTimeout: 500 },
      onCompromised: () => (isAlone = false),
    });
  } catch (error) {
    const { code = messageOf(error) } = error as NodeJS.ErrnoException;
    throw new CommandError(
      code === "ELOCKED"
        ? t`Another create-codes is writing ${path}; wait for it, then run this again.`
        : t`${path} cannot be written (${code}); choose another place, or fix its permissions.`,
    );
  } finally {
    clearTimeout(waiting);
  }
  try {
    return await work(() => isAlone);
  } finally {
    await release().catch(() => undefined);
  }
}

/** A job as it is before anything is done. */
function planned({ stack, here: { cwd, env }, options, expiresS, wanted, path }: Job) {
  const target = rulesFileTarget(stack, cwd, options.file);
  const read = declaredRulesWith(stack, env, target.name);
  const account = oneAccount(askedAccounts(read, options.account));
  const owner = account?.owner;
  const journal = new MadeCodes(path);
  const appId = read.accounts.appIdOf(owner) ?? null;
  if (journal.account !== undefined && journal.account !== appId) {
    throw new CommandError(
      t`An unfinished run has made codes for another account (${journal.account ?? t`unknown`}), which are in ${journal.path}; finish it
        first, with the same --account and settings.`,
    );
  }
  const plan = planCodes(wanted, read.rules, owner, journal);
  const common = accountIn(target, read.accounts, owner);
  refuseUnwritable(target, plan, journal.made, { ...common, ...(expiresS !== undefined && { expires: "" }) });
  const text = planText(plan, { account: account?.label, expiresS, rulesFile: target.name });
  const outcome = (): Outcome => ({
    text: [text, t`Nothing was made: this was a dry run.`].filter((line) => line !== "").join("\n"),
    json: {
      file: target.name,
      dryRun: true,
      toMake: plan.toMake.map(({ scene }) => scene),
      alreadyMade: plan.declared + plan.made,
      mayBeMade: plan.mayBeMade,
    },
    findings: false,
  });
  return { target, owner, appId, journal, plan, common, text, outcome };
}

/** What cannot be written later must not be made. @throws CommandError */
function refuseUnwritable(
  target: RulesTarget,
  { toMake }: CodePlan,
  made: readonly MadeCode[],
  common: Record<string, unknown>,
): void {
  target.try([
    ...toMake.map(({ scene, fields }) => ({ prefix: "", ...fields, scene, ...common })),
    ...made.map(({ rule }) => rule),
  ]);
}

async function made(job: Job, interruption: Interruption, isAlone: () => boolean): Promise<Outcome> {
  const { stack, here, options, expiresS, wanted } = job;
  const { owner, appId, journal, plan, common, text } = planned(job);
  const writing = { stack, here, file: options.file, wanted, journal, plan };
  if (plan.toMake.length === 0) {
    interruption.beginWriting();
    return writtenRules(writing, undefined);
  }
  const settings = await new StackSettings(stack, here.env).of(owner);
  await agreed(text, options, interruption);
  interruption.beginWriting();
  const { parametricCodes: codes } = openAccount(settings);
  const making = { codes, journal, account: appId, interruption, isAlone, expiresS, common, print: say };
  return writtenRules(writing, await makeCodes(plan.toMake, making));
}

/** @throws UsageError, CommandError unless somebody says yes */
async function agreed(text: string, { yes, json }: CreateCodesOptions, interruption: Interruption): Promise<void> {
  if (yes) return json ? undefined : say(text);
  if (json === true || !hasTerminal()) {
    throw new UsageError(
      t`create-codes writes to WeChat, and nobody can be asked here; add --yes, or --dry-run to see what it would make.`,
    );
  }
  const ask = await terminal(interruption);
  ask.show(text);
  if (!(await ask.confirm(t`Make them?`))) throw new CommandError(t`Nothing was made.`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
