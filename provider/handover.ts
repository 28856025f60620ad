import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, forgetOld, makeFolder, requireOwn } from "./private-folder";

/** How far the stack program of a run came: it has begun to declare its rules, or the engine has all of them. */
export type Stage = "begun" | "complete";

const STAGES: readonly Stage[] = ["begun", "complete"];

/**
 * Tells the provider of the same run how far the program came. The two are processes of their own that share the engine's address
 * and nothing else that Pulumi would hand over, so it goes through a file of the user's in the folder for temporary files.
 *
 * @param engine the address of the run's engine.
 * @throws Error as a sentence that says what to do, where the file cannot be written.
 */
export function handOver(engine: string, stage: Stage): void {
  try {
    makeFolder();
    requireOwn(folder());
    if (stage === "begun") forgetOld();
    writeFileSync(fileOf(engine), stage, { mode: 0o600 });
  } catch (error) {
    throw new Error(
      `The program cannot tell the provider what it declares: ${(error as Error).message}; ` +
        `mend that, or set TMPDIR to a folder that can be written. Nothing was changed.`,
      { cause: error },
    );
  }
}

/** What the program of this engine's run has handed over; undefined where it has not. */
export function handedOver(engine: string): Stage | undefined {
  try {
    requireOwn(folder());
    const told = readFileSync(fileOf(engine), "utf8");
    return STAGES.find((stage) => stage === told);
  } catch {
    return undefined;
  }
}

/** To be called at the end of the run: another run may get the same address. */
export function forgetHandover(engine: string): void {
  rmSync(fileOf(engine), { force: true });
}

function fileOf(engine: string): string {
  return join(folder(), engine.replace(/\W+/g, "-"));
}
