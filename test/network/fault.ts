import type { Socket } from "node:net";

/** How far a call gets before it is struck. */
export type Layer = "look-up" | "connect" | "CONNECT" | "TLS" | "headers" | "body";

/** The way a call takes: plain HTTP, HTTPS, or HTTPS through the proxy. */
export type Route = "plain" | "tls" | "proxy";

/** Whether the emulator made the call that was struck. */
export type Moment = "before" | "after";

interface Named {
  /** For a table. */
  readonly name: string;
  /** The way on which the fault can strike. */
  readonly route: Route;
}

/** The caller is given a name that does not exist. */
export interface LookUpFault extends Named {
  readonly layer: "look-up";
  readonly of: "endpoint" | "proxy";
}

/** The port itself is gone, until the strikes are cleared. */
export interface PortFault extends Named {
  readonly layer: "connect";
  readonly port: "refuses" | "never accepts";
}

/** Strikes a connection over which no request has come yet. */
export interface ConnectionFault extends Named {
  readonly layer: "connect" | "CONNECT" | "TLS";
  /** Undefined: the front shows a certificate that nobody trusts. */
  readonly play: ((socket: Socket) => void) | undefined;
}

/** Strikes the answer to a request. */
export interface AnswerFault extends Named {
  readonly layer: "headers" | "body";
  readonly when: Moment;
  /** @param answer the JSON that was to be answered. */
  readonly play: (socket: Socket, answer: string) => void;
}

export type NetworkFault = LookUpFault | PortFault | ConnectionFault | AnswerFault;

export function isAnswerFault(fault: NetworkFault): fault is AnswerFault {
  return fault.layer === "headers" || fault.layer === "body";
}

export function isPortFault(fault: NetworkFault): fault is PortFault {
  return "port" in fault;
}

export function isConnectionFault(fault: NetworkFault): fault is ConnectionFault {
  return "play" in fault && !isAnswerFault(fault);
}
