import { forgetHandover, handOver, type Handover } from "../pulumi/handover";
import { ToldLists, type ToldList } from "../pulumi/told-lists";
import { engineAddress, isProgramOfCli, RunError, thisRun } from "../pulumi/sdk";
import { processOfCli } from "../system/cli-process";
import { outliveLostReaders } from "../system/lost-readers";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import { Hold } from "./unfinished";

/** What to print if a program ends before all its rules are declared. */
export const tooEarly = (): string =>
  t`the program ended before all its rules were declared, so nothing is deleted. A program must wait for declareRules (await it, or
    return its promise), and must not call process.exit.`;

/** Rules that a program declares. */
export interface Declaration<T> {
  result: T;
  /** Resolves when the engine has all of them. */
  registered: Promise<unknown>;
}

/**
 * Runs the work of a program that declares its rules. Until the engine has all of them the program cannot end successfully. If
 * the work fails it never can, even if the program carries on. The provider of this run is told as well.
 *
 * The error is one that Pulumi shows as its message alone. Pulumi still inspects its stack. For a frame such as
 * node_modules/@pulumi/resource.ts Node 20 needs 20 seconds and 2 GB, so the error has no frames.
 *
 * @throws RunError
 */
export async function declaring<T>(work: () => Promise<Declaration<T>>): Promise<T> {
  outliveLostReaders();
  const hold = new Hold(tooEarly());
  try {
    told().begin();
    const { result, registered } = await work();
    void registered.then(() => {
      told().complete();
      hold.release();
    });
    return result;
  } catch (error) {
    const failure = new RunError(messageOf(error));
    failure.stack = failure.message;
    hold.keep(
      t`the program went on although its rules were refused, so this run fails and deletes nothing: ${failure.message}`,
    );
    throw failure;
  }
}

const runs = new WeakMap<object, ToldLists>();

/** Tells the provider about the rules of a list. Call it before the first of them is registered. */
export function declares(list: ToldList): void {
  told().declares(list);
}

/**
 * Call it before a run declares its first rule. The file of an earlier run may be left at the address of this run's engine,
 * since addresses are used again and a run that was refused has no provider to remove it.
 */
export function forgetEarlierRun(): void {
  const engine = engineAddress();
  if (engine && !runs.has(thisRun())) forgetHandover(engine);
}

function told(): ToldLists {
  const run = thisRun();
  const before = runs.get(run);
  if (before) return before;
  forgetEarlierRun();
  const cli = isProgramOfCli() ? processOfCli() : undefined;
  const first = new ToldLists(tellProvider, cli);
  runs.set(run, first);
  return first;
}

function tellProvider(handover: Handover): void {
  const engine = engineAddress();
  if (engine) handOver(engine, handover);
}
