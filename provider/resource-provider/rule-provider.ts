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
import { NotPublishedError } from "../reconcile/reconcile";
import { UnclearError } from "../reconcile/settled-writes";
import { parseRule } from "../rules/check-rule";
import { sameRule, type Rule } from "../rules/rule";
import { NoCredentialsError, readGuards, readSettings, type Guards, type Settings } from "../settings/settings";
import { t } from "../text/message";
import { Progress } from "../text/progress";
import { ALREADY_EXISTS } from "../wechat/error-codes";
import { isWriteRefused } from "../wechat/errors";
import { DeletionGuard } from "./deletion-guard";
import { explainUpdate, failedToInitialise, withoutStack } from "./failures";
import { Outcomes } from "./outcomes";
import { UNKNOWN_RUN, type RunFacts } from "./run-facts";
import { openSession, type Session } from "./session";
import { ToldRules } from "./told-rules";

/** Pulumi's placeholder for a value that a preview does not know yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The provider object of the resource: Pulumi calls its methods in the dynamic-provider process. */
export class RuleProvider implements ResourceProvider<Props, Props> {
  private settings: (() => Settings) | undefined;
  private guards: (() => Guards) | undefined;
  private current: { settings: string; session: Session } | undefined;
  private notes: ChangeNotes | undefined;
  private readonly outcomes = new Outcomes();
  private readonly deletions = new Progress("deleted", (line) => console.log(line));

  private readonly told: ToldRules;
  private readonly deletionGuard: DeletionGuard;

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly run: RunFacts = UNKNOWN_RUN,
  ) {
    this.told = new ToldRules(() => run.handedOver());
    this.deletionGuard = new DeletionGuard(run, this.told, this.outcomes);
  }

  /** Pulumi does not wait for this before it calls other methods, so everything happens before the first `await`. */
  async configure({ config }: ConfigureRequest): Promise<void> {
    this.settings = () => readSettings((key) => config.get(key), this.env);
    this.guards = () => readGuards((key) => config.get(key), this.env);
  }

  async check(_olds: Props, news: Props): Promise<CheckResult> {
    const { __provider: _, ...fields } = news;
    const unknowns = Object.keys(fields).filter((field) => JSON.stringify(fields[field]).includes(UNKNOWN));
    const { rule, problems } = parseRule(fields, unknowns);
    const { prefix } = rule ?? fields;
    if (typeof prefix === "string" && !unknowns.includes("prefix")) this.outcomes.declares(prefix);
    if (problems.length > 0) this.outcomes.refused(String(prefix));
    if (rule) this.knownSession()?.live.mention(rule);
    return { inputs: rule ?? fields, failures: problems };
  }

  async diff(_id: string, olds: Props, news: Props): Promise<DiffResult> {
    return withoutStack(t`compare ${String(olds["prefix"])}`, async () => {
      this.requireSameAccount(olds);
      const was = ruleOf(olds);
      const want = ruleOf(news);
      const replaces = was.prefix === want.prefix ? [] : ["prefix"];
      const changes = replaces.length > 0 || !sameRule(was, want) || this.told.toBringInLine(want.prefix) !== undefined;
      if (!changes) this.outcomes.unchanged(want.prefix);
      return { changes, replaces, deleteBeforeReplace: false };
    });
  }

  async create(inputs: Props): Promise<CreateResult> {
    const want = ruleOf(inputs);
    return this.outcomes.noting(want.prefix, async () => {
      const { settings, reconciler } = this.session();
      // A live rule recorded under another name or with another mini program is the stack's own.
      const own = this.told.recorded(want.prefix, settings.account);
      if (own.length > 0 && this.told.stays(want.prefix)) {
        // A refresh in the same run dropped the rule. If it were forgotten, the next run would count it as new and refuse it.
        console.log(t`${want.prefix} stays dead: no publish is left for it. The stack keeps it as not published.`);
        return { id: want.prefix, outs: stateOf({ ...want, published: false }, settings) };
      }
      await this.note(own[0], want, settings);
      try {
        await (own.length > 0 ? reconciler.update(own, want) : reconciler.create(want));
      } catch (error) {
        // What may have been added must be recorded: otherwise nobody would know who owns it, and nothing would ever delete it.
        if (!(error instanceof NotPublishedError || error instanceof UnclearError)) throw error;
        throw failedToInitialise(error, doubtfulStateOf({ ...want, published: false }, own, want, settings), inputs);
      }
      return { id: want.prefix, outs: stateOf(want, settings) };
    });
  }

  async read(id: string, props: Props = {}): Promise<ReadResult> {
    return withoutStack(t`read ${String(props["prefix"])}`, async () => {
      this.requireSameAccount(props);
      const { settings, live } = this.session();
      for (const form of formsOf(props)) {
        // The rule is gone only if a read for exactly this prefix lacks it.
        const now = (await live.find(form)) ?? (await live.findNow(form));
        if (now) return { id, props: stateOf(now, settings), inputs: now };
      }
      return { id: "", props: {} };
    });
  }

  async update(_id: string, olds: Props, news: Props): Promise<UpdateResult> {
    const want = ruleOf(news);
    return this.outcomes.noting(want.prefix, async () => {
      this.requireSameAccount(olds);
      const session = this.session();
      if (this.told.stays(want.prefix)) return { outs: asRecorded(olds) };
      const seen = this.told.toBringInLine(want.prefix);
      const was = [...formsOf(olds), ...(seen ? [seen] : [])];
      await this.note(ruleOf(olds), want, session.settings);
      try {
        await session.reconciler.update(was, want);
      } catch (error) {
        if (seen && isWriteRefused(error, ALREADY_EXISTS)) {
          // Someone moved the rule to a mini program that no read here asks for: its code works, but not as the stack has it.
          console.log(t`${error.message} The rule stays as it is in WeChat.`);
          return { outs: asRecorded(olds) };
        }
        throw await explainUpdate(error, session, { olds, was, want, news });
      }
      return { outs: stateOf(want, session.settings) };
    });
  }

  async delete(_id: string, props: Props): Promise<void> {
    await withoutStack(t`delete ${String(props["prefix"])}`, async () => {
      this.requireSameAccount(props);
      const { prefix } = ruleOf(props);
      const judgement = await this.deletionGuard.judge(prefix, this.guards?.().maxDeletes);
      if (judgement.kind === "refuse") throw new Error(t`delete ${prefix}: ${judgement.reason}.`);
      if (judgement.kind === "leave") {
        console.log(
          judgement.name
            ? t`${prefix} is left as it is: the stack declares it under the name ${judgement.name}.`
            : t`${prefix} is left as it is: the stack declares it under another name.`,
        );
        return;
      }
      const { reconciler, live } = this.session();
      for (const rule of formsOf(props)) live.mention(rule);
      const doubt = await this.deletions.track(reconciler.remove(formsOf(props)));
      if (doubt !== undefined) console.log(doubt);
    });
  }

  /** Starts nothing more. Resolves when work under way has ended. */
  async stop(): Promise<void> {
    await this.current?.session.stop();
  }

  /** Notes a change that is about to start, in the place where the next run's program looks. */
  private async note(old: Rule | undefined, want: Rule, { account }: Settings): Promise<void> {
    const journal = this.told.journalFor(want.prefix);
    if (!journal || (old && sameRule(old, want))) return;
    this.notes ??= new ChangeNotes(journal);
    await this.notes.note({ at: Date.now(), account, old, want });
  }

  /** Settings are read on first use, so that a preview without credentials works. */
  private session(): Session {
    if (!this.settings) throw new Error(t`the provider was used before it was configured`);
    const settings = this.settings();
    const text = JSON.stringify(settings);
    if (this.current?.settings !== text) {
      this.current = { settings: text, session: openSession(settings, (prefix) => this.run.leaveToProgram(prefix)) };
    }
    return this.current.session;
  }

  /** With another account's credentials every rule would look gone. */
  private requireSameAccount(props: Props): void {
    const owner = props["account"];
    const account = this.knownSession()?.settings.account;
    if (typeof owner !== "string" || account === undefined || owner === account) return;
    throw new Error(
      t`${String(props["prefix"])} belongs to account ${owner}, but the settings name ${account}: nothing was done. Set
        wechat-qr-jump:appId back to ${owner}, or keep the rules of ${account} in a stack of their own.`,
    );
  }

  /** Undefined if there are no credentials. */
  private knownSession(): Session | undefined {
    try {
      return this.session();
    } catch (error) {
      if (error instanceof NoCredentialsError) return undefined;
      throw error;
    }
  }
}

function asRecorded(olds: Props): Props {
  const { __provider: _, ...state } = olds;
  return state;
}
