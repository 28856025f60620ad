import { forgetHandover, handoverReader, leaveToProgram, type Handover } from "../pulumi/handover";
import { cliDestroys } from "../system/cli-process";

/** What a provider can find out about the run that it serves. */
export interface RunFacts {
  /** Whether a program declares resources in this run: it does in `up`, and not in `destroy`. */
  programRuns(): Promise<boolean>;
  /** What the program has handed over so far; undefined where it says nothing. */
  handedOver(): Handover | undefined;
  /** Leaves it to the program to prove that a rule is live as it was made; false where there is none that could. */
  leaveToProgram(prefix: string): boolean;
  /** Whether the command is `destroy`, in which a program may run too (`--run-program`); undefined where it cannot be told. */
  destroys(): boolean | undefined;
}

/** Nothing can be found out, so nothing speaks against a delete. */
export const UNKNOWN_RUN: RunFacts = {
  programRuns: () => Promise.resolve(false),
  handedOver: () => undefined,
  leaveToProgram: () => false,
  destroys: () => undefined,
};

/** @param argv of the provider's process: Pulumi gives the address of the run's engine as its first argument. */
export function factsOfRun(argv: readonly string[]): RunFacts {
  const engine = argv.slice(2).find((argument) => /^[\w.[\]:-]+:\d+$/.test(argument));
  if (engine === undefined) return UNKNOWN_RUN;
  process.once("exit", () => forgetHandover(engine));
  return {
    // The SDK's modules are loaded only where something is to be deleted.
    programRuns: async () => (await import("../pulumi/engine.js")).programRuns(engine),
    handedOver: handoverReader(engine),
    leaveToProgram: (prefix) => leaveToProgram(engine, prefix),
    destroys: cliDestroys,
  };
}
