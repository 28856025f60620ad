import { isDeepStrictEqual } from "node:util";
import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import {
  CheckResponse,
  ConfigureResponse,
  DiffResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
  type CheckRequest,
  type ConfigureRequest,
  type ConstructRequest,
  type ConstructResponse,
  type DiffRequest,
  type ProviderHandshakeRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { RuleProvider } from "../resource-provider/rule-provider";
import { factsOfPluginRun } from "../resource-provider/run-facts";
import { letHeapGrow } from "../system/small-heap";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { pluginSchema } from "./plugin-schema";
import { received, structOf } from "./props";
import {
  argumentProblems,
  configOf,
  environmentBeside,
  isDefaultProvider,
  secretArguments,
} from "./provider-arguments";
import type { SetProvider } from "./rule-set";
import { RULE_SET_TYPE, RuleSets } from "./rule-sets";
import { checkFailure, RulesService } from "./rules-service";
import { nameIn } from "./urn";

/** A setting as errors name it: as a key of the config, or as an environment variable. */
const SETTING = /\bwechat-qr-jump:\w|\bWECHAT_/;

/** What the engine asks about the plugin and about the provider that it serves: the stack's own, or one with arguments of its own. */
export class PluginService {
  private configured: RulesService | undefined;
  /** Of an explicit provider. */
  private name: string | undefined;
  private ofSets: SetProvider | undefined;

  /**
   * @param engine the address of the run's engine; undefined until the engine attaches itself.
   * @param serves is told of each engine that names its address.
   */
  constructor(
    private readonly version: string,
    private readonly env: NodeJS.ProcessEnv,
    private engine: string | undefined,
    private readonly serves: (engine: string) => void = () => undefined,
  ) {}

  handshake(request: ProviderHandshakeRequest): ProviderHandshakeResponse {
    this.meet(request.getEngineAddress());
    return new ProviderHandshakeResponse().setAcceptSecrets(true);
  }

  attach(request: PluginAttach): void {
    this.meet(request.getAddress());
  }

  private meet(engine: string): void {
    if (engine === "") return;
    this.engine = engine;
    this.serves(engine);
  }

  about(): PluginInfo {
    return new PluginInfo().setVersion(this.version);
  }

  schema(): GetSchemaResponse {
    return new GetSchemaResponse().setSchema(JSON.stringify(pluginSchema(this.version)));
  }

  checkConfig(request: CheckRequest): CheckResponse {
    const { props, secrets } = received(request.getNews());
    const isDefault = isDefaultProvider(nameIn(request.getUrn()));
    const env = isDefault ? this.env : environmentBeside(props, this.env);
    return new CheckResponse()
      .setInputs(structOf(props, new Set([...secrets, ...secretArguments(props)])))
      .setFailuresList(argumentProblems(props, isDefault, env).map(checkFailure));
  }

  /** Other arguments replace no rule: whose a rule is, the rule itself says. */
  diffConfig(request: DiffRequest): DiffResponse {
    const { props: olds } = received(request.getOldInputs() ?? request.getOlds());
    const { props: news } = received(request.getNews());
    const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
    const other = names.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
    const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
    return new DiffResponse().setChanges(other.length > 0 ? DIFF_SOME : DIFF_NONE).setDiffsList(other);
  }

  /** @throws Error if an old CLI does not tell the provider's name: the environment would override an explicit provider's account. */
  async configure(request: ConfigureRequest): Promise<ConfigureResponse> {
    const { props } = received(request.getArgs());
    const name = request.getName();
    if (!name)
      throw new Error(t`The Pulumi CLI is too old for this plugin: it does not name the provider. Install the newest.`);
    this.name = isDefaultProvider(name) ? undefined : name;
    const env = this.name === undefined ? this.env : environmentBeside(props, this.env);
    // A plugin that was started by hand is configured anew for each run.
    const sets = new RuleSets();
    const lifecycle = new RuleProvider(env, factsOfPluginRun(this.engine, sets));
    const config = configOf(props);
    await lifecycle.configure({ config: { get: (key) => config[key], require: (key) => config[key] ?? "" } });
    this.configured = new RulesService(lifecycle, sets);
    const reference = `${request.getUrn()}::${request.getId()}`;
    this.ofSets = { reference, config, env, isDefault: this.name === undefined, sets };
    return new ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
  }

  /** Most programs have no component, so its modules are loaded when one asks for it. */
  async construct(request: ConstructRequest): Promise<ConstructResponse> {
    const { engine, ofSets } = this;
    if (request.getType() !== RULE_SET_TYPE) {
      throw new Error(t`${request.getType()} is not a component; the component is ${RULE_SET_TYPE}.`);
    }
    if (engine === undefined || !ofSets) throw new Error(t`the provider was used before it was configured`);
    // Pulumi's SDK keeps some 30 kB for each rule that it has declared.
    letHeapGrow();
    const [{ withinRun }, { constructRuleSet }] = await Promise.all([
      import("../pulumi/construct.js"),
      import("./rule-set.js"),
    ]);
    const { reading } = this.rules().lifecycle;
    const constructed = withinRun(request, engine, () => reading.unless(() => constructRuleSet(request, ofSets)));
    return constructed.catch((error: unknown) => {
      // Pulumi shows this error as it would write it in a program: with \" for a quotation mark.
      throw new Error(messageOf(error).replace(/"([^"\n]*)"/g, "“$1”"), { cause: error });
    });
  }

  /** @throws Error before the provider is configured. */
  readonly rules = (): RulesService => {
    if (!this.configured) throw new Error(t`the provider was used before it was configured`);
    return this.configured;
  };

  /** The message of an error, with a hint where it names settings that an explicit provider has as arguments. */
  explained(message: string): string {
    const isOfSettings = this.name !== undefined && SETTING.test(message);
    return isOfSettings ? t`${message} The settings of the provider ${this.name} are its arguments.` : message;
  }

  /** Starts nothing more. Resolves when work under way has ended. */
  async stop(): Promise<void> {
    await this.configured?.lifecycle.stop();
  }
}
