import { z } from "zod";
import { ENDPOINTS } from "./endpoints";
import { appId } from "./options";

export const FAULT_KINDS = [
  /** Answers `code`. */
  "errcode",
  /** Never answers; with `late` the call is applied that many milliseconds later. */
  "timeout",
  /** Cuts the connection. */
  "reset",
  /** Answers 200 with an HTML page. */
  "html",
  /** Answers the first half of the JSON. */
  "truncated",
  /** Answers HTTP `status` with an HTML page. */
  "http",
  /** Answers the JSON `body` of a gateway, with HTTP `status` (default 200). */
  "json",
  /** Answers as it should and changes nothing. */
  "okButNotApplied",
  /** Answers as it should and changes things `lateMs` later, if the rules still allow it then. */
  "okLate",
  /** A read answers a list that does not match its counts, as `misfit` says; strikes nothing else. */
  "misfit",
  /** The account's tokens die and the answer is 40001. */
  "tokenDies",
  /** Someone else uses up `n` publishes just before the call. */
  "quotaGone",
  /** Works `latencyMs` later (before) or answers that much later (after). */
  "hang",
] as const;

export const MISFITS = [
  /** No records, with true counts. */
  "emptyList",
  /** All records but the last. */
  "shortByOne",
  /** The first half of the records. */
  "shortByHalf",
  /** The field is absent. */
  "noList",
  "noListSize",
  "noTotalCount",
  /** The true count plus `by`. */
  "wrongListSize",
  "wrongTotalCount",
] as const;

const moment = z.enum(["before", "after"]);
const kind = z.enum(FAULT_KINDS);
const misfit = z.enum(MISFITS);
const millis = z.int().nonnegative();

/** The kinds that can be applied after their answer. */
const LATE_KINDS: readonly FaultKind[] = ["errcode", "timeout", "reset", "html", "truncated", "http", "json", "okLate"];

const effect = {
  kind,
  /** When it strikes: before the call is applied (the default) or after. */
  when: moment.optional(),
  code: z.int().optional(),
  status: z.int().min(200).max(599).optional(),
  body: z.json().optional(),
  n: z.int().positive().optional(),
  misfit: misfit.optional(),
  /** How much to add to a wrong count: 1 by default. */
  by: z
    .int()
    .refine((by) => by !== 0)
    .optional(),
  latencyMs: millis.optional(),
  /** The call is judged and applied this long after its answer, or after its arrival if it gets no answer. */
  lateMs: millis.optional(),
  /** The same, only for a timeout. */
  late: millis.optional(),
};

const endpoint = z.enum(ENDPOINTS);

const match = z.strictObject({
  /** One endpoint or several; any by default. */
  endpoint: z.union([endpoint, z.array(endpoint).min(1)]).optional(),
  /** The account that the call is made for; for a platform's own calls the platform. */
  account: appId.optional(),
  /** The call's prefix, or one of its prefix_list. */
  prefix: z.string().optional(),
  /** Only the nth of the matching calls, from 1. */
  nth: z.int().positive().optional(),
  /** Only one in this many matching calls. */
  every: z.int().positive().optional(),
});

const effectSchema = z.strictObject(effect);

const spell = {
  /** How often it strikes. */
  times: z.int().positive().optional(),
  /** After a strike it strikes every matching call for this many milliseconds, which counts as one of `times`. */
  lastsMs: z.int().positive().optional(),
};

export const scriptedSchema = z.strictObject({
  ...effect,
  /** Strikes once by default, or without end when `match.every` is given. */
  ...spell,
  match: match.optional(),
});

export const randomSchema = z.strictObject({
  random: z.strictObject({
    seed: z.int(),
    probability: z.number().min(0).max(1),
    /** A name stands for a typical fault of its kind, before or after at random. */
    kinds: z.array(z.union([kind, effectSchema])).min(1),
    /** Strikes without end by default. While it lasts, its effect stays the same. */
    ...spell,
    match: match.optional(),
  }),
});

export const faultSchema = z.union([scriptedSchema, randomSchema]).superRefine((fault, context) => {
  const mistakes = [...effectsOf(fault).flatMap(mistakesIn), ...misplaced(fault)];
  for (const message of mistakes) context.addIssue({ code: "custom", message });
});

export type FaultKind = z.output<typeof kind>;
export type Misfit = z.output<typeof misfit>;
export type FaultMoment = z.output<typeof moment>;
export type FaultMatch = z.output<typeof match>;
/** What happens when a fault strikes. */
export type FaultEffect = z.output<typeof effectSchema>;
export type ScriptedFault = z.output<typeof scriptedSchema>;
export type RandomFault = z.output<typeof randomSchema>;
export type Fault = ScriptedFault | RandomFault;

function effectsOf(fault: Fault): FaultEffect[] {
  if (!("random" in fault)) return [fault];
  return fault.random.kinds.filter((one) => typeof one !== "string");
}

function mistakesIn({ kind, when, code, body, misfit, lateMs, late }: FaultEffect): string[] {
  const mistakes: [boolean, string][] = [
    [kind === "errcode" && code === undefined, "an errcode fault needs a code"],
    [kind === "json" && body === undefined, "a json fault needs a body"],
    [kind === "misfit" && misfit === undefined, "a misfit fault needs a misfit"],
    [kind === "okLate" && lateMs === undefined, "an okLate fault needs lateMs"],
    [lateMs !== undefined && !LATE_KINDS.includes(kind), `lateMs means nothing for ${kind}`],
    [late !== undefined && kind !== "timeout", `late means nothing for ${kind}: it may take lateMs`],
    [(lateMs ?? late) !== undefined && when === "after", "what is applied before its answer cannot be applied late"],
  ];
  return mistakes.filter(([made]) => made).map(([, message]) => message);
}

function misplaced(fault: Fault): string[] {
  const endpoint = "random" in fault ? undefined : fault.match?.endpoint;
  const struck = endpoint === undefined || [endpoint].flat().includes("qrcodejumpget");
  return effectsOf(fault).some(({ kind }) => kind === "misfit") && !struck
    ? ["a misfit strikes qrcodejumpget alone"]
    : [];
}
