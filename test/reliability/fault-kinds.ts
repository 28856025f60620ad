import { MISFITS, type FaultEffect } from "../../emulator";
import type { Layer } from "../network";

/** How long the provider waits for an answer in runs with faults. */
export const TIMEOUT_MS = 1_000;

/** When WeChat makes a write that the provider has given up: also after the read that follows. */
export const LATE_MS = TIMEOUT_MS + 60;

/** When a write takes effect that is answered before: three seconds, as the provider sees time. */
export const DELAYED_MS = 60;

export interface NamedFault {
  name: string;
  effects: readonly FaultEffect[];
  /** Struck by the network in the place of WeChat. */
  layer?: Layer;
}

const code = (...codes: number[]): FaultEffect[] => codes.map((each) => ({ kind: "errcode", code: each }));
const either = (effect: FaultEffect): FaultEffect[] => [
  { ...effect, when: "before" },
  { ...effect, when: "after" },
];

export type FaultName =
  | "busy"
  | "timeout"
  | "slow"
  | "reset"
  | "html"
  | "truncated"
  | "http"
  | "pace"
  | "token"
  | "refusal"
  | "argument"
  | "damaged"
  | "quota"
  | "gateway"
  | "misfit"
  | "delayed"
  | "late";

/** Every way in which the emulator's WeChat can fail a call, as it strikes any endpoint. */
export const FAULTS: Record<FaultName, NamedFault> = {
  busy: { name: "busy (-1, 886001)", effects: [-1, 886001].flatMap((each) => either({ kind: "errcode", code: each })) },
  timeout: { name: "no answer in time", effects: either({ kind: "timeout" }) },
  slow: { name: "answers slowly", effects: either({ kind: "hang", latencyMs: 40 }) },
  reset: { name: "connection cut", effects: either({ kind: "reset" }) },
  html: { name: "HTML instead of JSON", effects: either({ kind: "html" }) },
  truncated: { name: "half an answer", effects: either({ kind: "truncated" }) },
  http: {
    name: "HTTP 500, 502, 503, 504",
    effects: [500, 502, 503, 504].flatMap((status) => either({ kind: "http", status })),
  },
  pace: { name: "too fast (44990, 45011)", effects: code(44990, 45011) },
  token: { name: "token dies", effects: [{ kind: "tokenDies" }] },
  refusal: { name: "refused (85070, 85074, 45009, 48001)", effects: code(85070, 85074, 45009, 48001) },
  argument: { name: "refused (40097, 85071, 85073)", effects: code(40097, 85071, 85073) },
  damaged: { name: "damaged (85095)", effects: code(85095) },
  quota: {
    name: "publishes used up by others",
    effects: [
      { kind: "quotaGone", n: 1 },
      { kind: "quotaGone", n: 3 },
    ],
  },
  gateway: {
    name: "a gateway's own JSON",
    effects: [{}, { status: "error", message: "upstream unavailable" }, { code: 502 }].flatMap((body) =>
      either({ kind: "json", body }),
    ),
  },
  misfit: {
    name: "lists that do not fit their counts",
    effects: MISFITS.map((misfit) => ({ kind: "misfit", misfit })),
  },
  delayed: {
    name: "takes effect after its answer",
    effects: [
      { kind: "okLate", lateMs: DELAYED_MS },
      { kind: "okLate", lateMs: DELAYED_MS / 3 },
      { kind: "errcode", code: -1, lateMs: DELAYED_MS },
      { kind: "reset", lateMs: DELAYED_MS },
    ],
  },
  late: {
    name: "done after the time-out",
    effects: [
      { kind: "timeout", late: LATE_MS },
      { kind: "hang", latencyMs: LATE_MS, when: "before" },
    ],
  },
};

/** A write that answers ok and does nothing. */
export const OK_BUT_NOT_DONE = {
  name: "answers ok, does nothing",
  effect: { kind: "okButNotApplied" },
} as const;

/** The network's faults by how far a call gets; a name or a port that is missing is so to the end. */
export const NETWORK_LAYERS: NamedFault[] = (["connect", "CONNECT", "TLS", "headers", "body"] as const).map(
  (layer) => ({
    name: `network: ${layer}`,
    effects: [],
    layer,
  }),
);
