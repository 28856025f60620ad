import { handOver, type Handover } from "../pulumi/handover";
import { engineAddress, RunError, thisRun } from "../pulumi/sdk";
import { outliveLostReaders } from "../system/lost-readers";
import { messageOf } from "../text/message-of";
import { Hold } from "./unfinished";

/** What to say where a program ends before all its rules are declared. */
export const TOO_EARLY =
  "the program ended before all its rules were declared, so nothing is deleted. " +
  "A program must wait for declareRules (await it, or return its promise), and must not call process.exit.";

/** Rules that a program declares. */
export interface Declaration<T> {
  result: T;
  /** Resolves when the engine has all of them. */
  registered: Promise<unknown>;
}

/**
 * Runs the work of a program that declares its rules. Until the engine has all of them the program cannot end well, and never where
 * the work fails, also if the program goes on; the provider of this run is told as well.
 *
 * The error is one that Pulumi shows as its message alone. Pulumi inspects the stack all the same, and Node 20 takes 20 seconds and
 * 2 GB over a frame such as node_modules/@pulumi/resource.ts, so the error has none.
 *
 * @throws RunError
 */
export async function declaring<T>(work: () => Promise<Declaration<T>>): Promise<T> {
  outliveLostReaders();
  const hold = new Hold(TOO_EARLY);
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
      `the program went on although its rules were refused, so this run fails and deletes nothing: ${failure.message}`,
    );
    throw failure;
  }
}

/** What is told to the provider of a run, and how many of its lists the engine does not have. */
interface Told {
  open: number;
  handover: Handover;
}

const runs = new WeakMap<object, Told>();

/** Tells the provider of the rules of a list; to be called before the first of them is registered. */
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

/** A list that was refused stays open, whatever becomes of another. */
function complete(): void {
  told().open -= 1;
  if (told().open > 0) return;
  told().handover.stage = "complete";
  tellProvider();
}

function told(): Told {
  const run = thisRun();
  const before = runs.get(run);
  if (before) return before;
  const first: Told = { open: 0, handover: { stage: "begun", declared: [], recorded: [], change: [], leave: [] } };
  runs.set(run, first);
  return first;
}

function tellProvider(): void {
  const engine = engineAddress();
  if (engine) handOver(engine, told().handover);
}
