import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../rules/rule";
import { folder, forgetOld, makeFolder, requireOwn } from "../system/private-folder";
import { t } from "../text/message";

/** How far a run's stack program got: it has started to declare its rules, or the engine has all of them. */
export type Stage = "begun" | "complete";

/** What a run's stack program tells the provider. */
export interface Handover {
  stage: Stage;
  /** The process of the CLI that runs the program, as `processOfCli` identifies it; undefined if unknown. */
  cli?: string | undefined;
  /** Every rule that the program declares, whether in the run or not (`--target`), as prefix and resource name. */
  declared: [prefix: string, name: string][];
  /** The rules that the stack's state holds. */
  recorded: OwnedRule[];
  /** The rules to bring in line although the YAML does not change, each in the form to look for. */
  change: Rule[];
  /** The prefixes of rules that stay as they are although the YAML wants them otherwise: no publish is left for them. */
  leave: string[];
  /** Where changes are noted before they start; see `journal.ts`. */
  journal?: string | undefined;
}

/** A rule and the account that owns it, if known. */
export interface OwnedRule {
  rule: Rule;
  account?: string | undefined;
}

const STAGES: readonly Stage[] = ["begun", "complete"];

/**
 * Tells the provider of the same run what the program declares and how far it got. The two are separate processes. They share
 * only the engine's address and nothing else that Pulumi would pass on, so this goes through a file of the user's in the
 * temporary folder.
 *
 * @param engine the address of the run's engine.
 * @throws Error with a sentence that says what to do, if the file cannot be written.
 */
export function handOver(engine: string, handover: Handover): void {
  try {
    makeFolder();
    requireOwn(folder());
    if (handover.declared.length === 0) forgetOld();
    writeWhole(fileOf(engine), JSON.stringify(handover));
  } catch (error) {
    throw new Error(
      t`The program cannot tell the provider what it declares: ${(error as Error).message};
        fix that, or set TMPDIR to a folder that can be written. Nothing was changed.`,
      { cause: error },
    );
  }
}

/** The clocks of processes and files differ by less. */
const CLOCK_SLACK_MS = 2_000;

/** What a provider knows of its run, asked for when it matters. */
export interface RunOfProvider {
  /** The process of its CLI, as `processOfCli` identifies it; undefined if unknown. */
  cli?(): string | undefined;
  /** When its CLI started, in milliseconds since 1970; undefined if unknown. */
  startedAtMs?(): number | undefined;
}

/**
 * Reads what the program of this engine's run has handed over; undefined if nothing. Reads the file only if it has changed.
 *
 * Engines get the same address again and again. A run that was refused may end before its provider starts, and a provider that is killed
 * removes nothing, so the file may be of an earlier run. It says nothing about this one.
 */
export function handoverReader(engine: string, run: RunOfProvider = {}): () => Handover | undefined {
  let last: { version: string; handover: Handover | undefined } | undefined;
  return () => {
    const found = statSync(fileOf(engine), { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    const version = [found.ino, found.mtimeMs, found.size].join();
    if (last?.version !== version) {
      const told = read(engine);
      last = { version, handover: told && isOfAnotherRun(told, found.mtimeMs, run) ? undefined : told };
    }
    return last.handover;
  };
}

/** "begun" only refuses deletes. So a clock, which may be wrong, does not speak against it. */
function isOfAnotherRun({ stage, cli }: Handover, writtenAtMs: number, run: RunOfProvider): boolean {
  const ownCli = cli === undefined ? undefined : run.cli?.();
  if (ownCli !== undefined) return ownCli !== cli;
  return stage === "complete" && writtenAtMs < (run.startedAtMs?.() ?? -Infinity) - CLOCK_SLACK_MS;
}

function read(engine: string): Handover | undefined {
  try {
    requireOwn(folder());
    const told = JSON.parse(readFileSync(fileOf(engine), "utf8")) as Handover;
    return STAGES.includes(told.stage) ? told : undefined;
  } catch {
    return undefined;
  }
}

/** Atomic, because the provider may read at any time. */
function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, path);
}

/** Leaves it to this run's program to prove that a rule is live as made. @returns false if there is no program to tell. */
export function leaveToProgram(engine: string, prefix: string): boolean {
  try {
    if (!read(engine)) return false;
    appendFileSync(unprovenFileOf(engine), `${JSON.stringify(prefix)}\n`, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

/** The prefixes of rules that this run's provider made and left to the program to prove. */
export function leftToProgram(engine: string): ReadonlySet<string> {
  try {
    requireOwn(folder());
    const lines = readFileSync(unprovenFileOf(engine), "utf8").split("\n");
    return new Set(lines.flatMap((line) => (line ? [JSON.parse(line) as string] : [])));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Set();
    throw error;
  }
}

/** Call it at the end of the run: another run may get the same address. */
export function forgetHandover(engine: string): void {
  rmSync(fileOf(engine), { force: true });
  rmSync(unprovenFileOf(engine), { force: true });
}

function unprovenFileOf(engine: string): string {
  return `${fileOf(engine)}.unproven`;
}

function fileOf(engine: string): string {
  return join(folder(), engine.replace(/\W+/g, "-"));
}
