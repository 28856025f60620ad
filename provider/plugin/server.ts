import { setTimeout as sleep } from "node:timers/promises";
import {
  Server,
  ServerCredentials,
  status,
  type handleUnaryCall,
  type sendUnaryData,
  type ServerWritableStream,
} from "@grpc/grpc-js";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { failureOf } from "./failures";
import { invoke } from "./functions";
import { received } from "./props";
import type { PluginService } from "./service";

/** As Pulumi's own servers: a state may be large. */
const OPTIONS = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
const NONE: ReadonlySet<string> = new Set();

/** As long as the CLI waits for a plugin that it has told to end. */
const ANSWERS_WITHIN_MS = 5_000;
const ASK_AGAIN_MS = 5;

/** A plugin that is served to the engine. */
export interface Serving {
  /** On 127.0.0.1. */
  port: number;
  /** Takes no more calls. Resolves when the engine has the answers to those in hand. */
  answered(): Promise<unknown>;
}

/** Serves a plugin to the engine. */
export async function serve(service: PluginService): Promise<Serving> {
  const server = new Server(OPTIONS);
  server.addService(ResourceProviderService, implementation(service));
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { port, answered: () => Promise.race([shutDown(server), sleep(ANSWERS_WITHIN_MS)]) };
}

/**
 * grpc-js waits for ever for a connection that breaks at this very moment, as the engine's does at the end of most runs. Asked
 * again, it waits for those that are left.
 */
async function shutDown(server: Server): Promise<void> {
  const asked = (): Promise<true> => new Promise((resolve) => server.tryShutdown(() => resolve(true)));
  while (!(await Promise.race([asked(), sleep(ASK_AGAIN_MS, false)])));
}

function implementation(service: PluginService): IResourceProviderServer {
  const { rules } = service;
  /** @param secretsOf the properties of a request that an error must keep secret. */
  function unary<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
    secretsOf: (request: Request) => ReadonlySet<string> = () => NONE,
  ): handleUnaryCall<Request, Response> {
    return ({ request }, callback) => {
      const work = new Promise<Response>((resolve) => resolve(answer(request)));
      work.then(
        (response) => callback(null, response),
        (error: unknown) => callback(failureOf(error, secretsOf(request), (message) => service.explained(message))),
      );
    };
  }
  return {
    handshake: unary((request) => service.handshake(request)),
    attach: unary((request) => nothing(service.attach(request))),
    getPluginInfo: unary(() => service.about()),
    getSchema: unary(() => service.schema()),
    checkConfig: unary((request) => service.checkConfig(request)),
    diffConfig: unary((request) => service.diffConfig(request)),
    configure: unary((request) => service.configure(request)),
    check: unary((request) => rules().check(request)),
    diff: unary((request) => rules().diff(request)),
    create: unary(
      (request) => rules().create(request),
      (request) => received(request.getProperties()).secrets,
    ),
    read: unary((request) => rules().read(request)),
    update: unary(
      (request) => rules().update(request),
      (request) => received(request.getNews()).secrets,
    ),
    delete: unary(async (request) => nothing(await rules().delete(request))),
    invoke: unary((request) => invoke(request, rules().lifecycle)),
    // At the first Ctrl-C. The engine itself waits for what is in hand.
    cancel: unary(() => nothing(void service.stop())),
    parameterize: notServed,
    call: notServed,
    construct: unary((request) => service.construct(request)),
    getMapping: notServed,
    getMappings: notServed,
    list: (stream: ServerWritableStream<unknown, never>) => void stream.emit("error", UNIMPLEMENTED),
  };
}

const UNIMPLEMENTED = { code: status.UNIMPLEMENTED };

function notServed(_: unknown, callback: sendUnaryData<never>): void {
  callback(UNIMPLEMENTED);
}

function nothing(_: void): Empty {
  return new Empty();
}
