import { admit, identify } from "./admission";
import { Attempt } from "./attempt";
import type { Call } from "./call";
import { recordOf, type CallRecord } from "./call-log";
import { answerOf, json, type Outcome } from "./outcome";
import { playFault } from "./play-fault";
import { Refusal, refusalBody } from "./refusal";
import { sleep } from "./sleep";
import type { World } from "./world";

/**
 * Answers one call of the WeChat API and logs it.
 * @param received is passed the call's record as soon as there is one.
 */
export async function answerCall(
  world: World,
  call: Call,
  received: (record: CallRecord) => void = () => undefined,
): Promise<Outcome> {
  const record = recordOf(call);
  received(record);
  const attempt = tryToAdmit(world, call, record);
  const outcome = attempt instanceof Refusal ? refused(world, record, attempt) : await outcomeOf(attempt, record);
  if (outcome.kind !== "silence") await delay(world, record.account);
  if (outcome.kind === "text") record.answeredAt = world.now();
  world.calls.push(record);
  if (attempt instanceof Attempt) attempt.answered();
  return outcome;
}

function tryToAdmit(world: World, call: Call, record: CallRecord): Attempt | Refusal {
  try {
    const caller = identify(world, call);
    record.account = caller.account;
    admit(world, call, caller);
    return new Attempt(world, call, caller, record);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function refused(world: World, record: CallRecord, refusal: Refusal): Outcome {
  record.errcode = refusal.errcode;
  return json(refusalBody(refusal, world.now()));
}

async function outcomeOf(attempt: Attempt, record: CallRecord): Promise<Outcome> {
  const fault = attempt.world.faults.next({ ...attempt.call, account: attempt.caller.account });
  if (!fault) return answerOf(attempt.perform());
  record.fault = fault.kind;
  record.when = fault.when ?? "before";
  return playFault(fault, attempt);
}

async function delay(world: World, account: string | null): Promise<void> {
  const { latencyMs, jitterMs } = world.optionsOf(account);
  const delayMs = latencyMs + Math.floor(world.random() * (jitterMs + 1));
  if (delayMs > 0) await sleep(delayMs);
}
