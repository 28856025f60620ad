import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Answer = (response: ServerResponse, request: Received) => void;

/** A server on a free port that answers as told and keeps what it got. */
export interface ScriptedServer {
  url: string;
  received: Received[];
  /** What the next requests are answered; the last one goes for all that follow. */
  answers: Answer[];
  close(): Promise<void>;
}

export async function startServer(...answers: Answer[]): Promise<ScriptedServer> {
  const received: Received[] = [];
  const scripted: ScriptedServer = { url: "", received, answers, close };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://here");
      const { method = "", headers } = request;
      const body = Buffer.concat(chunks).toString("utf8");
      received.push({ method, path: pathname, query: Object.fromEntries(searchParams), headers, body });
      const answer = scripted.answers.length > 1 ? scripted.answers.shift() : scripted.answers[0];
      answer?.(response, received[received.length - 1] as Received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  scripted.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return scripted;

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
}

export const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

export const text =
  (body: string, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "text/html" }).end(body);

export const silence: Answer = () => {};

export const cutConnection: Answer = (response) => response.socket?.resetAndDestroy();

/** Says that more will come, and goes away. */
export const cutInTheMiddle: Answer = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write('{"errcode":0,"errm', () => response.socket?.destroy());
};
