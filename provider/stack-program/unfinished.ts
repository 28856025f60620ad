import { writeSync } from "node:fs";
import { onExit } from "signal-exit";
import { engineHasEnded, isProgramOfCli } from "../pulumi/sdk";

const FAILED = 1;
/** Pulumi's exit code after an error that it has already shown. */
const ALREADY_SAID = 32;
const STDERR = 2;

/** Why the program must not end with exit code 0 yet, as one sentence each. */
const held = new Map<Hold, string>();
let stopWatching: () => void = () => undefined;

/**
 * Keeps this program from ending with exit code 0 until it is released. The engine reads exit code 0 as "these are all
 * resources" and deletes the others, so a program that was kept from declaring its rules would lose them all.
 *
 * Every way to end a Node process passes through here: an event loop with nothing left to do, `process.exit(0)`,
 * `process.reallyExit(0)`, an exit handler that sets the code. The exception is a signal, which never gives exit code 0.
 *
 * A program that runs inside another process (Automation API) has no exit code; there the provider notices, see `handover.ts`.
 */
export class Hold {
  /** @param reason what to print if the program ends too early. */
  constructor(reason: string) {
    if (!isProgramOfCli()) return;
    if (held.size === 0) watch();
    held.set(this, reason);
  }

  /** Holds for good, and prints this instead. */
  keep(reason: string): void {
    if (held.has(this)) held.set(this, reason);
  }

  release(): void {
    if (held.delete(this) && held.size === 0) stopWatching();
  }
}

function watch(): void {
  // Pulumi's own handler tells the engine that the program is done, before there is an exit code.
  process.prependListener("beforeExit", endNow);
  const forget = onExit(endAsFailure, { alwaysLast: true });
  stopWatching = () => {
    process.removeListener("beforeExit", endNow);
    forget();
  };
}

/** Ends with whatever code the exit handlers set. */
function endNow(): void {
  process.exit();
}

function endAsFailure(code: number | null | undefined, signal: NodeJS.Signals | null): void {
  // A signal never gives exit code 0, and whoever sent it knows why.
  if (signal || code === ALREADY_SAID) return;
  process.exitCode = code || FAILED;
  if (engineHasEnded()) return;
  for (const reason of held.values()) writeSync(STDERR, `error: ${reason}\n`);
}
