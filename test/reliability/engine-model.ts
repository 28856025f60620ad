import type { Emulator } from "../../emulator";
import type { Handover } from "../../provider/pulumi/handover";
import { ruleOf } from "../../provider/pulumi/state";
import { RuleProvider } from "../../provider/resource-provider/rule-provider";
import type { RunFacts } from "../../provider/resource-provider/run-facts";
import type { Rule } from "../../provider/rules/rule";
import { Accounts } from "../../provider/settings/accounts";
import type { OnExisting } from "../../provider/settings/settings";
import { lookForDrift } from "../../provider/stack-program/drift-look";
import { lookAtMade } from "../../provider/stack-program/made-rules";
import { ACCOUNT, sessionOn } from "../unit/support";
import { ownerOf, type Owned } from "./owned";
import type { PluginProcess, RuleCalls } from "./plugin-process";

type Props = Record<string, unknown>;

interface Stored {
  props: Props;
  /** Pulumi updates a resource that failed to initialise on the next run, changed or not. */
  failed: boolean;
}

export interface EngineOptions {
  /** What serves the rules. @default the provider of dynamic resources, in this process */
  plugin?: PluginProcess;
  /** Settings. @default an AppSecret */
  credentials?: Record<string, string>;
  /** The app ids of a stack with several accounts. @default one account without a name */
  accounts?: readonly string[];
  /** @default 15, the provider's own */
  timeoutSeconds?: number;
  /** @default adopt */
  onExisting?: OnExisting;
  /** @default no limit that matters */
  callsPerSecond?: number;
  /** @default no limit that matters */
  callsPerMinute?: number;
}

/** An operation on a rule that failed. */
export interface Failure {
  prefix: string;
  error: Error;
}

/** What the stack program finds when it looks at WeChat. */
export interface Looked {
  change: readonly Rule[];
}

/** What Pulumi's engine does with a stack of rules, as far as the provider can tell: a state, and one command after another. */
export class EngineModel {
  readonly state = new Map<string, Stored>();
  /** Where WeChat is looked for; the emulator itself unless a network stands before it. */
  endpoint: string;
  /** The provider of the last command. */
  provider: RuleProvider | undefined;

  constructor(
    private readonly emulator: Emulator,
    readonly options: EngineOptions = {},
  ) {
    this.endpoint = emulator.url;
  }

  /** Records rules as if an earlier run had made them. */
  remember(...rules: Owned[]): void {
    for (const rule of rules)
      this.state.set(rule.prefix, { props: { ...rule, account: ownerOf(rule) }, failed: false });
  }

  /** Whether an `up` would ask the provider to change this rule. */
  wouldChange(rule: Owned): boolean {
    const stored = this.state.get(rule.prefix);
    if (!stored || stored.failed) return true;
    return (Object.keys(rule) as (keyof Owned)[]).some(
      (field) => JSON.stringify(stored.props[field]) !== JSON.stringify(rule[field]),
    );
  }

  /** Whether WeChat has answered ok to a write and not done it. */
  wasDeaf = false;
  /** What the program of the last `up` warned of. */
  warnings: readonly string[] = [];
  /** What the provider has left to the program to prove. */
  private readonly unproven = new Set<string>();

  /** What the program does before it declares its rules: it compares the stack's with what is live, but not with the plugin. */
  async look(wanted: readonly Owned[]): Promise<Looked | undefined> {
    if (this.options.plugin) return undefined;
    const parts = await Promise.all(this.accounts.map((account) => this.lookAt(account, wanted)));
    this.warnings = parts.flatMap(({ warnings }) => warnings);
    return { change: parts.flatMap(({ change }) => change) };
  }

  private lookAt(account: string, wanted: readonly Owned[]) {
    const rules = wanted.filter((rule) => ownerOf(rule) === account);
    const moves = new Set(rules.map(({ prefix }) => prefix));
    const recorded = this.recorded().flatMap((one) => {
      if (one.account === account) return [one];
      return moves.has(one.rule.prefix) ? [{ ...one, isMoved: true as const }] : [];
    });
    const plan = { rules: rules.map((args) => ({ name: args.prefix, args })), recorded };
    return lookForDrift(plan, sessionOn(this.emulator, { account }).live, this.settings(account).onDrift, []);
  }

  private get accounts(): readonly string[] {
    return this.options.accounts ?? [ACCOUNT];
  }

  /** `pulumi up` in a provider of its own: rules at once, then deletes, which the engine leaves out after a failure. */
  async up(wanted: readonly Owned[], looked?: Looked): Promise<Failure[]> {
    const change = looked?.change ?? [];
    const provider = await this.start({
      stage: "complete",
      declared: wanted.map(({ prefix }) => [prefix, prefix]),
      recorded: this.recorded(),
      change: [...change],
      leave: [],
    });
    const touched = new Set(
      [...change, ...wanted.filter((rule) => this.wouldChange(rule))].map(({ prefix }) => prefix),
    );
    const failures = await this.each(
      wanted.map(({ prefix }) => prefix),
      (prefix, index) => this.ensure(provider, prefix, wanted[index] as Owned),
    );
    if (failures.length > 0) return failures;
    const made = wanted.filter(({ prefix }) => touched.has(prefix) && this.unproven.has(prefix));
    if (looked) this.warnings = [...this.warnings, ...(await this.lookAtMade(made))];
    const kept = new Set(wanted.map(({ prefix }) => prefix));
    return this.each(
      [...this.state.keys()].filter((prefix) => !kept.has(prefix)),
      (prefix) => this.remove(provider, prefix),
    );
  }

  private async lookAtMade(made: readonly Owned[]): Promise<string[]> {
    const looks = this.accounts.map((account) => {
      const rules = made.filter((rule) => ownerOf(rule) === account);
      return lookAtMade(rules, sessionOn(this.emulator, { account }).live, true);
    });
    return (await Promise.all(looks)).flat();
  }

  /** `pulumi destroy` */
  async destroy(): Promise<Failure[]> {
    const provider = await this.start();
    return this.each([...this.state.keys()], (prefix) => this.remove(provider, prefix));
  }

  /** `pulumi refresh` */
  async refresh(): Promise<Failure[]> {
    const provider = await this.start();
    return this.each([...this.state.keys()], async (prefix) => {
      const stored = this.state.get(prefix) as Stored;
      const now = await provider.read(prefix, stored.props);
      if (now.id) this.state.set(prefix, { props: now.props as Props, failed: false });
      else this.state.delete(prefix);
    });
  }

  private async each(prefixes: string[], work: (prefix: string, index: number) => Promise<void>): Promise<Failure[]> {
    const failures: Failure[] = [];
    const attempts = prefixes.map((prefix, index) =>
      work(prefix, index).catch((error: Error) => void failures.push({ prefix, error })),
    );
    await Promise.all(attempts);
    return failures;
  }

  private async ensure(provider: RuleCalls, prefix: string, rule: Owned): Promise<void> {
    const inputs = (await provider.check({}, { ...rule })).inputs as Props;
    const stored = this.state.get(prefix);
    if (stored && !stored.failed && !(await provider.diff(prefix, stored.props, inputs)).changes) return;
    try {
      const result = stored ? await provider.update(prefix, stored.props, inputs) : await provider.create(inputs);
      this.state.set(prefix, { props: result.outs as Props, failed: false });
    } catch (error) {
      const { id, properties } = error as { id?: string; properties?: Props };
      if (id !== undefined && properties) this.state.set(prefix, { props: properties, failed: true });
      throw error;
    }
  }

  private async remove(provider: RuleCalls, prefix: string): Promise<void> {
    await provider.delete(prefix, (this.state.get(prefix) as Stored).props);
    this.state.delete(prefix);
  }

  private recorded() {
    return [...this.state].map(([name, { props }]) => ({
      name,
      rule: ruleOf(props),
      account: String(props["account"]),
    }));
  }

  private settings(account: string) {
    const config = this.config();
    return new Accounts((key) => config.get(key), {}).settingsOf(this.options.accounts ? account : undefined);
  }

  /** @param told by the program of the run, where there is one. */
  private async start(told?: Handover): Promise<RuleCalls> {
    const config = this.config();
    if (this.options.plugin) return this.options.plugin.serve(config, told !== undefined);
    const get = (key: string): string | undefined => config.get(key);
    const run: RunFacts = {
      programRuns: () => Promise.resolve(told !== undefined),
      handedOver: () => told,
      leaveToProgram: (prefix) => {
        this.unproven.add(prefix);
        return told !== undefined;
      },
      destroys: () => undefined,
    };
    this.unproven.clear();
    this.provider = new RuleProvider({}, run);
    await this.provider.configure({ config: { get, require: (key) => get(key) ?? "" } });
    return this.provider;
  }

  private config(): Map<string, string> {
    const { timeoutSeconds = 15, onExisting = "adopt", callsPerSecond = 1000, callsPerMinute = 10_000 } = this.options;
    return new Map(
      Object.entries({
        endpoint: this.endpoint,
        ...(this.options.credentials ?? this.appSecrets()),
        timeoutSeconds,
        onExisting,
        callsPerSecond,
        callsPerMinute,
      }).map(([key, value]) => [`wechat-qr-jump:${key}`, String(value)]),
    );
  }

  private appSecrets(): Record<string, string> {
    const appSecret = this.emulator.options.secret;
    if (!this.options.accounts) return { appId: ACCOUNT, appSecret };
    const named = this.options.accounts.map((appId, index) => [`account${index}`, { appId, appSecret }]);
    return { accounts: JSON.stringify(Object.fromEntries(named)) };
  }
}
