import {
  createServer as createHttp,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from "node:net";
import { endpointAt } from "../../emulator/endpoints";
import type { Certificate } from "./certificate";
import type { AnswerFault, PortFault } from "./fault";
import { fillBacklog, type FullBacklog } from "./full-backlog";
import { readAll, type Relay, type Relayed } from "./relay";
import type { Strikes } from "./strikes";
import { reset } from "./wire";

const HOST = "127.0.0.1";
/** What is answered in the place of a call that the emulator does not get. */
const FINE: Relayed = { status: 200, headers: {}, text: JSON.stringify({ errcode: 0, errmsg: "ok" }) };

/** The two certificates of an HTTPS front. */
export interface Certificates {
  trusted: Certificate;
  notTrusted: Certificate;
}

/** One port before the emulator, where connections and answers can be struck. Every call has a connection of its own. */
export class Front {
  port = 0;
  private server: Server | undefined;
  private backlog: FullBacklog | undefined;
  private portFault: PortFault["port"] | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly calls: HttpServer;
  private readonly distrusted: HttpServer | undefined;

  /** @param certificates undefined: it speaks plain HTTP. */
  constructor(
    private readonly relay: Relay,
    private readonly strikes: Strikes,
    private readonly changed: () => Promise<void>,
    private readonly certificates?: Certificates,
  ) {
    const answer = (call: IncomingMessage, response: ServerResponse): void => void this.answer(call, response);
    this.calls = certificates ? createHttps(certificates.trusted, answer) : createHttp(answer);
    this.distrusted = certificates && createHttps(certificates.notTrusted, answer);
    // A client that hangs up in the middle of a handshake.
    for (const server of [this.calls, this.distrusted]) server?.on("tlsClientError", () => undefined);
  }

  async listen(): Promise<void> {
    const server = createTcp((socket) => this.accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(this.port, HOST, resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Lets the port work, refuse, or leave connections in its queue. */
  async setPort(fault: PortFault["port"] | undefined): Promise<void> {
    if (fault === this.portFault) return;
    this.portFault = fault;
    // Connections that are open stay so.
    this.server?.close();
    this.server = undefined;
    await this.backlog?.end();
    this.backlog = undefined;
    if (fault === "never accepts") this.backlog = await fillBacklog(this.port);
    if (fault === undefined) await this.listen();
  }

  private accept(socket: Socket): void {
    this.keep(socket);
    const fault = this.strikes.forConnection("connect");
    if (fault?.play) fault.play(socket);
    else this.serve(socket);
  }

  /** Serves a connection that came here or through a proxy. */
  serve(socket: Socket): void {
    this.keep(socket);
    const fault = this.certificates && this.strikes.forConnection("TLS");
    if (fault?.play) fault.play(socket);
    else (fault ? this.distrusted : this.calls)?.emit("connection", socket);
  }

  private keep(socket: Socket): void {
    if (this.sockets.has(socket)) return;
    this.sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => this.sockets.delete(socket));
  }

  private async answer(call: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = call;
    const gone = new AbortController();
    socket.once("close", () => gone.abort());
    socket.on("error", () => undefined);
    try {
      const body = await readAll(call);
      const endpoint = endpointAt(new URL(call.url ?? "/", "http://front").pathname);
      const fault = endpoint && this.strikes.forCall(endpoint);
      const reaches = !fault || fault.when === "after";
      const answer = reaches ? await this.relay.forward(call, body, fault?.name, gone.signal) : FINE;
      if (endpoint) this.strikes.answered(endpoint);
      await this.changed();
      finish(response, answer, fault);
    } catch {
      reset(socket);
    }
  }

  async close(): Promise<void> {
    await this.backlog?.end();
    this.server?.close();
    this.closeConnections();
  }

  closeConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

function finish(response: ServerResponse, { status, headers, text }: Relayed, fault: AnswerFault | undefined): void {
  if (fault) {
    if (response.socket) fault.play(response.socket, text);
    return;
  }
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text), connection: "close" }).end(text);
}
