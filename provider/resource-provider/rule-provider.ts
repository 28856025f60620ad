import type {
  CheckResult,
  ConfigureRequest,
  CreateResult,
  DiffResult,
  ReadResult,
  ResourceProvider,
  UpdateResult,
} from "@pulumi/pulumi/dynamic";
import { ChangeNotes } from "../pulumi/journal";
import { doubtfulStateOf, formsOf, ruleOf, stateOf, type Props } from "../pulumi/state";
import { isUnknown } from "../pulumi/unknown";
import { NotPublishedError } from "../reconcile/reconcile";
import { UnclearError } from "../reconcile/settled-writes";
import { parseRule } from "../rules/check-rule";
import { sameRule, type Rule } from "../rules/rule";
import { readGuards, type Guards, type Settings } from "../settings/settings";
import { GivenUp } from "../system/given-up";
import { t } from "../text/message";
import { Progress } from "../text/progress";
import { ALREADY_EXISTS, OCCUPIED } from "../wechat/error-codes";
import { isWriteRefused } from "../wechat/errors";
import type { LiveAnswer } from "../wechat/wire";
import { AccountsOfRun } from "./accounts-of-run";
import { Bringing } from "./bringing";
import { DeletionGuard } from "./deletion-guard";
import { explainUpdate, failedToInitialise, withoutStack } from "./failures";
import { ruleToImport } from "./import-id";
import { Outcomes } from "./outcomes";
import { Planning } from "./planning";
import { remove } from "./removing";
import { UNKNOWN_RUN, type RunFacts } from "./run-facts";
import type { Session } from "./session";
import { ToldRules } from "./told-rules";

/** What a change of a recorded rule would do. */
interface Comparison {
  changes: boolean;
  /** The properties for whose sake the rule is replaced. */
  replaces: string[];
  /** True if the rule gets another account. */
  moves: boolean;
}

/** The provider object of the resource: Pulumi calls its methods in the dynamic-provider process. */
export class RuleProvider implements ResourceProvider<Props, Props> {
  private guards: (() => Guards) | undefined;
  private readonly accounts: AccountsOfRun;
  private notes: ChangeNotes | undefined;
  private readonly outcomes = new Outcomes();
  private readonly deletions = new Progress("deleted", (line) => console.log(line));

  private readonly told: ToldRules;
  private readonly deletionGuard: DeletionGuard;
  private readonly bringing: Bringing;
  private readonly planning: Planning;
  /** Work that only reads. Given up by {@link stop}. */
  readonly reading = new GivenUp();

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    run: RunFacts = UNKNOWN_RUN,
  ) {
    this.accounts = new AccountsOfRun(env, (prefix) => run.leaveToProgram(prefix));
    this.told = new ToldRules(() => run.handedOver());
    this.deletionGuard = new DeletionGuard(run, this.told, this.outcomes);
    this.planning = new Planning(this.accounts, () => this.guards?.());
    this.bringing = new Bringing(this.accounts, this.told, () => this.guards?.());
  }

  /** Pulumi does not wait for this before it calls other methods, so everything happens before the first `await`. */
  async configure({ config }: ConfigureRequest): Promise<void> {
    this.accounts.configure((key) => config.get(key));
    this.guards = () => readGuards((key) => config.get(key), this.env);
  }

  async check(_olds: Props, news: Props): Promise<CheckResult<Props>> {
    const { __provider: _, account: written, ...fields } = news;
    const unknowns = Object.keys(fields).filter((field) => isUnknown(fields[field]));
    const { rule, problems } = parseRule(fields, unknowns);
    const { owner, input, problem } = this.accounts.check(written, !isUnknown(written));
    if (problem !== undefined) problems.push({ property: "account", reason: problem });
    const { prefix } = rule ?? fields;
    if (typeof prefix === "string" && !unknowns.includes("prefix")) this.outcomes.declares(prefix);
    if (problems.length > 0) this.outcomes.refused(String(prefix));
    if (rule && problem === undefined) this.accounts.knownSession(owner)?.live.mention(rule);
    return { inputs: { ...(rule ?? fields), ...input }, failures: problems };
  }

  async diff(_id: string, olds: Props, news: Props): Promise<DiffResult> {
    return withoutStack(t`compare ${String(olds["prefix"])}`, async () => {
      const { changes, replaces } = this.compare(olds, news);
      return { changes, replaces, deleteBeforeReplace: false };
    });
  }

  /** What a change of a recorded rule would do. @throws Error if it must not be made. */
  compare(olds: Props, news: Props): Comparison {
    const { from, to } = this.accounts.change(olds, news);
    const was = ruleOf(olds);
    const want = ruleOf(news);
    const replaces = was.prefix === want.prefix ? [] : ["prefix"];
    const isOther = replaces.length > 0 || from !== to || !sameRule(was, want);
    const changes = isOther || this.told.toBringInLine(want.prefix) !== undefined;
    if (!changes) this.outcomes.unchanged(want.prefix);
    return { changes, replaces, moves: from !== to };
  }

  async create(inputs: Props): Promise<CreateResult<Props>> {
    const want = ruleOf(inputs);
    return this.outcomes.noting(want.prefix, async () => {
      const session = this.accounts.wanted(inputs);
      const { settings, reconciler } = session;
      // A live rule recorded under another name or with another mini program is the stack's own.
      const recorded = this.recordedFor(want, session);
      const own = recorded.map(({ rule }) => rule);
      if (own.length > 0 && this.told.stays(want.prefix)) {
        // A refresh in the same run dropped the rule. If it were forgotten, the next run would count it as new and refuse it.
        console.log(t`${want.prefix} stays dead: no publish is left for it. The stack keeps it as not published.`);
        return { id: want.prefix, outs: stateOf({ ...want, published: false }, settings) };
      }
      await this.note(own[0], want, settings);
      try {
        if (own.length === 0) await reconciler.create(want);
        else
          await this.bringing.bring(
            session,
            recorded.map((one) => one.session),
            own,
            want,
          );
      } catch (error) {
        if (isWriteRefused(error, OCCUPIED)) throw await this.accounts.whoOccupies(error, want, session);
        // What may have been added must be recorded: otherwise nobody would know who owns it, and nothing would ever delete it.
        if (!(error instanceof NotPublishedError || error instanceof UnclearError)) throw error;
        const others = recorded.map((one) => one.session.settings);
        const state = doubtfulStateOf({ ...want, published: false }, own, want, [settings, ...others]);
        throw failedToInitialise(error, state, inputs);
      }
      return { id: want.prefix, outs: stateOf(want, settings) };
    });
  }

  /** What the rule will be, for previews that ask about each rule, as a plugin's do. @throws as {@link Planning.plan} */
  plan(inputs: Props): Promise<Props> {
    return this.reading.unless(() => this.planning.plan(inputs));
  }

  async read(id: string, props: Props = {}): Promise<ReadResult<Props>> {
    return withoutStack(t`read ${String(props["prefix"])}`, () => this.reading.unless(() => this.readNow(id, props)));
  }

  private async readNow(id: string, props: Props): Promise<ReadResult<Props>> {
    try {
      return await this.look(id, this.accounts.recorded(props), formsOf(props));
    } catch (error) {
      if (await this.accounts.skips(props, error)) return { id, props: asRecorded(props) };
      throw error;
    }
  }

  /** Reads a rule that no state has, in whichever account of the stack it is. @param id see `import-id.ts`. */
  async readImported(id: string): Promise<ReadResult<Props>> {
    const rule = ruleToImport(id);
    return this.reading.unless(() => this.look(rule.prefix, this.accounts.all(), [rule]));
  }

  /** Reads what is live now in an account. @param account as a rule names it. @param appid see `Session.list`. */
  async list(account: string | undefined, appid: string | undefined): Promise<LiveAnswer> {
    const { owner, problem } = this.accounts.check(account, true);
    if (problem !== undefined) throw new Error(`${problem}.`);
    return this.reading.unless(() => this.accounts.session(owner).list(appid));
  }

  async update(_id: string, olds: Props, news: Props): Promise<UpdateResult<Props>> {
    const want = ruleOf(news);
    return this.outcomes.noting(want.prefix, async () => {
      const { to } = this.accounts.change(olds, news);
      const session = this.accounts.session(to);
      const from = this.accounts.recorded(olds);
      if (this.told.stays(want.prefix)) return { outs: asRecorded(olds) };
      const seen = this.told.toBringInLine(want.prefix);
      const was = [...formsOf(olds), ...(seen ? [seen] : [])];
      await this.note(ruleOf(olds), want, session.settings);
      try {
        await this.bringing.bring(session, from, was, want);
      } catch (error) {
        if (seen && isWriteRefused(error, ALREADY_EXISTS)) {
          // Someone moved the rule to a mini program that no read here asks for: its code works, but not as the stack has it.
          console.log(t`${error.message} The rule stays as it is in WeChat.`);
          return { outs: asRecorded(olds) };
        }
        const isOccupied = isWriteRefused(error, OCCUPIED);
        const explained = isOccupied ? await this.accounts.whoOccupies(error, want, session) : error;
        throw await explainUpdate(explained, { to: session, from }, { olds, was, want, news });
      }
      return { outs: stateOf(want, session.settings) };
    });
  }

  /** @param isOfLostList true if the program no longer declares the list that had the rule. */
  async delete(_id: string, props: Props, isOfLostList = false): Promise<void> {
    await withoutStack(t`delete ${String(props["prefix"])}`, async () => {
      const sessions = this.accounts.recorded(props);
      const { prefix } = ruleOf(props);
      const judgement = await this.deletionGuard.judge(prefix, this.guards?.().maxDeletes, isOfLostList);
      if (judgement.kind === "refuse") throw new Error(t`delete ${prefix}: ${judgement.reason}.`);
      if (judgement.kind === "leave") {
        console.log(
          judgement.name
            ? t`${prefix} is left as it is: the stack declares it under the name ${judgement.name}.`
            : t`${prefix} is left as it is: the stack declares it under another name.`,
        );
        return;
      }
      await this.deletions.track(remove(sessions, formsOf(props)));
    });
  }

  /** Starts nothing more, and gives up what only reads. Resolves when writes under way have ended. */
  stop(): Promise<void> {
    this.reading.now(new Error(t`the Pulumi CLI has ended; nothing more is begun`));
    return this.accounts.stop();
  }

  private async look(id: string, sessions: readonly Session[], forms: readonly Rule[]): Promise<ReadResult<Props>> {
    for (const session of sessions) {
      for (const form of forms) {
        // The rule is gone only if a read for exactly this prefix lacks it.
        const now = (await session.live.find(form)) ?? (await session.live.findNow(form));
        if (now) {
          return { id, props: stateOf(now, session.settings), inputs: { ...now, ...this.accounts.inputOf(session) } };
        }
      }
    }
    return { id: "", props: {} };
  }

  /** What the state has for this prefix in any account of the stack. A rule of an account that is not known may be in any. */
  private recordedFor({ prefix }: Rule, wanted: Session): { rule: Rule; session: Session }[] {
    return this.told.recorded(prefix).flatMap(({ rule, account }) => {
      if (account === undefined || wanted.settings.account === undefined) return [{ rule, session: wanted }];
      const known = this.accounts.ownerIn(account);
      return known ? [{ rule, session: this.accounts.session(known.owner) }] : [];
    });
  }

  /** Notes a change that is about to start, in the place where the next run's program looks. */
  private async note(old: Rule | undefined, want: Rule, { account }: Settings): Promise<void> {
    const journal = this.told.journalFor(want.prefix);
    if (!journal || (old && sameRule(old, want))) return;
    this.notes ??= new ChangeNotes(journal);
    await this.notes.note({ at: Date.now(), account, old, want });
  }
}

function asRecorded(olds: Props): Props {
  const { __provider: _, ...state } = olds;
  return state;
}
