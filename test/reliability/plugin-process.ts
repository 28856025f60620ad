import { join } from "node:path";
import type { Emulator } from "../../emulator";
import type { RuleProvider } from "../../provider/resource-provider/rule-provider";
import { bundle } from "../../tools/plugin";
import { FakeEngine } from "../host/fake-engine";
import { ProviderHost, type Failure } from "../host/provider-host";
import { certificate, inFile, type CertificateFile } from "../network/certificate";
import { openProxy } from "./network";

/** What Pulumi calls for rules, in whichever process it is. */
export type RuleCalls = Pick<RuleProvider, "check" | "diff" | "create" | "read" | "update" | "delete">;

/** One program may delete all its rules: the plugin cannot tell that from a program that ended too early. */
const MAX_DELETES = { "wechat-qr-jump:maxDeletes": "1000" };

/** The bundled plugin in a process of its own, told of one command after the other as Pulumi's engine does. */
export class PluginProcess {
  private constructor(
    private readonly host: ProviderHost,
    private readonly engine: FakeEngine,
    private readonly trusted: CertificateFile,
  ) {}

  static async start(script: string): Promise<PluginProcess> {
    await openProxy();
    const trusted = inFile(await certificate("trusted"));
    const engine = await FakeEngine.start();
    const { HTTPS_PROXY } = process.env;
    const env = { HTTPS_PROXY, NODE_EXTRA_CA_CERTS: trusted.file, WECHAT_LANG: "en" };
    const host = await ProviderHost.start(undefined, {}, { env, script, engine: engine.address });
    return new PluginProcess(host, engine, trusted);
  }

  /** Begins a command: the rules of a command are served by a provider of its own. */
  async serve(config: ReadonlyMap<string, string>, programRuns: boolean): Promise<RuleCalls> {
    this.engine.programRuns = programRuns;
    await this.host.configure({ ...Object.fromEntries(config), ...MAX_DELETES });
    return callsOf(this.host);
  }

  /** Everything that the process has printed since the last look. */
  takeOutput(): string {
    const { output } = this.host;
    this.host.output = "";
    return output;
  }

  async close(): Promise<void> {
    await this.host.stop();
    this.engine.close();
    this.trusted.remove();
  }
}

const processes = new WeakMap<Emulator, Promise<PluginProcess>>();

/** The one process for the cases of an emulator: each start takes longer than many a case. */
export function pluginFor(emulator: Emulator, script: string): Promise<PluginProcess> {
  const found = processes.get(emulator) ?? PluginProcess.start(script);
  processes.set(emulator, found);
  return found;
}

export async function closePluginFor(emulator: Emulator): Promise<void> {
  await (await processes.get(emulator))?.close();
}

/** Bundles the plugin as for a release, but with quick waits. @returns the file to run. */
export async function quickPlugin(folder: string): Promise<string> {
  await bundle({ main: join(__dirname, "quick-plugin.ts") }, folder);
  return join(folder, "dist", "plugin", "main.js");
}

function callsOf(host: ProviderHost): RuleCalls {
  return {
    check: (_, news) => asErrors(host.check(defined(news))),
    diff: (id, olds, news) => asErrors(host.diff(id, defined(olds), news)),
    create: async (inputs) => {
      const { id, properties } = await asErrors(host.create(inputs));
      return { id, outs: properties };
    },
    update: async (id, olds, news) => ({ outs: await asErrors(host.update(id, defined(olds), news)) }),
    read: async (id, props = {}) => {
      const { id: now, properties } = await asErrors(host.read(id, defined(props)));
      return { id: now, props: properties };
    },
    delete: (id, props) => asErrors(host.delete(id, defined(props))),
  };
}

function defined(props: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}

/** What a call over gRPC fails with, as the provider itself would throw it. */
async function asErrors<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (failure) {
    const { message, initFailed } = failure as Failure;
    throw Object.assign(new Error(message), initFailed);
  }
}
