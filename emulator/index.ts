import type { AddressInfo } from "node:net";
import { Controls } from "./controls";
import type { OptionsInput } from "./options";
import { createServer } from "./server";

export { RULE_ENDPOINTS, TOKEN_ENDPOINTS, type Endpoint } from "./endpoints";
export type { CallRecord } from "./call-log";
export type { AccountRule, AccountSetup, EmulatorState } from "./controls";
export { MISFITS } from "./fault-schema";
export type {
  Fault,
  FaultEffect,
  FaultKind,
  FaultMatch,
  FaultMoment,
  Misfit,
  RandomFault,
  ScriptedFault,
} from "./fault-schema";
export type { OddRecord, Options, OptionsInput } from "./options";
export type { Rule } from "./rule";

export type StartOptions = OptionsInput & {
  /** TCP port on 127.0.0.1. @default 0, a free one */
  readonly port?: number;
  /** The time in milliseconds since 1970, for tests of limits and lifetimes. @default the real time, finer than a millisecond */
  readonly now?: () => number;
};

/** An emulated WeChat on a port of this process. It shares no state, so several can run side by side. */
export type Emulator = Controls & {
  readonly port: number;
  /** The base URL to use instead of https://api.weixin.qq.com, without a trailing slash. */
  readonly url: string;
  /** Closes idle connections, which clients keep open for their next call. */
  closeIdleConnections(): void;
  /** Cuts every connection, answered or not, and frees the port. */
  close(): Promise<void>;
};

const HOST = "127.0.0.1";

export async function startEmulator({ port = 0, now = preciseNow, ...options }: StartOptions = {}): Promise<Emulator> {
  const controls = new Controls(options, now);
  const app = createServer(controls, now);
  await app.listen({ host: HOST, port });
  const bound = (app.server.address() as AddressInfo).port;
  const close = async (): Promise<void> => {
    controls.world.end();
    await app.close();
  };
  const closeIdleConnections = (): void => app.server.closeIdleConnections();
  return Object.assign(controls, { port: bound, url: `http://${HOST}:${bound}`, closeIdleConnections, close });
}

// Whole milliseconds would let six calls into 999.2 ms.
function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
