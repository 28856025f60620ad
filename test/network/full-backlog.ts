import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";

/** A port whose queue of connections is full: nobody accepts, and no further connection is completed. */
export interface FullBacklog {
  end(): Promise<void>;
}

/** More than the queue holds. */
const FILL = 8;
const FILL_MS = 100;

/** Listens and then sleeps, so that nothing is ever accepted. */
const SLEEPER = `
const { workerData: { flag, port }, parentPort } = require("node:worker_threads");
const server = require("node:net").createServer();
server.listen({ port, host: "127.0.0.1", backlog: 1 }, () => {
  parentPort.postMessage("listening");
  setImmediate(() => {
    Atomics.wait(new Int32Array(flag), 0, 0);
    process.exit();
  });
});
`;

export async function fillBacklog(port: number): Promise<FullBacklog> {
  const flag = new SharedArrayBuffer(4);
  const worker = new Worker(SLEEPER, { eval: true, workerData: { flag, port } });
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  const fillers = Array.from({ length: FILL }, () => filler(port));
  await sleep(FILL_MS);
  return {
    async end() {
      for (const socket of fillers) socket.destroy();
      Atomics.store(new Int32Array(flag), 0, 1);
      Atomics.notify(new Int32Array(flag), 0);
      await ended;
    },
  };
}

function filler(port: number): Socket {
  return connect(port, "127.0.0.1").on("error", () => undefined);
}
