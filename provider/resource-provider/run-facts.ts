import { forgetHandover, handoverReader, leaveToProgram, type Handover } from "../pulumi/handover";
import { cliDestroys, processOfProvidersCli, cliStartedAtMs } from "../system/cli-process";

/** What a provider can find out about the run it serves. */
export interface RunFacts {
  /** True if a program declares resources in this run, as in `up` but not in `destroy`. */
  programRuns(): Promise<boolean>;
  /** What the program has handed over so far; undefined if nothing. */
  handedOver(): Handover | undefined;
  /** Leaves it to the program to prove that a rule is live as made; false if there is no program to do it. */
  leaveToProgram(prefix: string): boolean;
  /** True if the command is `destroy`, in which a program may run too (`--run-program`); undefined if unknown. */
  destroys(): boolean | undefined;
}

/** Nothing can be found out, so nothing speaks against a delete. */
export const UNKNOWN_RUN: RunFacts = {
  programRuns: () => Promise.resolve(false),
  handedOver: () => undefined,
  leaveToProgram: () => false,
  destroys: () => undefined,
};

/** The address of the run's engine, which Pulumi passes to a provider's process as its first argument. */
export function engineIn(argv: readonly string[]): string | undefined {
  return argv.slice(2).find((argument) => /^[\w.[\]:-]+:\d+$/.test(argument));
}

/** @param engine the address of the run's engine; undefined if unknown. */
export function factsOfRun(engine: string | undefined): RunFacts {
  if (engine === undefined) return UNKNOWN_RUN;
  process.once("exit", () => forgetHandover(engine));
  return {
    programRuns: () => programRuns(engine),
    handedOver: handoverReader(engine, { cli: processOfProvidersCli, startedAtMs: cliStartedAtMs }),
    leaveToProgram: (prefix) => leaveToProgram(engine, prefix),
    destroys: cliDestroys,
  };
}

/** The same for a plugin, which declares the lists of rules itself. */
export function factsOfPluginRun(
  engine: string | undefined,
  lists: Pick<RunFacts, "handedOver"> = UNKNOWN_RUN,
): RunFacts {
  if (engine === undefined) return UNKNOWN_RUN;
  // Only JavaScript's SDK tells the engine that a program runs.
  const runs = async (): Promise<boolean> =>
    lists.handedOver() !== undefined || cliDestroys() === false || (await programRuns(engine));
  return { ...UNKNOWN_RUN, programRuns: runs, handedOver: () => lists.handedOver(), destroys: cliDestroys };
}

/** The SDK's modules are loaded only if something is about to be deleted. */
async function programRuns(engine: string): Promise<boolean> {
  return (await import("../pulumi/engine.js")).programRuns(engine);
}
