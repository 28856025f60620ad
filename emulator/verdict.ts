import type { JsonObject } from "./json";

/** A call that WeChat accepts: what it answers, and the change it makes, if it makes one. */
export interface Success {
  readonly answer: JsonObject;
  /** Answered in place of JSON. */
  readonly image?: Buffer;
  readonly apply?: () => void;
}

/** WeChat's verdict on a call, before anything happens. */
export interface Verdict extends Success {
  readonly errcode: number;
}

export const OK = { errcode: 0, errmsg: "ok" } as const;
