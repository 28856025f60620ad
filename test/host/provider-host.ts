import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

export type Props = Record<string, unknown>;

/** What a failed call says: its text, and for a resource that exists but is not as wanted its id and properties. */
export interface Failure {
  message: string;
  initFailed?: { id: string; properties: Props };
}

const dist = join(__dirname, "..", "..", "dist");
const checkout = join(dist, "..");

const DYNAMIC = join(checkout, "node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider");
const PLUGIN = join(dist, "plugin", "main.js");

/** What a provider process is started with, beside its settings. */
export interface Start {
  /** @default only PATH */
  env?: NodeJS.ProcessEnv;
  /** @default the provider as it is built */
  script?: string;
  /** The address of the engine, empty for a process that is started by hand. @default one at which nobody listens */
  engine?: string;
}

/** A real provider process, spoken to over gRPC as the engine does. */
export class ProviderHost {
  /** Everything the process has printed. */
  output = "";

  private constructor(
    private readonly process: ChildProcess,
    private readonly client: ResourceProviderClient,
    private readonly loader: string | undefined,
  ) {}

  /** @param loader the text that a dynamic resource has for its provider; undefined for the plugin. */
  static async start(
    loader: string | undefined,
    config: Record<string, string>,
    { env = {}, script = loader === undefined ? PLUGIN : DYNAMIC, engine = "127.0.0.1:1" }: Start = {},
  ): Promise<ProviderHost> {
    const child = spawn(process.execPath, [script, engine], {
      cwd: dist,
      env: { PATH: process.env["PATH"], ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const died = once(child, "exit").then(() =>
      Promise.reject(new Error("the provider process ended before it listened")),
    );
    const [port] = (await Promise.race([once(createInterface({ input: child.stdout }), "line"), died])) as [string];
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const host = new ProviderHost(child, client, loader);
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text: Buffer) => (host.output += text.toString()));
    await host.configure(config);
    return host;
  }

  /** Configures the process once more, as for a run of its own. */
  configure(config: Record<string, string>): Promise<unknown> {
    const request = new messages.ConfigureRequest().setName("default");
    // A plugin gets the config of its own namespace, without the namespace.
    const nameOf = (key: string): string => (this.loader === undefined ? key.replace(/^.*:/, "") : key);
    request.setArgs(Struct.fromJavaScript(mapKeys(config, nameOf)));
    return new Promise((resolve, reject) => this.client.configure(request, settle(resolve, reject)));
  }

  /** As the engine does with a plugin that was started by hand. */
  attach(engine: string): Promise<unknown> {
    const request = new PluginAttach().setAddress(engine);
    return new Promise((resolve, reject) => this.client.attach(request, settle(resolve, reject)));
  }

  async check(
    news: Props,
    olds: Props = {},
    loader = this.loader,
  ): Promise<{ inputs: Props; failures: { property: string; reason: string }[] }> {
    const request = new messages.CheckRequest();
    request.setOlds(struct(olds, loader));
    request.setNews(struct(news, loader));
    const response = await new Promise<messages.CheckResponse>((resolve, reject) =>
      this.client.check(request, settle(resolve, reject)),
    );
    const failures = response
      .getFailuresList()
      .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
    return { inputs: withoutLoader(response.getInputs()), failures };
  }

  async diff(id: string, olds: Props, news: Props): Promise<{ changes: boolean; replaces: string[] }> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds, this.loader));
    request.setNews(struct(news, this.loader));
    const response = await new Promise<messages.DiffResponse>((resolve, reject) =>
      this.client.diff(request, settle(resolve, reject)),
    );
    return {
      changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
    };
  }

  async create(inputs: Props, loader = this.loader): Promise<{ id: string; properties: Props }> {
    const request = new messages.CreateRequest();
    request.setProperties(struct(inputs, loader));
    const response = await new Promise<messages.CreateResponse>((resolve, reject) =>
      this.client.create(request, settle(resolve, reject)),
    );
    return { id: response.getId(), properties: withoutLoader(response.getProperties()) };
  }

  async read(id: string, properties: Props): Promise<{ id: string; properties: Props; inputs: Props }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(struct(properties, this.loader));
    const response = await new Promise<messages.ReadResponse>((resolve, reject) =>
      this.client.read(request, settle(resolve, reject)),
    );
    return {
      id: response.getId(),
      properties: withoutLoader(response.getProperties()),
      inputs: withoutLoader(response.getInputs()),
    };
  }

  async update(id: string, olds: Props, news: Props): Promise<Props> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds, this.loader));
    request.setNews(struct(news, this.loader));
    const response = await new Promise<messages.UpdateResponse>((resolve, reject) =>
      this.client.update(request, settle(resolve, reject)),
    );
    return withoutLoader(response.getProperties());
  }

  async delete(id: string, properties: Props, loader = this.loader): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(properties, loader));
    await new Promise((resolve, reject) => this.client.delete(request, settle(resolve, reject)));
  }

  /** Waits until the process has printed `text`: its output and its answers come by different ways. @returns all its output. */
  async printed(text: string): Promise<string> {
    for (const deadline = Date.now() + 10_000; !this.output.includes(text) && Date.now() < deadline;) await sleep(20);
    return this.output;
  }

  /** As after a kill of the Pulumi CLI: whatever the process prints from now on cannot be written. */
  loseReaders(): void {
    this.process.stdout?.destroy();
    this.process.stderr?.destroy();
  }

  /** Tells the process to end, as the engine does at the end of a run. */
  async end(): Promise<void> {
    this.client.close();
    this.process.kill("SIGINT");
    await this.ended();
  }

  async stop(): Promise<void> {
    this.client.close();
    this.process.kill("SIGKILL");
    await this.ended();
  }

  /** Waits until the process has ended. @returns its exit code; null after a signal. */
  async ended(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, "exit");
    return this.process.exitCode;
  }
}

/** The failure of a call that was to fail. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    return error as Failure;
  }
  throw new Error("the call was to fail, but ended well");
}

function settle<T>(resolve: (response: T) => void, reject: (failure: Failure) => void) {
  return (error: ServiceError | null, response: T): void => (error ? reject(toFailure(error)) : resolve(response));
}

function toFailure(error: ServiceError): Failure {
  const [binary] = error.metadata.get("grpc-status-details-bin");
  if (!(binary instanceof Buffer)) return { message: error.details };
  const detail = Status.deserializeBinary(binary).getDetailsList()[0];
  const failed = messages.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
  const properties = (failed.getProperties()?.toJavaScript() ?? {}) as Props;
  return { message: error.details, initFailed: { id: failed.getId(), properties } };
}

function mapKeys(config: Record<string, string>, nameOf: (key: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [nameOf(key), value]));
}

function struct(props: Props, loader: string | undefined): Struct {
  return Struct.fromJavaScript({ ...props, ...(loader !== undefined && { __provider: loader }) });
}

function withoutLoader(properties: Struct | undefined): Props {
  const { __provider: _, ...rest } = (properties?.toJavaScript() ?? {}) as Props;
  return rest;
}
