import { setTimeout as sleep } from "node:timers/promises";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";

/** Stands for Pulumi's engine, as far as a provider asks it anything: does a program run? */
export class FakeEngine {
  /** Whether a program declares resources, as in `up`. */
  programRuns = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param port on 127.0.0.1. @default a free one */
  static async start(port = 0): Promise<FakeEngine> {
    const server = new Server();
    const getRootResource: IEngineServer["getRootResource"] = (_, callback) => {
      callback(null, new GetRootResourceResponse().setUrn(engine.programRuns ? "urn:pulumi:dev::shop::stack" : ""));
    };
    server.addService(EngineService, { getRootResource });
    const bound = await new Promise<number>((resolve, reject) => {
      const credentials = ServerCredentials.createInsecure();
      server.bindAsync(`127.0.0.1:${port}`, credentials, (error, at) => (error ? reject(error) : resolve(at)));
    });
    const engine = new FakeEngine(server, bound);
    return engine;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Waits until somebody is connected, and knows it. */
  async connected(): Promise<void> {
    const { sessions } = this.server as unknown as { sessions: Map<unknown, unknown> };
    while (sessions.size === 0) await sleep(10);
    await sleep(100);
  }

  /** At once, with every connection, as when the CLI is killed. */
  close(): void {
    this.server.forceShutdown();
  }
}
