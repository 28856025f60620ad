import { RuleProvider } from "../../provider/lifecycle";
import type { Rule } from "../../provider/rule";
import type { Emulator } from "../emulator";
import { ACCOUNT, SECRET } from "./support";

type Props = Record<string, unknown>;

interface Stored {
  props: Props;
  /** Pulumi updates a resource that failed to initialise on the next run, changed or not. */
  failed: boolean;
}

/** What Pulumi's engine does with a stack of rules, as far as the provider can tell: a state, and one `up` after another. */
export class EngineModel {
  readonly state = new Map<string, Stored>();

  constructor(
    private readonly emulator: Emulator,
    private readonly timeoutSeconds = 0.06,
  ) {}

  /** Runs `pulumi up` in a provider of its own: rules at once, then deletes, which the engine leaves out after an error. @returns the errors. */
  async up(wanted: readonly Rule[]): Promise<Error[]> {
    const provider = await this.provider();
    const errors: Error[] = [];
    const attempt = (work: Promise<void>): Promise<void> => work.catch((error: Error) => void errors.push(error));
    await Promise.all(wanted.map((rule) => attempt(this.ensure(provider, rule))));
    if (errors.length > 0) return errors;
    const kept = new Set(wanted.map(({ prefix }) => prefix));
    const gone = [...this.state].filter(([prefix]) => !kept.has(prefix));
    await Promise.all(gone.map(([prefix, { props }]) => attempt(this.remove(provider, prefix, props))));
    return errors;
  }

  private async ensure(provider: RuleProvider, rule: Rule): Promise<void> {
    const { prefix } = rule;
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

  private async remove(provider: RuleProvider, prefix: string, props: Props): Promise<void> {
    await provider.delete(prefix, props);
    this.state.delete(prefix);
  }

  private async provider(): Promise<RuleProvider> {
    const config: Record<string, string> = {
      "wechat-qr-jump:endpoint": this.emulator.url,
      "wechat-qr-jump:appId": ACCOUNT,
      "wechat-qr-jump:appSecret": SECRET,
      "wechat-qr-jump:callsPerSecond": "1000",
      "wechat-qr-jump:callsPerMinute": "10000",
      "wechat-qr-jump:timeoutSeconds": String(this.timeoutSeconds),
    };
    const provider = new RuleProvider({});
    const get = (key: string): string | undefined => config[key];
    await provider.configure({ config: { get, require: (key) => get(key) ?? "" } });
    return provider;
  }
}
