import { admit } from "./admission";
import { Attempt } from "./attempt";
import type { Call, Caller } from "./call";
import { recordOf, type CallRecord } from "./call-log";
import { json, type Outcome } from "./outcome";
import { playFault } from "./play-fault";
import { Refusal, refusalBody } from "./refusal";
import { sleep } from "./sleep";
import type { World } from "./world";

/**
 * Answers one call of the WeChat API and writes it to the log.
 * @param received is told the call's record as soon as there is one.
 */
export async function answerCall(
  world: World,
  call: Call,
  received: (record: CallRecord) => void = () => undefined,
): Promise<Outcome> {
  const record = recordOf(call);
  received(record);
  const outcome = await outcomeOf(world, call, record);
  if (outcome.kind !== "silence") await delay(world);
  if (outcome.kind === "text") record.answeredAt = world.now();
  world.calls.push(record);
  return outcome;
}

async function outcomeOf(world: World, call: Call, record: CallRecord): Promise<Outcome> {
  const caller = tryToAdmit(world, call);
  if (caller instanceof Refusal) {
    record.errcode = caller.errcode;
    return json(refusalBody(caller, world.now()));
  }
  record.account = caller.account;
  const attempt = new Attempt(world, call, caller, record);
  const fault = world.faults.next(call);
  if (!fault) return json(attempt.perform().answer);
  record.fault = fault.kind;
  record.when = fault.when ?? "before";
  return playFault(fault, attempt);
}

function tryToAdmit(world: World, call: Call): Caller | Refusal {
  try {
    return admit(world, call);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function delay(world: World): Promise<void> {
  const delayMs = world.options.latencyMs + Math.floor(world.random() * (world.options.jitterMs + 1));
  if (delayMs > 0) await sleep(delayMs);
}
