import type { Socket } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { answerCall } from "./answer-call";
import { readCall } from "./call";
import type { CallRecord } from "./call-log";
import { addControlRoutes } from "./control-routes";
import type { Controls } from "./controls";
import { endpointAt } from "./endpoints";
import { isJsonObject } from "./json";
import { json, type Outcome } from "./outcome";
import { Refusal, refusalBody } from "./refusal";

/** Enough for a test to plant 100,000 rules in one call. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

/** The last call that came over each connection. */
const lastCalls = new WeakMap<Socket, CallRecord>();

export function createServer(controls: Controls, now: () => number): FastifyInstance {
  const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  takeAnyContentType(app);
  app.server.on("connection", (socket) => {
    socket.once("close", () => {
      const last = lastCalls.get(socket);
      if (last) last.closedAt = now();
    });
  });
  addControlRoutes(app, controls);
  app.all("/*", (request, reply) => serve(controls, now(), request, reply));
  return app;
}

/** WeChat reads every body as JSON, whatever the content-type header says, if there is one. */
function takeAnyContentType(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", (request, _reply, done) => {
    delete request.raw.headers["content-type"];
    done();
  });
}

async function serve(controls: Controls, at: number, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { world } = controls;
  const path = request.url.split("?")[0] ?? "";
  const endpoint = endpointAt(path);
  const text = typeof request.body === "string" ? request.body : "";
  const query = isJsonObject(request.query) ? request.query : {};
  if (!endpoint) {
    const unknown = {
      at,
      answeredAt: at,
      endpoint: path,
      account: null,
      body: text || null,
      errcode: 40066,
      applied: false,
      appliedAt: null,
      closedAt: null,
    };
    world.calls.push(unknown);
    return send(json(refusalBody(new Refusal(40066), at)), reply);
  }
  const struckBy = request.headers["x-struck-by"];
  const outcome = await answerCall(world, readCall(at, endpoint, request.method, query, text), (record) => {
    if (typeof struckBy === "string") record.network = struckBy;
    lastCalls.set(request.raw.socket, record);
  });
  if (outcome.kind === "silence") world.hold(request.raw.socket);
  send(outcome, reply);
}

function send(outcome: Outcome, reply: FastifyReply): void {
  switch (outcome.kind) {
    case "text":
      void reply.code(outcome.status).header("content-type", outcome.contentType).send(outcome.text);
      return;
    case "silence":
      reply.hijack();
      return;
    case "cut":
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return;
  }
}
