import { Agent, request as send, type IncomingMessage } from "node:http";

/** What the emulator answered. */
export interface Relayed {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** The header that tells the emulator which fault its answer will meet. */
export const STRUCK_BY = "x-struck-by";

/** Passes calls on to the emulator. */
export class Relay {
  // Kept alive: the emulator takes a connection that closes for a client that gave up.
  private agent = new Agent({ keepAlive: true });

  constructor(readonly target: string) {}

  /** @throws where the emulator cuts the connection, or `signal` says that the client is gone. */
  async forward(
    call: IncomingMessage,
    body: Buffer,
    struckBy: string | undefined,
    signal: AbortSignal,
  ): Promise<Relayed> {
    const headers = { ...call.headers, host: new URL(this.target).host, connection: "keep-alive" };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send(new URL(call.url ?? "/", this.target), {
        method: call.method,
        headers: { ...headers, ...(struckBy && { [STRUCK_BY]: struckBy }) },
        agent: this.agent,
        signal,
      })
        .once("response", resolve)
        .once("error", reject)
        .end(body);
    });
    const text = (await readAll(answer)).toString("utf8");
    const kept = ["content-type", "date"].flatMap((name) => {
      const value = answer.headers[name];
      return typeof value === "string" ? [[name, value] as const] : [];
    });
    return { status: answer.statusCode ?? 502, headers: Object.fromEntries(kept), text };
  }

  /** Closes the connections that are kept for later. */
  forget(): void {
    this.agent.destroy();
    this.agent = new Agent({ keepAlive: true });
  }
}

export async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
