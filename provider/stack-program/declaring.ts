import { forgetHandover, handOver, type Handover } from "../pulumi/handover";
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
    begin();
    const { result, registered } = await work();
    void registered.then(() => {
      complete();
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

/** What the provider of a run is told, and how many of the run's lists the engine does not have yet. */
interface Told {
  open: number;
  handover: Handover;
}

const runs = new WeakMap<object, Told>();

/** Tells the provider about the rules of a list. Call it before the first of them is registered. */
export function declares({ declared, recorded, change, leave, journal }: Omit<Handover, "stage">): void {
  const { handover } = told();
  handover.declared.push(...declared);
  handover.recorded = recorded;
  handover.change.push(...change);
  handover.leave.push(...leave);
  handover.journal = journal;
  tellProvider();
}

function begin(): void {
  told().open += 1;
  told().handover.stage = "begun";
  tellProvider();
}

/** A refused list stays open, whatever happens to the others. */
function complete(): void {
  told().open -= 1;
  if (told().open > 0) return;
  told().handover.stage = "complete";
  tellProvider();
}

/**
 * Call it before a run declares its first rule. The file of an earlier run may be left at the address of this run's engine,
 * since addresses are used again and a run that was refused has no provider to remove it.
 */
export function forgetEarlierRun(): void {
  const engine = engineAddress();
  if (engine && !runs.has(thisRun())) forgetHandover(engine);
}

function told(): Told {
  const run = thisRun();
  const before = runs.get(run);
  if (before) return before;
  forgetEarlierRun();
  const cli = isProgramOfCli() ? processOfCli() : undefined;
  const first: Told = { open: 0, handover: { stage: "begun", cli, declared: [], recorded: [], change: [], leave: [] } };
  runs.set(run, first);
  return first;
}

function tellProvider(): void {
  const engine = engineAddress();
  if (engine) handOver(engine, told().handover);
}
