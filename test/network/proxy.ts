import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Front } from "./front";
import type { Strikes } from "./strikes";

/** Where CONNECT to one port leads, and what strikes on the way. */
export interface Destination {
  front: Front;
  strikes: Strikes;
}

const HOST = "127.0.0.1";
const ESTABLISHED = "HTTP/1.1 200 Connection Established\r\n\r\n";

/** An HTTP proxy that knows CONNECT and nothing else. It may serve several networks, which it tells apart by their ports. */
export class Proxy {
  private readonly destinations = new Map<number, Destination>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private readonly credentials: string | undefined) {
    this.server = createServer((_, response) => response.writeHead(501).end());
    this.server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("error", () => undefined).once("close", () => this.sockets.delete(socket));
    });
    this.server.on("connect", (request, socket, head) => this.connect(request, socket as Socket, head));
  }

  /** @param credentials `user:password`, which every CONNECT must then bring. */
  static async start(credentials?: string): Promise<Proxy> {
    const proxy = new Proxy(credentials);
    await new Promise<void>((resolve) => proxy.server.listen(0, HOST, resolve));
    return proxy;
  }

  /** What `HTTPS_PROXY` is to hold. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://${this.credentials === undefined ? "" : `${this.credentials}@`}${HOST}:${port}`;
  }

  leadTo(destination: Destination): void {
    this.destinations.set(destination.front.port, destination);
  }

  forget({ port }: Front): void {
    this.destinations.delete(port);
  }

  /** Lets the process end while the proxy is still there. */
  unref(): void {
    this.server.unref();
  }

  private connect({ url = "", headers }: IncomingMessage, socket: Socket, head: Buffer): void {
    const destination = this.destinations.get(Number(url.split(":").at(-1)));
    if (!destination) return refuse(socket, "502 Bad Gateway");
    const fault = destination.strikes.forConnection("CONNECT");
    if (fault?.play) return fault.play(socket);
    if (!this.knows(headers["proxy-authorization"]))
      return refuse(socket, "407 Proxy Authentication Required\r\nproxy-authenticate: Basic");
    if (head.length > 0) socket.unshift(head);
    socket.write(ESTABLISHED, () => destination.front.serve(socket));
  }

  private knows(authorization: string | undefined): boolean {
    if (this.credentials === undefined) return true;
    return authorization === `Basic ${Buffer.from(this.credentials).toString("base64")}`;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

function refuse(socket: Socket, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}
