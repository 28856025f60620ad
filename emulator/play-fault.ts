import type { Attempt } from "./attempt";
import type { FaultEffect } from "./fault-schema";
import { misfitting } from "./misfits";
import { answerOf, htmlPage, json, type Outcome } from "./outcome";
import { Refusal, refusalBody } from "./refusal";
import { sleep } from "./sleep";
import { OK } from "./verdict";

const DEFAULT_HANG_MS = 20;
const DEFAULT_STATUS = 502;
const BUSY = -1;

/** Plays a fault on an admitted call. Unless noted otherwise, "before" means that nothing is applied. */
export async function playFault(effect: FaultEffect, attempt: Attempt): Promise<Outcome> {
  switch (effect.kind) {
    case "okButNotApplied":
      return answerOf(attempt.judgeOnly());
    case "okLate":
      return okLate(effect, attempt);
    case "misfit":
      return json(misfitting(attempt.perform().answer, effect.misfit ?? "emptyList", effect.by));
    case "quotaGone":
      useUpQuota(attempt, effect.n ?? 1);
      return json(attempt.perform().answer);
    case "hang":
      return hang(effect, attempt);
    case "timeout":
      performWhenDue({ ...effect, lateMs: effect.lateMs ?? effect.late }, attempt);
      return { kind: "silence" };
    default:
      return brokenAnswer(effect, attempt, performWhenDue(effect, attempt));
  }
}

/** Applies the call before its answer, after it, or never. @returns what it should have answered. */
function performWhenDue({ when, lateMs }: FaultEffect, attempt: Attempt): object {
  if (lateMs !== undefined) attempt.performLate(lateMs);
  return when === "after" ? attempt.perform().answer : OK;
}

/** A call that is refused now is not tried again later. */
function okLate(effect: FaultEffect, attempt: Attempt): Outcome {
  const { apply, answer } = attempt.judgeOnly();
  if (apply) attempt.performLate(effect.lateMs ?? 0);
  return json(answer);
}

function brokenAnswer(effect: FaultEffect, attempt: Attempt, answer: object): Outcome {
  switch (effect.kind) {
    case "reset":
      return { kind: "cut" };
    case "html":
      return htmlPage(200);
    case "http":
      return htmlPage(effect.status ?? DEFAULT_STATUS);
    case "json":
      return json(effect.body, effect.status);
    case "truncated":
      return truncated(answer);
    case "tokenDies":
      attempt.world.tokens.kill(attempt.caller.account ?? "");
      return refusal(attempt, 40001);
    default:
      return refusal(attempt, effect.code ?? BUSY);
  }
}

async function hang(effect: FaultEffect, attempt: Attempt): Promise<Outcome> {
  const hangMs = effect.latencyMs ?? DEFAULT_HANG_MS;
  if (effect.when !== "after") await sleep(hangMs);
  const verdict = attempt.perform();
  if (effect.when === "after") await sleep(hangMs);
  return answerOf(verdict);
}

function useUpQuota({ world, caller }: Attempt, count: number): void {
  if (caller.account !== null) world.quota.use(caller.account, count);
}

function truncated(answer: object): Outcome {
  const text = JSON.stringify(answer);
  return { kind: "text", status: 200, contentType: "application/json", text: text.slice(0, text.length / 2) };
}

function refusal(attempt: Attempt, code: number): Outcome {
  return json(refusalBody(new Refusal(code), attempt.world.now()));
}
